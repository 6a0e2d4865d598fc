import { REASONS, RULES, type Reason } from '@gokart/shared'
import { describe, expect, it } from 'vitest'
import type { PostbackRow } from '../db/tables.js'
import { explainPostback, summarisePostback } from './explain.js'
import { nothingKnown } from './correction/known.js'
import { rawColumns, UNDECIDED_COLUMNS } from './rows.js'

const ID = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'
const BASE = 'https://go.example.com'
const KNOWN = nothingKnown(BASE)
/** A row of the log, as `record` would write it. */
function row(url: string, over: Partial<PostbackRow> = {}, body: string | null = null): PostbackRow {
  const rest = { method: 'GET', contentType: null, userAgent: null, ip: '::1', from: 'wire' } as const
  return { ...rawColumns({ id: ID, receivedAt: 0, url, body, ...rest }), ...UNDECIDED_COLUMNS, ...over }
}
const rejected = (reason: Reason, over: Partial<PostbackRow> = {}) => ({
  outcome: 'rejected' as const,
  reason,
  ...over,
})
const resultsOf = (about: PostbackRow) => explainPostback(about, KNOWN).rules.map(({ result }) => result)

describe('the rules of a logged postback', () => {
  it('stand in the order of the contract, with their titles', () => {
    const { rules } = explainPostback(row('/postback'), KNOWN)
    expect(rules.map(({ rule }) => rule)).toEqual(REASONS)
    expect(rules.map(({ title }) => title)).toEqual(Object.values(RULES).map(({ title }) => title))
  })

  it('all passed where it was accepted', () => {
    expect(new Set(resultsOf(row('/postback', { outcome: 'accepted' })))).toEqual(new Set(['passed']))
  })

  it.each(REASONS)('passed before the one that failed, and were not reached after it: %s', (reason) => {
    const outcome = reason === 'duplicate' ? 'duplicate' : 'rejected'
    const index = REASONS.indexOf(reason)
    const results = resultsOf(row('/postback', { outcome, reason }))
    expect(results.slice(0, index).every((result) => result === 'passed')).toBe(true)
    expect(results[index]).toBe('failed')
    expect(results.slice(index + 1).every((result) => result === 'not_reached')).toBe(true)
  })

  it('were passed up to the click where it is queued', () => {
    const results = resultsOf(row('/postback', { outcome: 'queued' }))
    expect(results.lastIndexOf('passed')).toBe(REASONS.indexOf('forged_click_id'))
    expect(results).not.toContain('failed')
  })
})

describe('the words on a logged postback', () => {
  it('are the rule’s own, unless the case has better ones', () => {
    expect(summarisePostback(row('/postback', rejected('unknown_click')))).toEqual({
      reason: 'unknown_click',
      message: RULES.unknown_click.message,
      remedy: RULES.unknown_click.remedy,
    })
    const better = rejected('malformed_click_id', { message: 'cut short', remedy: 'send all of it' })
    expect(summarisePostback(row('/postback', better))).toMatchObject({
      message: 'cut short',
      remedy: 'send all of it',
    })
  })

  it('ask for nothing where nothing is to do', () => {
    for (const outcome of ['accepted', 'queued'] as const) {
      expect(summarisePostback(row('/postback', { outcome }))).toMatchObject({ reason: null, remedy: null })
    }
    expect(summarisePostback(row('/postback', { outcome: 'duplicate', reason: 'duplicate' })).remedy).toBeNull()
  })

  it('of a rule that is gone since do not fail', () => {
    expect(explainPostback(row('/postback', { outcome: 'rejected', reason: 'long_gone' }), KNOWN).message).toMatch(
      /rejected/,
    )
  })
})

describe('what was understood', () => {
  it('is every known parameter, in the order of the documentation, with the repaired click ID', () => {
    const url = `/postback?event_id=Sale&x=1&cnv_amount=5&gk_click_id=%7B${ID.toUpperCase()}%7D&token=secret`
    expect(explainPostback(row(url), KNOWN).understood).toEqual([
      { name: 'gk_click_id', value: ID },
      { name: 'cnv_event_id', value: 'Sale' },
      { name: 'cnv_amount', value: '5' },
      { name: 'token', value: '***' },
    ])
  })

  it('shows neither token nor its fingerprint, and no email', () => {
    const body = '{"token":"secret","cnv_email":"ann@example.com"}'
    const story = JSON.stringify(explainPostback(row('/postback?token=secret', {}, body), KNOWN))
    expect(story).not.toMatch(/secret|ann|sha256:[0-9a-f]{32}(?![0-9a-f])/)
    expect(story).toContain('token=***')
  })

  it('has the notes of the row', () => {
    expect(explainPostback(row('/postback', { notes: '["a","b"]' }), KNOWN).notes).toEqual(['a', 'b'])
    expect(explainPostback(row('/postback'), KNOWN).notes).toEqual([])
  })
})

describe('the corrected URL', () => {
  it.each([
    [
      'the click ID in another parameter',
      row(`/postback?click_id=${ID}&cnv_amount=5`, rejected('missing_click_id')),
      `${BASE}/postback?gk_click_id=${ID}&cnv_amount=5`,
    ],
    [
      'text around the click ID, in a body',
      row('/postback', rejected('malformed_click_id'), `{"gk_click_id":"id-${ID}","cnv_user_id":"a b&c","token":"t"}`),
      `${BASE}/postback?gk_click_id=${ID}&cnv_user_id=a+b%26c&token=***`,
    ],
    [
      'an event that is nearly right',
      row(
        `/postback?gk_click_id=${ID}&cnv_event_id=sale`,
        rejected('unknown_event', {
          remedy: 'Send cnv_event_id=Sale, if that is the event that is meant; capitals count.',
        }),
      ),
      `${BASE}/postback?gk_click_id=${ID}&cnv_event_id=Sale`,
    ],
    [
      'a macro of no tracker that is known',
      row('/postback?gk_click_id={my.own}', rejected('unreplaced_macro')),
      `${BASE}/postback?gk_click_id=TOBEREPLACED`,
    ],
    [
      'no click ID at all',
      row('/postback?cnv_amount=5&cnv_email=ann@example.com', rejected('missing_click_id')),
      `${BASE}/postback?gk_click_id=TOBEREPLACED&cnv_amount=5`,
    ],
    [
      'half a click ID',
      row(`/postback?gk_click_id=${ID.slice(0, 20)}`, rejected('malformed_click_id')),
      `${BASE}/postback?gk_click_id=TOBEREPLACED`,
    ],
    ['a conversion that came too late', row(`/postback?gk_click_id=${ID}`, rejected('too_late')), null],
    ['nothing wrong', row(`/postback?gk_click_id=${ID}`, { outcome: 'accepted' }), null],
  ])('for %s', (_, about, url) => {
    expect(explainPostback(about, KNOWN).correctedUrl).toBe(url)
  })
})
