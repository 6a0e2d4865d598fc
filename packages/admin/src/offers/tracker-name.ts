import type { Offer } from '@gokart/shared'
import { findTracker, OTHER_TRACKER, type Tracker } from '@gokart/shared/trackers'

/** The tracker of an offer; one that is not chosen, or not in the catalogue any more, counts as another one. */
export function trackerOf({ trackerId }: Pick<Offer, 'trackerId'>): Tracker {
  return findTracker(trackerId ?? '') ?? OTHER_TRACKER
}

/** In a list or a fact. */
export function trackerName(offer: Pick<Offer, 'trackerId'>): string {
  return offer.trackerId === null ? 'Not chosen' : trackerOf(offer).name
}

/** In a sentence: "into Everflow", "into the advertiser’s tracker". */
export function trackerInWords(offer: Pick<Offer, 'trackerId'>): string {
  const tracker = trackerOf(offer)
  return tracker === OTHER_TRACKER ? 'the advertiser’s tracker' : tracker.name
}
