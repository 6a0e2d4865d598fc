import type { ConversionStatus, StatusWord } from '@gokart/shared'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advertiser, ARRIVAL, type Changes, earlier, facts } from '../test/postback-facts.js'
import type { AdvertiserPolicy, CountedConversion } from './case.js'
import { decide } from './decide.js'

const DAY = 86_400_000
const WORDS: StatusWord[] = [
  { word: 'lead', status: 'pending' },
  { word: 'sale', status: 'success' },
  { word: 'trash', status: 'rejected' },
  { word: 'success', status: 'pending' },
]
const word = (cnv_status: string | undefined): Changes =>
  cnv_status === undefined ? {} : { parameters: { cnv_status } }
const accepted = (changes: Changes) => {
  const verdict = decide(facts(changes))
  if (verdict.outcome !== 'accepted') throw new Error(`It was ${verdict.outcome}`)
  return { ...verdict.conversion, notes: verdict.notes }
}

describe('a word of the sender', () => {
  it.each([
    ['lead', 'pending'],
    ['SALE', 'success'],
    [' Trash ', 'rejected'],
    ['rejected', 'rejected'],
    ['success', 'pending'],
    ['constructor', 'pending'],
    ['declined', 'pending'],
  ] as const)('%s means %s by the advertiser’s own list, then ours', (sent, status) => {
    expect(accepted({ ...word(sent), policy: { statusWords: WORDS } })).toMatchObject({ status })
  })

  it('of the advertiser’s own is told as what it was read', () => {
    expect(accepted({ ...word('Sale'), policy: { statusWords: WORDS } }).notes).toEqual([
      'cnv_status "Sale" was read as success.',
    ])
    expect(accepted({ ...word('Success') }).notes).toEqual([])
  })

  it('that nobody knows waits for people, whatever the advertiser’s approval is', () => {
    const unknown = accepted({ ...word('declined'), policy: { pendingDays: 3 } })
    expect(unknown).toMatchObject({ status: 'pending', dueAt: null, sentStatus: null })
    expect(unknown.notes.join()).toMatch(/"declined" is none of pending, success and rejected/)
  })
})

describe('the approval of the advertiser', () => {
  const days = (count: number) => new Date(ARRIVAL + count * DAY)
  it.each([
    ['at once', {}, null, undefined, 'success', null],
    ['at once', {}, null, 'success', 'success', null],
    ['at once', {}, null, 'pending', 'pending', null],
    ['at once', {}, null, 'rejected', 'rejected', null],
    ['after days', { pendingDays: 3 }, null, undefined, 'pending', days(3)],
    ['after days', { pendingDays: 3 }, null, 'success', 'pending', days(3)],
    ['after days', { pendingDays: 3 }, null, 'pending', 'pending', days(3)],
    ['after days', { pendingDays: 3 }, null, 'rejected', 'rejected', null],
    ['after the event’s own days', { pendingDays: 3 }, 30, undefined, 'pending', days(30)],
    ['at once for this event', { pendingDays: 3 }, 0, undefined, 'success', null],
    ['after days for this event', {}, 1, undefined, 'pending', days(1)],
    ['by hand', { approval: 'manual' }, null, undefined, 'pending', null],
    ['by hand', { approval: 'manual' }, null, 'success', 'pending', null],
    ['by hand', { approval: 'manual', pendingDays: 3 }, null, undefined, 'pending', null],
    ['by hand also where the event has days', { approval: 'manual' }, 0, undefined, 'pending', null],
    ['by hand', { approval: 'manual' }, null, 'rejected', 'rejected', null],
  ] as const)('%s: %o, event %s, sent %s', (_, policy, pendingDays, sent, status, dueAt) => {
    expect(accepted({ ...word(sent), policy, rules: { pendingDays } })).toMatchObject({ status, dueAt })
  })

  it('says why a success has to wait', () => {
    expect(accepted({ ...word('success'), policy: { pendingDays: 30 } }).notes).toEqual([
      'It is a success after 30 days, whatever cnv_status says.',
    ])
    expect(accepted({ ...word('success'), policy: { approval: 'manual' } }).notes.join()).toMatch(/someone approves it/)
  })
})

type State = Pick<CountedConversion, 'status' | 'sentStatus'> & { dueAt: Date | null }

