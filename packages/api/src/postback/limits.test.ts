import { type EventRules, NO_EVENT_RULES, type Period, PERIODS } from '@gokart/shared'
import { describe, expect, it } from 'vitest'
import { decide } from './decide.js'
import { type Changes, earlier, facts, FOREIGN, FULL, OFFER, SALE } from '../test/postback-facts.js'
import { needsOf } from './needs.js'
import { periodEnd, periodStart } from './period.js'
import type { Usage } from './limits.js'

const reasonOf = (changes: Changes) => {
  const verdict = decide(facts(changes))
  return verdict.outcome === 'rejected' ? verdict.reason : verdict.outcome
}
const caps = (over: Partial<EventRules['caps']>) => ({ rules: { caps: { ...NO_EVENT_RULES.caps, ...over } } })
const budgets = (over: Partial<EventRules['budgets']>) => ({
  rules: { budgets: { ...NO_EVENT_RULES.budgets, ...over } },
})
const used = (period: Period, conversions: number, revenue = '0'): { usage: Usage } => ({
  usage: { [period]: { conversions, revenue } },
})

describe.each(PERIODS)('a %s cap', (period) => {
  it('has room for as many as it says', () => {
    expect(reasonOf({ ...caps({ [period]: 3 }), ...used(period, 2) })).toBe('accepted')
    expect(reasonOf({ ...caps({ [period]: 3 }), ...used(period, 3) })).toBe('over_cap')
    // It was made smaller, or people took rejected ones back in.
    expect(reasonOf({ ...caps({ [period]: 3 }), ...used(period, 9) })).toBe('over_cap')
    expect(reasonOf({ ...caps({ [period]: 3 }), usage: {} })).toBe('accepted')
  })
})

describe.each(PERIODS)('a %s budget', (period) => {
  // The event is worth 10.0000.
  it('has room up to its last cent, and never gives more than it has', () => {
    expect(reasonOf({ ...budgets({ [period]: '30.05' }), ...used(period, 2, '20.0500') })).toBe('accepted')
    expect(reasonOf({ ...budgets({ [period]: '30.05' }), ...used(period, 2, '20.0501') })).toBe('over_budget')
    expect(reasonOf({ ...budgets({ [period]: '30.05' }), ...used(period, 2, '99.0000') })).toBe('over_budget')
    expect(reasonOf({ ...budgets({ [period]: '9.99' }), usage: {} })).toBe('over_budget')
  })
})

describe('what is said of a limit', () => {
  it.each([
    [
      { ...caps({ daily: 5 }), usage: FULL },
      'The event’s daily cap of 5 conversions is used up.',
      'Nothing to correct in the postback. The next period begins on 2026-11-23 at 00:00 UTC; a higher cap can be set on the offer’s page.',
    ],
    [
      { ...caps({ lifetime: 1 }), usage: FULL },
      'The event’s lifetime cap of 1 conversion is used up.',
      'Nothing to correct in the postback. A higher cap can be set on the offer’s page.',
    ],
    [
      { ...budgets({ monthly: '100' }), usage: FULL },
      'The event’s monthly budget of 100 USD has 0.5 left, and the conversion is worth 10.',
      'Nothing to correct in the postback. The next period begins on 2026-12-01 at 00:00 UTC; a larger budget can be set on the offer’s page.',
    ],
  ])('%#', (changes, message, remedy) => {
    expect(decide(facts(changes))).toMatchObject({ message, remedy })
  })
})

describe('what takes no place', () => {
  const full = { ...caps({ lifetime: 1 }), usage: FULL }
  it.each([
    ['what is rejected from the start', { parameters: { cnv_status: 'rejected' } }, 'accepted'],
    ['a test', { clicked: { test: true } }, 'accepted'],
    ['what waits for its click', { click: undefined }, 'queued'],
    ['what was counted before', { earlier: [earlier(11)] }, 'duplicate'],
  ] satisfies [string, Changes, string][])('%s', (_, changes, expected) => {
    expect(reasonOf({ ...full, ...changes })).toBe(expected)
    expect(needsOf(facts({ ...full, ...changes })).usage).toBeUndefined()
  })
})

describe('a budget and a share', () => {
  const share = { offer: { ...OFFER, events: [SALE] }, ...budgets({ daily: '50' }) }
  it('is held against what the share is worth', () => {
    const sent = (cnv_amount: string) => reasonOf({ ...share, ...used('daily', 1, '45'), parameters: { cnv_amount } })
    expect([sent('50'), sent('50.01')]).toEqual(['accepted', 'over_budget'])
  })

  it('is not passed by with another currency', () => {
    const parameters = { cnv_amount: '9999', cnv_currency: 'EUR' }
    expect(decide(facts({ ...share, parameters }))).toMatchObject({
      reason: 'invalid_amount',
      message: 'The event has a budget in USD, and cnv_amount came in EUR.',
    })
    expect(reasonOf({ ...share, ...caps({ daily: 5 }), parameters })).toBe('accepted')
  })
})

describe('needsOf', () => {
  it('asks for nothing where no rule reads it', () => {
    const nothing = { key: undefined, member: undefined, usage: undefined }
    expect(needsOf(facts())).toEqual(nothing)
    expect(needsOf(facts({ clicked: { memberId: 'm' }, rules: { allowRepetitions: true } }))).toEqual(nothing)
    expect(needsOf(facts({ ...caps({ daily: 1 }), offer: undefined }))).toEqual(nothing)
  })

  it('asks for the limited periods of the event, caps and budgets together', () => {
    const rules = { ...caps({ daily: 1, monthly: 9 }).rules, ...budgets({ monthly: '5', lifetime: '7' }).rules }
    expect(needsOf(facts({ rules })).usage).toEqual({
      eventRowId: 11,
      limitsVersion: 1,
      periods: ['daily', 'monthly', 'lifetime'],
    })
  })

  it('asks for the member’s conversions where it may not repeat', () => {
    expect(needsOf(facts({ clicked: { memberId: 'm' } })).member).toHaveLength(16)
  })

  it('asks for nothing where another rule fails anyway', () => {
    const limited = { ...caps({ daily: 1 }), clicked: { memberId: 'm' } }
    expect(needsOf(facts({ ...limited, parameters: { cnv_amount: 'x' } })).usage).toBeUndefined()
    expect(needsOf(facts({ ...limited, parameters: { gk_click_id: FOREIGN } })).usage).toBeDefined()
  })
})

it.each([
  ['daily', '2026-11-22T23:59:59.999Z', '2026-11-22', '2026-11-23'],
  ['daily', '2024-02-28T12:00:00.000Z', '2024-02-28', '2024-02-29'],
  ['weekly', '2026-11-22T23:59:59.999Z', '2026-11-16', '2026-11-23'],
  ['weekly', '2026-11-23T00:00:00.000Z', '2026-11-23', '2026-11-30'],
  ['weekly', '2027-01-01T00:00:00.000Z', '2026-12-28', '2027-01-04'],
  ['monthly', '2026-12-31T23:59:59.999Z', '2026-12-01', '2027-01-01'],
  ['monthly', '2024-02-29T00:00:00.000Z', '2024-02-01', '2024-03-01'],
  ['lifetime', '2026-11-22T00:00:00.000Z', '1970-01-01', undefined],
] as const)('%s of %s begins on %s and ends before %s', (period, at, start, end) => {
  const day = (date: Date | undefined) => date?.toISOString().replace('T00:00:00.000Z', '')
  expect([day(periodStart(period, new Date(at))), day(periodEnd(period, new Date(at)))]).toEqual([start, end])
})
