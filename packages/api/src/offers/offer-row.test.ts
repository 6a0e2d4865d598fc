import { OfferInput, OfferPatch } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { patchedValues, valuesOf } from './offer-row.js'

const current = valuesOf(
  OfferInput.parse({
    advertiserId: 1,
    name: 'Summer',
    trackingLink: 'https://adv.example/?sub1={gk_click_id}',
    trackerId: 'everflow',
    fallbackUrl: 'https://adv.example/sorry',
    startsAt: '2026-11-01T02:00:00+02:00',
  }),
)

describe('patchedValues', () => {
  test('keeps what is absent', () => {
    expect(patchedValues(current, OfferPatch.parse({}))).toEqual(current)
    expect(current.starts_at).toEqual(new Date('2026-11-01T00:00:00.000Z'))
  })

  test('empties what is null, and sets what is given', () => {
    const patch = OfferPatch.parse({ fallbackUrl: null, startsAt: null, trackerId: null, status: 'paused' })
    expect(patchedValues(current, patch)).toEqual({
      ...current,
      fallback_url: null,
      starts_at: null,
      tracker_id: null,
      status: 'paused',
    })
  })
})
