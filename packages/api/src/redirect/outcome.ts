import type { ClickOutcome } from '@gokart/shared'
import type { SnapshotOffer } from '../snapshot/snapshot.js'

/** Whether the offer takes a visitor at this moment (Unix ms), and if not, why. */
export function outcomeOf(offer: SnapshotOffer | undefined, now: number): ClickOutcome {
  if (!offer) return 'unknown_offer'
  if (offer.status !== 'active') return `offer_${offer.status}`
  if (offer.trackingLink === '') return 'offer_pending'
  if (offer.startsAt !== null && now < offer.startsAt) return 'not_started'
  return offer.endsAt !== null && now >= offer.endsAt ? 'offer_expired' : 'sent'
}

interface Page {
  readonly status: number
  readonly text: string
}

/** What a visitor reads where there is nowhere to go. */
export const PAGES: Readonly<Record<Exclude<ClickOutcome, 'sent'>, Page>> = {
  unknown_offer: { status: 404, text: 'There is nothing behind this link. Check that it was copied in full.\n' },
  offer_pending: { status: 404, text: 'This offer is not open yet.\n' },
  not_started: { status: 404, text: 'This offer has not started yet. Come back later.\n' },
  offer_paused: { status: 404, text: 'This offer is paused. Come back later.\n' },
  offer_expired: { status: 410, text: 'This offer has ended.\n' },
}