/** What postbacks with these words make of one conversion; undefined: none was counted. */
function play(words: readonly string[], policy: Partial<AdvertiserPolicy> = {}, start?: State): State | undefined {
  return words.reduce<State | undefined>((state, sent) => {
    const before = state ? [earlier(11, undefined, { ...state, convertedAt: new Date(ARRIVAL) })] : []
    const verdict = decide(facts({ ...word(sent), earlier: before, advertiser: advertiser('off', policy) }))
    if (verdict.outcome === 'accepted') {
      const { status, sentStatus, dueAt } = verdict.conversion
      return { status, sentStatus, dueAt }
    }
    if (verdict.outcome !== 'duplicate' || !verdict.change || !state) return state
    const { to, sent: sentStatus, dueAt } = verdict.change
    return { status: to, sentStatus, dueAt: to === 'pending' ? (state.dueAt ?? dueAt) : null }
  }, start)
}

describe('a repeated postback', () => {
  const POLICIES: Partial<AdvertiserPolicy>[] = [
    {},
    { pendingDays: 7 },
    { approval: 'manual' },
    { statusWords: WORDS },
    { statusWords: WORDS, pendingDays: 7 },
  ]

  it.each(POLICIES)('of {lead, sale, reject} in any order ends equal: %o', (policy) => {
    const orders = [
      ['pending', 'success', 'rejected'],
      ['pending', 'rejected', 'success'],
      ['success', 'pending', 'rejected'],
      ['success', 'rejected', 'pending'],
      ['rejected', 'pending', 'success'],
      ['rejected', 'success', 'pending'],
    ]
    const ends = orders.map((words) => play(words, policy))
    expect(new Set(ends.map((end) => JSON.stringify(end))).size).toBe(1)
    expect(ends[0]).toMatchObject({ status: 'rejected', sentStatus: 'rejected', dueAt: null })
  })

  const words = fc.array(fc.constantFrom('pending', 'success', 'rejected', 'lead', 'sale', 'trash', 'what?'), {
    minLength: 1,
    maxLength: 6,
  })

  it('ends equal for any words in any order', () => {
    const shuffled = words.chain((sent) =>
      fc.tuple(fc.constant(sent), fc.shuffledSubarray(sent, { minLength: sent.length })),
    )
    fc.assert(
      fc.property(shuffled, fc.constantFrom(...POLICIES), ([sent, other], policy) => {
        expect(play(other, policy)).toEqual(play(sent, policy))
      }),
      { numRuns: 300 },
    )
  })

  it('ends equal when all of it is sent again', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...POLICIES), (sent, policy) => {
        expect(play([...sent, ...sent], policy)).toEqual(play(sent, policy))
      }),
    )
  })

  it('never moves a conversion in a way that the statuses do not allow', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...POLICIES), (sent, policy) => {
        const ranks = { pending: 1, success: 2, rejected: 3 }
        const path = sent.map((_, index) => ranks[play(sent.slice(0, index + 1), policy)!.status])
        expect(path).toEqual(path.toSorted((a, b) => a - b))
      }),
    )
  })

  it.each([
    ['a person who rejected', 'success', { status: 'rejected', sentStatus: 'pending' }, 'rejected'],
    ['a person who took it back in', 'rejected', { status: 'success', sentStatus: 'rejected' }, 'success'],
    [
      'a person who approved, where it is rejected later',
      'rejected',
      { status: 'success', sentStatus: 'pending' },
      'rejected',
    ],
    ['the days that passed', 'pending', { status: 'success', sentStatus: null }, 'success'],
  ] as const)('and %s: %s on %o', (_, sent, before, status) => {
    const start: State = { ...before, dueAt: null }
    expect(play([sent], {}, start)?.status).toBe(status satisfies ConversionStatus)
    // And the same again does not change it either.
    expect(play([sent, sent, sent], {}, start)?.status).toBe(status)
  })

  it('is told what it did', () => {
    const repeated = (sent: string | undefined, status: ConversionStatus) =>
      decide(facts({ ...word(sent), earlier: [earlier(11, undefined, { status })] }))
    expect(repeated('rejected', 'success')).toMatchObject({
      outcome: 'duplicate',
      change: { from: 'success', to: 'rejected' },
      note: 'The conversion was success and is rejected now, as cnv_status says.',
    })
    expect(repeated('success', 'rejected').notes).toEqual([
      'cnv_status "success" changed nothing: the conversion is rejected.',
    ])
    expect(repeated('what?', 'success').notes).toEqual([
      'cnv_status "what?" changed nothing: the conversion is success.',
    ])
    expect(repeated('success', 'success').notes).toEqual([])
    expect(repeated(undefined, 'pending')).not.toHaveProperty('change')
  })
})
