import { type Offer, OfferInput, OfferPatch } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { emptyOffer, inputOf, patchOf, valuesOf } from './offer-values'

const LINK = 'https://acme.everflow.io/A/B/?sub1={gk_click_id}'
const offer: Offer = {
  id: 9,
  key: 'k3y',
  advertiserId: 4,
  advertiserName: 'Acme',
  name: 'Summer',
  trackingLink: LINK,
  trackerId: 'everflow',
  clickParameter: null,
  status: 'paused',
  fallbackUrl: null,
  currency: 'EUR',
  startsAt: '2026-11-01T10:00:30.000Z',
  endsAt: null,
  events: [
    { id: 1, name: 'SignUp', eventId: 'SignUp', payoutType: 'flat', payout: '1.50' },
    { id: 2, name: 'Trade', eventId: 'trade', payoutType: 'percent', payout: '10.00' },
  ],
  clickLink: 'https://go.example/c/k3y',
  postbackUrl: 'https://go.example/postback?gk_click_id={sub1}',
  postbackUrls: [],
  warnings: [],
  version: 3,
  createdAt: '2026-11-01T09:00:00.000Z',
  updatedAt: '2026-11-01T09:00:00.000Z',
}

describe('a new offer', () => {
  test('needs a name and a link, and nothing else', () => {
    const result = OfferInput.safeParse(inputOf(emptyOffer(4)))
    const pointers = new Set(result.error?.issues.map(({ path }) => path.join('/')))
    expect(pointers).toEqual(new Set(['name', 'trackingLink']))
  })

  test('is sent with one unnamed event that pays nothing yet', () => {
    const input = OfferInput.parse(inputOf({ ...emptyOffer(4), name: 'Summer', trackingLink: LINK }))
    expect(input).toMatchObject({ advertiserId: 4, status: 'active', currency: 'USD', fallbackUrl: null })
    expect(input.events).toEqual([{ name: '', eventId: null, payoutType: 'flat', payout: '0' }])
  })
})

describe('a change', () => {
  test('of nothing sends the offer as it is, with its version and the IDs of its events, without its advertiser', () => {
    const patch = OfferPatch.strict().parse(patchOf(valuesOf(offer), offer.version))
    expect(patch).toEqual({
      version: 3,
      name: 'Summer',
      trackingLink: LINK,
      trackerId: 'everflow',
      clickParameter: null,
      status: 'paused',
      fallbackUrl: null,
      currency: 'EUR',
      startsAt: '2026-11-01T10:00:30.000Z',
      endsAt: null,
      events: offer.events,
    })
  })
})
