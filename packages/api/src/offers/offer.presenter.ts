import { formatDecimal, type LinkWarning, type Offer, type OfferListItem } from '@gokart/shared'
import { lintTrackingLink } from '@gokart/shared/macros'
import { rulesOfRow } from '../db/event-rules.js'
import type { OfferEventRow } from '../db/tables.js'
import { offerPostbackUrl } from './offer-postback.js'
import type { OfferRecord } from './offer.repo.js'

export function presentOffer(offer: OfferRecord, events: readonly OfferEventRow[], publicUrl: string): Offer {
  const base = presentBase(offer, publicUrl)
  const urls = events.map(({ event_id }) => ({
    event: event_id,
    url: offerPostbackUrl(publicUrl, offer, { eventId: event_id ?? undefined }).url,
  }))
  return {
    ...base,
    events: events.map(presentEvent),
    postbackUrls: events.length > 1 ? urls : [{ event: null, url: base.postbackUrl }],
    warnings: linkWarnings(offer.tracking_link),
  }
}

export function presentListItem(
  offer: OfferRecord,
  today: { clicks: number; conversions: number },
  publicUrl: string,
): OfferListItem {
  return {
    ...presentBase(offer, publicUrl),
    eventCount: offer.event_count,
    clicksToday: today.clicks,
    conversionsToday: today.conversions,
  }
}

/** What the lint says of a link, as the API shows it. */
export function linkWarnings(link: string): LinkWarning[] {
  return lintTrackingLink(link).map(({ code, severity, message, remedy, fix }) => ({
    code,
    severity,
    message,
    remedy,
    ...(fix === undefined ? {} : { fix }),
  }))
}

function presentBase(offer: OfferRecord, publicUrl: string) {
  return {
    id: offer.id,
    key: offer.link_key,
    advertiserId: offer.advertiser_id,
    advertiserName: offer.advertiser_name,
    name: offer.name,
    trackingLink: offer.tracking_link,
    trackerId: offer.tracker_id,
    clickParameter: offer.click_parameter,
    status: offer.status,
    fallbackUrl: offer.fallback_url,
    currency: offer.currency,
    startsAt: offer.starts_at?.toISOString() ?? null,
    endsAt: offer.ends_at?.toISOString() ?? null,
    minSecondsAfterClick: offer.min_seconds_after_click,
    maxDaysAfterClick: offer.max_days_after_click,
    clickLink: `${publicUrl}/c/${offer.link_key}`,
    postbackUrl: offerPostbackUrl(publicUrl, offer).url,
    version: offer.version,
    createdAt: offer.created_at.toISOString(),
    updatedAt: offer.updated_at.toISOString(),
  }
}

function presentEvent(row: OfferEventRow): Offer['events'][number] {
  const { id, name, event_id, payout_type, payout } = row
  const event = { id, name, eventId: event_id, payoutType: payout_type, payout: formatDecimal(payout) }
  return { ...event, ...rulesOfRow(row) }
}
