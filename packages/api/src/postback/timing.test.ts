import { describe, expect, it } from 'vitest'
import type { CountedConversion, OfferPolicy } from './case.js'
import { decide } from './decide.js'
import { ARRIVAL, type Changes, CLICK, earlier, facts, OFFER, SINGLE } from '../test/postback-facts.js'
import { duration } from './duration.js'

const DAY = 86_400_000
const reasonOf = (changes: Changes) => {
  const verdict = decide(facts(changes))
  return verdict.outcome === 'rejected' ? verdict.reason : verdict.outcome
}
const clickedBefore = (ms: number) => ({ clickedAt: new Date(ARRIVAL - ms) })

describe('the conversion window', () => {
  it.each([
    ['at the first moment', { minSecondsAfterClick: 60 }, 60_000, 'accepted'],
    ['a moment too early', { minSecondsAfterClick: 60 }, 59_999, 'too_early'],
    ['of 0 seconds, before the click by another clock', { minSecondsAfterClick: 0 }, -5, 'too_early'],
    ['without a minimum, before the click by another clock', {}, -5, 'accepted'],
    ['at the last moment', { maxDaysAfterClick: 30 }, 30 * DAY, 'accepted'],
    ['a moment too late', { maxDaysAfterClick: 30 }, 30 * DAY + 1, 'too_late'],
    ['years later without an end', {}, 5_000 * DAY, 'accepted'],
  ])('%s', (_, window, ms, expected) => {
    expect(reasonOf({ window, clicked: clickedBefore(ms) })).toBe(expected)
  })

  it.each([
    [7, 30, 8, 'too_late'],
    [30, 7, 8, 'too_late'],
    [9, 30, 8, 'accepted'],
    [null, 7, 8, 'too_late'],
    [7, null, 8, 'too_late'],
  ])(
    'ends with the event’s deadline (%s days) or the offer’s (%s), whichever is sooner',
    (deadline, max, days, expected) => {
      const changes = { rules: { deadlineDays: deadline }, window: { maxDaysAfterClick: max } }
      expect(reasonOf({ ...changes, clicked: clickedBefore(days * DAY) })).toBe(expected)
    },
  )

  it('is told by the signed ID of a click that is not stored', () => {
    // The ID is an hour old.
    expect(reasonOf({ click: undefined, window: { minSecondsAfterClick: 7_200 } })).toBe('too_early')
    expect(reasonOf({ click: undefined, window: { minSecondsAfterClick: 3_600 } })).toBe('queued')
  })

  it('is said in words', () => {
    const late = decide(facts({ window: { maxDaysAfterClick: 30 }, clicked: clickedBefore(41 * DAY) }))
    expect(late).toMatchObject({
      message: 'The conversion came 41 days after the click, and it counts for 30 days only.',
    })
    const early = decide(facts({ window: { minSecondsAfterClick: 60 }, clicked: clickedBefore(3_500) }))
    expect(early).toMatchObject({
      message: 'The conversion came 3 seconds after the click, and the offer takes them from 1 minute on.',
    })
  })
})

/** Two that lead to a third, one that needs nothing, and one after all. */
const STEPS: OfferPolicy = {
  ...OFFER,
  events: [
    { ...SINGLE, id: 1, name: 'Install', eventId: 'install', sequenceNumber: 1 },
    { ...SINGLE, id: 2, name: 'Sign up', eventId: 'signup', sequenceNumber: 1 },
    { ...SINGLE, id: 3, name: 'Deposit', eventId: 'deposit', sequenceNumber: 5, minTimeFromPreviousEvent: 60 },
    { ...SINGLE, id: 4, name: 'Survey', eventId: 'survey' },
    { ...SINGLE, id: 5, name: 'Trade', eventId: 'trade', sequenceNumber: 9, minTimeFromPreviousEvent: 60 },
  ],
}
const done = (id: number, secondsAgo = 3_000, over: Partial<CountedConversion> = {}) =>
  earlier(id, undefined, { id: `conversion ${id}`, convertedAt: new Date(ARRIVAL - secondsAgo * 1000), ...over })

