import type { PostbackUrl, UrlSegment } from '../tracker.js'
import { caveatOf } from './caveat.js'
import { CLICK_MACRO } from './click-macro.js'
import { sameName } from './slots.js'
import type { Tracker } from './tracker.js'

export interface PostbackUrlOptions {
  /**
   * String: the event ID of one event, fixed in the URL. Null: the offer has a single event, no event is named.
   * Absent: the tracker's own event macro, where it has one (the global URL, and the dynamic one of a multi-event offer).
   */
  eventId?: string | null | undefined
  /** The parameter that carries the click ID in the tracking link (`clickParameterOf`); absent: the tracker's own. */
  parameterName?: string | undefined
  /** The advertiser's postback token. */
  token?: string | undefined
  /** False leaves the tracker's macros for event, amount and conversion ID out. */
  includeOptional?: boolean | undefined
}

/** What stands in a postback URL where GoKart does not know the tracker's click macro. */
const TO_BE_REPLACED = 'TOBEREPLACED'

const INSTRUCTION =
  'Replace the capitalized portion (TOBEREPLACED) with the advertiser’s click ID macro — this dynamically inserts the GoKart click ID that was passed in the tracking link.'

/**
 * The postback URL to put into a tracker: `BASE/postback?gk_click_id=<click macro>`, then event, amount and conversion ID
 * where the tracker has macros for them. Macros stand as the tracker writes them, never percent-encoded.
 *
 * An event macro is filled with the tracker's own name of the event. So the URL of a single-event offer names no event
 * (`eventId: null`): its one event needs none, and the tracker's name for it would be an unknown event. The global URL does
 * name it, or no multi-event offer could use it; whoever decides on a postback must therefore ignore `cnv_event_id` where
 * the offer's only event has no ID.
 *
 * For a tracker that calls the URL in the tracking link (`embedded-callback`), this is that URL, before it is encoded.
 * @param base Origin (and path) of GoKart, with or without a final slash.
 */
export function postbackUrl(base: string, tracker: Tracker, options: PostbackUrlOptions = {}): PostbackUrl {
  const click = clickPart(tracker, options.parameterName)
  const segments: UrlSegment[] = [
    { text: `${base.replace(/\/+$/, '')}/postback?gk_click_id=`, kind: 'fixed' },
    ...click.segments,
    ...optionalParts(tracker, options),
  ]
  if (options.token) segments.push(...pair('token', { text: encode(options.token), kind: 'secret' }))
  const caveat = caveatOf(tracker)
  return {
    url: segments.map(({ text }) => text).join(''),
    segments,
    ...(click.replace && { replace: click.replace }),
    ...(tracker.setup !== undefined && { setup: tracker.setup }),
    ...(caveat !== undefined && { caveat }),
  }
}

interface ClickPart {
  segments: UrlSegment[]
  replace?: { text: string; instruction: string }
}

function clickPart(tracker: Tracker, parameterName: string | undefined): ClickPart {
  if (tracker.postbackMode === 'embedded-callback') return { segments: [{ text: CLICK_MACRO, kind: 'ours' }] }
  const name = parameterName?.trim() || undefined
  const macro = macroFor(tracker, name)
  if (macro === undefined) {
    const instruction = instructionFor(tracker, name ?? tracker.clickParam)
    return {
      segments: [{ text: TO_BE_REPLACED, kind: 'replace' }],
      replace: { text: TO_BE_REPLACED, instruction },
    }
  }
  const blank = tracker.clickMacroBlank
  if (!blank) return { segments: [{ text: macro, kind: 'tracker-macro' }] }
  return { segments: splitAt(macro, blank.text), replace: blank }
}

/**
 * The macro that gives back what the link sends in `name`. A macro for another slot than the link's would bring a wrong
 * click ID, so nothing is guessed: undefined where the catalogue does not say.
 */
function macroFor(tracker: Tracker, name: string | undefined): string | undefined {
  const { clickParam, clickMacro, altClickMacros = {} } = tracker
  if (clickParam === null && clickMacro === null) return name && macroFromName(name)
  const named = name === undefined || clickParam === null || sameName(name, clickParam)
  if (named || tracker.clickPlacement === 'configured') return clickMacro ?? undefined
  return Object.entries(altClickMacros).find(([parameter]) => sameName(parameter, name))?.[1]
}

/** `click_id` -> `{click_id}`; text with brackets of its own is a macro already. */
function macroFromName(name: string): string {
  return /^[\w.~$-]+$/.test(name) ? `{${name}}` : name
}

function instructionFor(tracker: Tracker, parameter: string | null): string {
  if (parameter === null) return INSTRUCTION
  return `Replace the capitalized portion (TOBEREPLACED) with the macro of ${tracker.name} for ${parameter}, the parameter that carries the GoKart click ID in the tracking link.`
}

function optionalParts(tracker: Tracker, { eventId, includeOptional = true }: PostbackUrlOptions): UrlSegment[] {
  const parts: UrlSegment[] = []
  const addMacro = (name: string, macro: string | null) => {
    if (includeOptional && macro !== null) parts.push(...pair(name, { text: macro, kind: 'tracker-macro' }))
  }
  if (typeof eventId === 'string') parts.push(...pair('cnv_event_id', { text: encode(eventId), kind: 'ours' }))
  if (eventId === undefined) addMacro('cnv_event_id', tracker.eventMacro)
  addMacro('cnv_amount', tracker.amountMacro)
  addMacro('cnv_conversion_id', tracker.transactionMacro)
  return parts
}

function pair(name: string, value: UrlSegment): UrlSegment[] {
  return [{ text: `&${name}=`, kind: 'fixed' }, value]
}

function splitAt(macro: string, blank: string): UrlSegment[] {
  const [before = '', after = ''] = macro.split(blank)
  return [
    { text: before, kind: 'tracker-macro' },
    { text: blank, kind: 'replace' },
    { text: after, kind: 'tracker-macro' },
  ]
}

/** Half a surrogate pair cannot be encoded and would throw. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
}
