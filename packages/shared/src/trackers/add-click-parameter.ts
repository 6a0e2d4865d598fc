import type { LinkWarning } from '../tracker.js'
import { CLICK_MACRO, clickParameterOf, hasClickMacro } from './click-macro.js'
import { type LinkParts, splitLink } from './link-parts.js'
import { postbackUrl } from './postback-url.js'
import { sameName } from './slots.js'
import { findFragmentSpot, findPathSpot, findQuerySpot, type FreeSpot, type Spot } from './spots.js'
import type { PathSlot, Tracker } from './tracker.js'
import * as warn from './warnings.js'

export interface ClickParameterOptions {
  /** Take this parameter instead of the tracker's: one of `altClickParams`, or any that the user types. */
  parameter?: string | undefined
  /** Base of the postback URL; needed where the URL itself goes into the link (`callback-url`). */
  postbackBase?: string | undefined
}

/** `text` stands at [start, end) of the new link; without it the new link is the old one. */
export interface AddedText {
  start: number
  end: number
  text: string
}

export interface ClickParameterResult {
  link: string
  /** Null where nothing was added; the warnings say why, unless `already`. */
  added: AddedText | null
  /** The link had `{gk_click_id}` before. */
  already: boolean
  warnings: LinkWarning[]
}

const PARAMETER = /^(?:[\w.~$:@!*[\]-]|%[0-9a-f]{2}){1,64}$/i

/**
 * Adds the tracker's click parameter with `{gk_click_id}` to a tracking link: into its empty slot, else as a new parameter
 * at the place that the tracker needs. Inserts one piece of text and changes no other byte. A value that stands there stays,
 * a plain placeholder too (`sub1={sub1}`): that comes back as a warning whose `fix` is the link with it replaced, as only
 * the user knows whether it is one. Takes any text and never throws.
 */
export function addClickParameter(
  link: string,
  tracker: Tracker,
  options: ClickParameterOptions = {},
): ClickParameterResult {
  if (hasClickMacro(link)) {
    return { link, added: null, already: true, warnings: wrongSlot(link, tracker) }
  }
  const parts = splitLink(link)
  const place = findPlace(link, parts, tracker, options.parameter)
  if ('warning' in place) return unchanged(link, place.warning)
  const value = valueFor(tracker, options.postbackBase)
  if (value === undefined) return unchanged(link, warn.postbackBaseMissing(tracker))
  const { spot, parameter } = place
  if (spot === 'missing') return unchanged(link, warn.pathIncomplete(tracker))
  if (spot.kind === 'taken') return unchanged(link, warn.taken(link, spot, { value, parameter, tracker }))
  const warnings = [
    ...(tracker.clickPlacement === 'configured' ? [warn.configuredName(tracker, parameter)] : []),
    ...routedFragment(link, parts, spot, parameter, value),
  ]
  return { ...insert(link, spot, value), already: false, warnings }
}

type Place = { spot: Spot; parameter: string } | { warning: LinkWarning }

function findPlace(link: string, parts: LinkParts, tracker: Tracker, chosen: string | undefined): Place {
  const parameter = chosen ?? tracker.clickParam
  const slot = pathSlotFor(tracker, chosen)
  if (parameter === null && !slot) return { warning: warn.parameterUnknown(tracker) }
  if (parameter !== null && !PARAMETER.test(parameter)) return { warning: warn.parameterInvalid(parameter) }
  const name = parameter ?? ''
  const spot = slot
    ? findPathSpot(link, parts.path, name, slot)
    : findQuerySpot(link, parts, name, tracker.insertBefore)
  return { spot, parameter: name }
}

/** A numbered segment has no name: whoever names another parameter wants that one, in the query. */
function pathSlotFor(tracker: Tracker, chosen: string | undefined): PathSlot | undefined {
  const other = chosen !== undefined && !sameName(chosen, tracker.clickParam ?? '')
  return tracker.pathSlot && 'segment' in tracker.pathSlot && other ? undefined : tracker.pathSlot
}

/** In a callback URL all but GoKart's own macro is encoded: that one is filled in, and encoded, at each click. */
function valueFor(tracker: Tracker, postbackBase: string | undefined): string | undefined {
  if (tracker.clickPlacement !== 'callback-url') return CLICK_MACRO
  if (postbackBase === undefined) return undefined
  const { segments } = postbackUrl(postbackBase, tracker)
  return segments.map(({ text, kind }) => (kind === 'ours' ? text : encodeURIComponent(text))).join('')
}

function insert(link: string, { at, before, after }: FreeSpot, value: string): { link: string; added: AddedText } {
  const text = before + value + after
  return { link: link.slice(0, at) + text + link.slice(at), added: { start: at, end: at + text.length, text } }
}

/**
 * `https://app.example/#/offer`: the page's router reads the fragment, a server only the query. The query is what a tracker
 * reads, so the parameter goes there; the fix has it in the fragment.
 */
function routedFragment(
  link: string,
  parts: LinkParts,
  spot: FreeSpot,
  parameter: string,
  value: string,
): LinkWarning[] {
  const { fragment } = parts
  const newQuery = spot.before.startsWith('?')
  if (!newQuery || !fragment || !/^!?\//.test(link.slice(fragment.start, fragment.start + 2))) return []
  const inside = findFragmentSpot(link, parts, parameter)
  return [warn.routedFragment(insert(link, inside, value).link)]
}

function wrongSlot(link: string, tracker: Tracker): LinkWarning[] {
  const used = clickParameterOf(link)
  if (used === undefined || tracker.clickParam === null || tracker.clickPlacement === 'configured') return []
  const known = [tracker.clickParam, ...tracker.altClickParams].some((name) => sameName(name, used))
  return known ? [] : [warn.otherParameter(tracker, tracker.clickParam, used)]
}

function unchanged(link: string, warning: LinkWarning): ClickParameterResult {
  return { link, added: null, already: false, warnings: [warning] }
}