describe('the order of events', () => {
  it.each([
    ['the first', 'install', [], 'accepted'],
    ['another one of the first step', 'signup', [], 'accepted'],
    ['one that needs nothing', 'survey', [], 'accepted'],
    ['without the first step', 'deposit', [], 'event_out_of_order'],
    ['with half of the first step', 'deposit', [done(1)], 'event_out_of_order'],
    ['with the first step', 'deposit', [done(2), done(1)], 'accepted'],
    ['with the step before alone', 'trade', [done(3)], 'event_out_of_order'],
    ['with all steps', 'trade', [done(1), done(2), done(3)], 'accepted'],
    [
      'with a step that was rejected',
      'deposit',
      [done(1), done(2, 3_000, { status: 'rejected' })],
      'event_out_of_order',
    ],
    ['with a step that is pending', 'deposit', [done(1), done(2, 3_000, { status: 'pending' })], 'accepted'],
    ['with a step of another click', 'deposit', [done(1), done(2, 3_000, { clickId: 'other' })], 'event_out_of_order'],
  ])('%s', (_, event, conversions, expected) => {
    expect(reasonOf({ offer: STEPS, parameters: { cnv_event_id: event }, earlier: conversions })).toBe(expected)
  })

  it('names the event that is missing, and how to send it', () => {
    expect(decide(facts({ offer: STEPS, parameters: { cnv_event_id: 'trade' }, earlier: [done(1)] }))).toMatchObject({
      message: 'The event "trade" needs "signup" first, which has not converted for this click.',
      remedy: 'Send cnv_event_id=signup for this click first, then this postback again.',
    })
  })

  it('is not judged while the click is not here: the events before it may be queued as well', () => {
    const trade = { offer: STEPS, parameters: { cnv_event_id: 'trade' }, click: undefined }
    expect(reasonOf(trade)).toBe('queued')
    expect(reasonOf({ ...trade, now: new Date(ARRIVAL + 600_000) })).toBe('event_out_of_order')
  })
})

describe('the time since the event before', () => {
  const all = (deposit: number, over: Partial<CountedConversion> = {}) => [done(1), done(2), done(3, deposit, over)]
  it.each([
    ['enough', 'trade', all(60), 'accepted'],
    ['not enough', 'trade', all(59.999), 'too_early'],
    ['of the step before, not of the first', 'trade', [done(1, 10), done(2, 10), done(3)], 'accepted'],
    ['of the one of a step that came last', 'deposit', [done(1), done(2, 10)], 'too_early'],
    ['of its first conversion where it has several', 'trade', [...all(3_000), done(3, 10)], 'accepted'],
    ['is no matter where that event is missing', 'trade', [done(1, 10), done(2, 10)], 'event_out_of_order'],
  ])('%s', (_, event, conversions, expected) => {
    expect(reasonOf({ offer: STEPS, parameters: { cnv_event_id: event }, earlier: conversions })).toBe(expected)
  })

  it('is that since the click for the first step', () => {
    const first = { rules: { sequenceNumber: 1, minTimeFromPreviousEvent: 3_600 } }
    expect(reasonOf({ ...first, clicked: clickedBefore(3_600_000) })).toBe('accepted')
    expect(reasonOf({ ...first, clicked: clickedBefore(3_599_999) })).toBe('too_early')
    expect(decide(facts({ ...first, clicked: { ...CLICK, ...clickedBefore(2_000) } }))).toMatchObject({
      message: 'The event came 2 seconds after the click, and it takes at least 1 hour.',
    })
  })
})

it.each([
  [0.4, '0 seconds'],
  [1, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [119, '119 seconds'],
  [5_400, '90 minutes'],
  [7_199, '119 minutes'],
  [7_200, '2 hours'],
  [86_400, '1 day'],
  [2_592_000, '30 days'],
  [-5, '0 seconds'],
])('%s seconds are %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words)
})
