import { describe, expect, test } from 'vitest'
import { offerPostbackUrl } from './offer-postback.js'
import type { OfferRecord } from './offer.repo.js'

const base = 'https://go.example.com'
const offer = (values: Partial<OfferRecord>) =>
  ({
    tracking_link: 'https://adv.example/?sub1={gk_click_id}',
    tracker_id: 'everflow',
    click_parameter: null,
    event_count: 1,
    token_policy: 'off',
    postback_token: 'secret',
    ...values,
  }) as OfferRecord
const url = (values: Partial<OfferRecord>, choice = {}) => offerPostbackUrl(base, offer(values), choice)

describe('offerPostbackUrl', () => {
  test('names no event for a single-event offer', () => {
    expect(url({}).url).toBe(
      `${base}/postback?gk_click_id={sub1}&cnv_amount={sale_amount}&cnv_conversion_id={transaction_id}`,
    )
  })

  test('lets the tracker name the event of a multi-event offer, or fixes it', () => {
    expect(url({ event_count: 2 }).url).toContain('&cnv_event_id={event_name}&')
    expect(url({ event_count: 2 }, { eventId: 'First Trade' }).url).toContain('&cnv_event_id=First%20Trade&')
  })

  test('warns where a multi-event offer is on a tracker that cannot name the event', () => {
    expect(url({ event_count: 2, tracker_id: 'tune' }).caveat).toMatch(/one postback URL for each event/)
    expect(url({ event_count: 1, tracker_id: 'tune' }).caveat).toBeUndefined()
    expect(url({ event_count: 2, tracker_id: 'tune' }, { eventId: 'SignUp' }).caveat).toBeUndefined()
  })

  test('warns where the token is required of a tracker that cannot send it', () => {
    expect(url({ tracker_id: 'adjust', token_policy: 'required' }).caveat).toMatch(/make the token optional/)
    expect(url({ tracker_id: 'adjust', token_policy: 'optional' }).caveat).not.toMatch(/token/)
    expect(url({ tracker_id: 'everflow', token_policy: 'required' }).caveat).toBeUndefined()
  })

  test.each(['optional', 'required'] as const)(
    'has the token where the policy is %s, as a secret part',
    (token_policy) => {
      const answer = url({ token_policy })
      expect(answer.url).toMatch(/&token=secret$/)
      expect(answer.segments.at(-1)).toEqual({ text: 'secret', kind: 'secret' })
    },
  )

  test('asks for the slot that the tracking link uses', () => {
    expect(url({ tracking_link: 'https://adv.example/?sub3={gk_click_id}' }).url).toContain('gk_click_id={sub3}')
  })

  test('an unknown tracker: the parameter that the user named, else a part to replace', () => {
    const link = { tracker_id: 'other', tracking_link: 'https://google.com?click_id={gk_click_id}' }
    expect(url({ ...link, click_parameter: 'click_id' }).url).toBe(`${base}/postback?gk_click_id={click_id}`)
    const unknown = url({ ...link, tracker_id: null })
    expect(unknown.url).toBe(`${base}/postback?gk_click_id=TOBEREPLACED`)
    expect(unknown.replace?.instruction).toMatch(/^Replace the capitalized portion \(TOBEREPLACED\)/)
  })
})
