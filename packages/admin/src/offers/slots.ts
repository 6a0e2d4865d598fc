import { clickParameterOf, findTracker, OTHER_TRACKER } from '@gokart/shared/trackers'
import type { TrackingLink } from './tracking-link'

/** How the parameter for the click ID is chosen: from the tracker's, by typing it (`usual`: when nothing is), or not at all. */
export type SlotChoice =
  | { kind: 'list'; names: string[]; current: string }
  | { kind: 'typed'; current: string; usual: string }
  | null

/**
 * What there is to choose. A link that the user wrote the click ID into keeps it where it is; only with "Other tracker" is
 * the parameter asked for all the same, because the postback URL is made from it.
 */
export function slotChoice({ link, insertion, trackerId, parameter }: TrackingLink): SlotChoice {
  const tracker = findTracker(trackerId ?? '')
  if (!tracker) return null
  const { clickParam, altClickParams, clickPlacement } = tracker
  const typed = { kind: 'typed', current: parameter ?? '', usual: clickParam ?? 'click_id' } as const
  if (tracker === OTHER_TRACKER) return typed
  const isOwn = insertion === null && link.includes('{gk_click_id}')
  if (isOwn) return null
  if (clickPlacement === 'configured') return typed
  if (clickParam === null) return tracker.pathSlot ? null : typed
  const names = [clickParam, ...altClickParams]
  if (names.length === 1) return null
  return { kind: 'list', names, current: parameter ?? clickParameterOf(link) ?? clickParam }
}
