import { NO_EVENT_RULES, OfferInput, OfferPatch } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { offer } from './offer.sample'
import { emptyOffer, inputOf, patchOf, valuesOf } from './offer-values'

describe('a new offer', () => {
  test('needs a name and a link, and nothing else', () => {
    const result = OfferInput.safeParse(inputOf(emptyOffer(4)))
    const pointers = new Set(result.error?.issues.map(({ path }) => path.join('/')))
    expect(pointers).toEqual(new Set(['name', 'trackingLink']))
  })

  test('is sent with one unnamed event that pays nothing yet and has no rules', () => {
    const input = OfferInput.parse(inputOf({ ...emptyOffer(4), name: 'Summer', trackingLink: offer.trackingLink }))
    expect(input).toMatchObject({ advertiserId: 4, status: 'active', currency: 'USD', fallbackUrl: null })
    expect(input.events).toEqual([{ name: '', eventId: null, payoutType: 'flat', payout: '0', ...NO_EVENT_RULES }])
  })
})

describe('a change', () => {
  test('of nothing sends the offer as it is, with its version and the IDs of its events, without its advertiser', () => {
    const startsAt = '2026-11-01T10:00:30.000Z'
    const patch = OfferPatch.strict().parse(patchOf(valuesOf({ ...offer, startsAt, status: 'paused' }), offer.version))
    expect(patch).toEqual({
      version: 3,
      name: 'Summer',
      trackingLink: offer.trackingLink,
      trackerId: 'everflow',
      clickParameter: null,
      status: 'paused',
      fallbackUrl: null,
      currency: 'USD',
      startsAt,
      endsAt: null,
      minSecondsAfterClick: null,
      maxDaysAfterClick: null,
      events: offer.events,
    })
  })
})
