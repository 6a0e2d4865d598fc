import type { Offer, OfferInput, OfferPatch, OfferStatus } from '@gokart/shared'
import { draftOf, type EventDraft, newEvent } from './events'

/** An offer while it is edited: what the contract takes, with nothing left out. */
export interface OfferValues {
  advertiserId: number | null
  name: string
  trackingLink: string
  trackerId: string | null
  clickParameter: string | null
  status: OfferStatus
  fallbackUrl: string | null
  currency: string
  startsAt: string | null
  endsAt: string | null
  minSecondsAfterClick: number | null
  maxDaysAfterClick: number | null
  events: EventDraft[]
}

export function emptyOffer(advertiserId: number | null): OfferValues {
  return {
    advertiserId,
    name: '',
    trackingLink: '',
    trackerId: null,
    clickParameter: null,
    status: 'active',
    fallbackUrl: null,
    currency: 'USD',
    startsAt: null,
    endsAt: null,
    minSecondsAfterClick: null,
    maxDaysAfterClick: null,
    events: [newEvent()],
  }
}

export function valuesOf(offer: Offer): OfferValues {
  const { advertiserId, name, trackingLink, trackerId, clickParameter } = offer
  const { status, fallbackUrl, currency, startsAt, endsAt } = offer
  const link = { trackingLink, trackerId, clickParameter }
  const availability = { status, fallbackUrl, startsAt, endsAt }
  const { minSecondsAfterClick, maxDaysAfterClick } = offer
  const window = { minSecondsAfterClick, maxDaysAfterClick }
  return { advertiserId, name, ...link, ...availability, ...window, currency, events: offer.events.map(draftOf) }
}

/** The body that makes the offer. Only a form without faults gets here, and that has an advertiser. */
export function inputOf({ advertiserId, ...values }: OfferValues): OfferInput {
  return { ...values, advertiserId: advertiserId ?? 0 }
}

/** The body that changes the offer, from the version that the editor saw. Its advertiser is for good. */
export function patchOf(values: OfferValues, version: number): OfferPatch {
  const { advertiserId: _, ...changeable } = values
  return { ...changeable, version }
}
