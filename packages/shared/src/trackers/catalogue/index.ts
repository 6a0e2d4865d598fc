import type { Tracker } from '../tracker.js'
import { AD_NETWORKS } from './ad-networks.js'
import { AFFILIATE_NETWORKS } from './affiliate-networks.js'
import { MEDIA_BUYING } from './media-buying.js'
import { MOBILE_MEASUREMENT } from './mobile-measurement.js'
import { OTHER } from './other.js'
import { UNMAPPED } from './unmapped.js'

/** The trackers to choose from: of each, the click parameter or the click macro is known. */
export const TRACKERS: readonly Tracker[] = [
  ...AFFILIATE_NETWORKS,
  ...MOBILE_MEASUREMENT,
  ...AD_NETWORKS,
  ...MEDIA_BUYING,
]

/** The choice for every tracker that is not in `TRACKERS`. */
export const OTHER_TRACKER: Tracker = OTHER

/**
 * Trackers of which neither click parameter nor click macro is known. They can be recognised and searched by name, but
 * not chosen: whoever has one chooses `OTHER_TRACKER` and types the parameter.
 */
export const UNMAPPED_TRACKERS: readonly Tracker[] = UNMAPPED

const byId = new Map([...TRACKERS, OTHER_TRACKER].map((tracker) => [tracker.id, tracker]))

/** The tracker of an ID that an offer may carry: one of `TRACKERS`, or `other`. Undefined for any other ID. */
export function findTracker(id: string): Tracker | undefined {
  return byId.get(id)
}

/** True where the catalogue knows the click parameter or the click macro. */
export function isMapped(tracker: Tracker): boolean {
  return tracker.clickParam !== null || tracker.clickMacro !== null
}
