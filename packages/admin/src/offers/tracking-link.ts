import type { LinkWarning } from '@gokart/shared'
import { detectTracker, findTracker, OTHER_TRACKER, recogniseTrackingLink, type Tracker } from '@gokart/shared/trackers'
import { editBetween } from './text-edit'

/** Text that stands in the link for the user, at [start, end); undo puts `replaced` back. */
export interface Insertion {
  start: number
  end: number
  replaced: string
}

/** The tracking link while it is edited. Every function here takes one and gives the next. */
export interface TrackingLink {
  link: string
  trackerId: string | null
  /** The parameter for the click ID, where the user chose or typed one. */
  parameter: string | null
  /** Who named the tracker: the link's host, its form, the advertiser's usual tracker, or the user. */
  named: 'host' | 'pattern' | 'usual' | 'user' | null
  insertion: Insertion | null
  /** The user took the click parameter out: it is not added again. */
  declined: boolean
  /** The link changed in front of the insertion, which may have to look different now. */
  moved: boolean
  warnings: LinkWarning[]
}

export interface LinkContext {
  /** Base of postback URLs: some trackers want the postback URL inside the link. */
  postbackBase: string
  /** What the advertiser mostly uses; taken where the link itself does not say otherwise. */
  usualTrackerId: string | null
}

/** That many characters at once are not typed but pasted. */
export const PASTED = 4

export function startLink(link: string, trackerId: string | null, parameter: string | null): TrackingLink {
  const named = trackerId === null ? null : 'user'
  return { link, trackerId, parameter, named, insertion: null, declined: false, moved: false, warnings: [] }
}

/** The link without what was inserted for the user. */
export function withoutInsertion({ link, insertion }: Pick<TrackingLink, 'link' | 'insertion'>): string {
  return insertion ? link.slice(0, insertion.start) + insertion.replaced + link.slice(insertion.end) : link
}

/** What the user typed or pasted. `whole`: in place of all that was there. */
export function editLink(state: TrackingLink, link: string, caret?: number, whole = false): TrackingLink {
  if (whole || state.link === '' || link === '') return startOver(state, link)
  const { insertion } = state
  if (!insertion) return { ...state, link }
  const edit = editBetween(state.link, link, caret)
  if (edit.end <= insertion.start) {
    const by = link.length - state.link.length
    const shifted = { ...insertion, start: insertion.start + by, end: insertion.end + by }
    return { ...state, link, insertion: shifted, moved: true }
  }
  if (edit.start >= insertion.end) return { ...state, link, insertion: keepJoint(link, insertion) }
  // The user took it in hand: from here on it is the user's own, and not put back when it was deleted.
  return { ...state, link, insertion: null, moved: false, declined: state.declined || edit.inserted < PASTED }
}

/** Names the tracker and adds its click parameter, when typing has paused. Never changes another byte. */
export function settleLink(state: TrackingLink, context: LinkContext): TrackingLink {
  if (state.link === '') return startOver(state, '')
  if (state.insertion && !state.moved) return state
  const base = withoutInsertion(state)
  const { tracker, named } = nameTracker(state, base, context)
  const { postbackBase } = context
  const found = recogniseTrackingLink(base, { postbackBase, tracker, parameter: state.parameter ?? undefined })
  const how = found.confidence === 'chosen' ? (named ?? 'user') : found.confidence
  const next = { ...state, trackerId: found.trackerId, named: how, moved: false }
  if (state.declined) return { ...next, warnings: found.warnings.filter(({ code }) => code === 'tracker_suggested') }
  const insertion = found.added && { start: found.added.start, end: found.added.end, replaced: '' }
  return { ...next, link: found.trackingLink, insertion, warnings: found.warnings }
}

/** Takes out what was inserted, for good. */
export function undoInsertion(state: TrackingLink): TrackingLink {
  return { ...state, link: withoutInsertion(state), insertion: null, declined: true, moved: false, warnings: [] }
}

/** Adds the click parameter again that was taken out. */
export function addAgain(state: TrackingLink, context: LinkContext): TrackingLink {
  return settleLink({ ...state, declined: false }, context)
}

/** The user's own choice of tracker; its click parameter is added, also where one was taken out. */
export function chooseTracker(state: TrackingLink, trackerId: string | null, context: LinkContext): TrackingLink {
  const named = trackerId === null ? null : 'user'
  return settleLink({ ...state, trackerId, named, parameter: null, declined: false, moved: true }, context)
}

/** The user's own choice of parameter; it confirms the tracker as well. */
export function chooseParameter(state: TrackingLink, parameter: string | null, context: LinkContext): TrackingLink {
  return settleLink({ ...state, parameter, named: 'user', declined: false, moved: true }, context)
}

/** Applies the fix of a warning: the whole link with the click ID in another place, or instead of a placeholder. */
export function takeFix(state: TrackingLink, code: string): TrackingLink {
  const link = state.warnings.find((warning) => warning.code === code)?.fix
  if (link === undefined) return state
  const base = withoutInsertion(state)
  const { start, end, inserted } = withBraces(base, link)
  const insertion = { start, end: start + inserted, replaced: base.slice(start, end) }
  return { ...state, link, insertion, declined: false, moved: false, warnings: [] }
}

/** The caret of one link at the same place of the next: only our own text comes and goes around it. */
export function moveCaret(caret: number, before: TrackingLink, after: TrackingLink): number {
  const from = before.insertion
  const to = after.insertion
  const own = from ? withoutText(caret, from) : caret
  return to && own > to.start ? own + (to.end - to.start) - to.replaced.length : own
}

function withoutText(caret: number, { start, end, replaced }: Insertion): number {
  if (caret <= start) return caret
  return caret >= end ? caret - (end - start) + replaced.length : start
}

/** A new link. The user's choice of a tracker stays, unless the host of the new link says otherwise. */
function startOver(state: TrackingLink, text: string): TrackingLink {
  const link = text.trim()
  const isOther = state.link !== '' && detectTracker(link)?.confidence === 'host'
  if (state.named !== 'user' || isOther) return startLink(link, null, null)
  return startLink(link, state.trackerId, state.parameter)
}

/** `?sub1={gk_click_id}` with `&x=1` typed behind it: the `?` belongs to what stays when ours is taken out. */
function keepJoint(link: string, insertion: Insertion): Insertion {
  const { start, end } = insertion
  const isJoint = insertion.replaced === '' && link[start] === '?' && link[end] === '&'
  return isJoint ? { ...insertion, start: start + 1, end: end + 1 } : insertion
}

function nameTracker(
  { named, trackerId }: TrackingLink,
  base: string,
  { usualTrackerId }: LinkContext,
): { tracker?: Tracker | undefined; named?: 'user' | 'usual' } {
  if (named === 'user') return { tracker: findTracker(trackerId ?? ''), named }
  const usual = findTracker(usualTrackerId ?? '')
  if (!usual || usual === OTHER_TRACKER) return {}
  const found = detectTracker(base)
  // The form of a link is a hint as well, and a better one, unless it may be of the usual tracker too.
  const fits = !found || (found.confidence === 'pattern' && found.candidates.includes(usual))
  return fits ? { tracker: usual, named: 'usual' } : {}
}

/** `{sub1}` -> `{gk_click_id}`: the braces are the same, but belong to what was replaced. */
function withBraces(before: string, after: string) {
  const { start, end, inserted } = editBetween(before, after)
  const braces = before[start - 1] === '{' && before[end] === '}'
  return braces ? { start: start - 1, end: end + 1, inserted: inserted + 2 } : { start, end, inserted }
}
