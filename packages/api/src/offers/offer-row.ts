import type { OfferInput, OfferPatch } from '@gokart/shared'
import type { OfferRow } from '../db/tables.js'

/** What a user decides of an offer, as columns. */
export type OfferValues = Pick<
  OfferRow,
  | 'name'
  | 'tracking_link'
  | 'tracker_id'
  | 'click_parameter'
  | 'status'
  | 'fallback_url'
  | 'currency'
  | 'starts_at'
  | 'ends_at'
  | 'min_seconds_after_click'
  | 'max_days_after_click'
>

export function valuesOf(input: OfferInput): OfferValues {
  return {
    name: input.name,
    tracking_link: input.trackingLink,
    tracker_id: input.trackerId ?? null,
    click_parameter: input.clickParameter ?? null,
    status: input.status,
    fallback_url: input.fallbackUrl ?? null,
    currency: input.currency,
    starts_at: moment(input.startsAt),
    ends_at: moment(input.endsAt),
    min_seconds_after_click: input.minSecondsAfterClick ?? null,
    max_days_after_click: input.maxDaysAfterClick ?? null,
  }
}

/** The values after a patch: a field that is absent stays, null empties it. */
export function patchedValues(current: OfferValues, patch: OfferPatch): OfferValues {
  return {
    name: patch.name ?? current.name,
    tracking_link: patch.trackingLink ?? current.tracking_link,
    tracker_id: patched(patch.trackerId, current.tracker_id),
    click_parameter: patched(patch.clickParameter, current.click_parameter),
    status: patch.status ?? current.status,
    fallback_url: patched(patch.fallbackUrl, current.fallback_url),
    currency: patch.currency ?? current.currency,
    starts_at: patch.startsAt === undefined ? current.starts_at : moment(patch.startsAt),
    ends_at: patch.endsAt === undefined ? current.ends_at : moment(patch.endsAt),
    min_seconds_after_click: patched(patch.minSecondsAfterClick, current.min_seconds_after_click),
    max_days_after_click: patched(patch.maxDaysAfterClick, current.max_days_after_click),
  }
}

function patched<T>(value: T | undefined, current: T): T {
  return value === undefined ? current : value
}

function moment(text: string | null | undefined): Date | null {
  return text == null ? null : new Date(text)
}
