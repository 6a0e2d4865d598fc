import type { Offer } from '@gokart/shared'
import { clickParameterOf, OTHER_TRACKER, type Tracker } from '@gokart/shared/trackers'

/** The link parameter that the tracker of an offer was set up for. */
export function parameterOf(offer: Offer, tracker: Tracker): string | undefined {
  const typed = tracker === OTHER_TRACKER ? offer.clickParameter : null
  return typed ?? clickParameterOf(offer.trackingLink)
}
