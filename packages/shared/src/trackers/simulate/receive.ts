import { splitLink } from '../link-parts.js'
import { readSlots, sameName, type Slot } from '../slots.js'
import type { PathSlot, Tracker } from '../tracker.js'
import { behaviourOf, type FieldRule } from './behaviour.js'
import { ownClickId } from './own-id.js'

/**
 * Why a tracker has not what it was sent. `absent`: nothing came in this parameter. `cut`: it holds fewer characters.
 * `characters`: it cannot hold some of them. `removed`: it takes IDs out of this parameter.
 */
export interface Loss {
  parameter: string
  why: 'absent' | 'cut' | 'characters' | 'removed'
  sent: string
  kept: string
}

/** What a tracker has of a visitor that GoKart sent it. */
export interface SimulatedVisit {
  /** The link parameter that it takes the click ID from; '' for a part of the path, which has no name. */
  parameter: string
  /** The click ID as it has it; '' where none came. */
  clickId: string
  /** What it kept of the link, by parameter. */
  kept: ReadonlyMap<string, string>
  losses: readonly Loss[]
  /** The URL to call that came in the link; only of trackers that work so. */
  callback?: string
  /** The ID that it gave the visit itself. */
  ownId: string
}

/**
 * A visitor arrives at a tracker, by the `Location` of GoKart's redirect: what does the tracker store? It reads the
 * parameters that it knows, decodes them as forms are decoded, and keeps what their fields hold. Takes any text.
 * @param parameter The parameter that was chosen for the click ID; absent: the tracker's own. A tracker that the catalogue knows
 *   does not take it from any other; one whose parameter is a choice of its user, or not known, takes it from there.
 */
export function receive(tracker: Tracker, location: string, parameter?: string): SimulatedVisit {
  const { known, main } = parametersOf(tracker, parameter)
  const read = createReader(tracker, location)
  const kept = new Map<string, string>()
  const losses: Loss[] = []
  for (const name of known) {
    const sent = read(name)
    if (sent === '' && name !== main) continue
    const { value, why } = hold(sent, ruleOf(tracker, name))
    kept.set(name, value)
    if (why) losses.push({ parameter: name, why, sent, kept: value })
  }
  const visit = { parameter: main, kept, losses, ownId: ownClickId(tracker, location) }
  const value = kept.get(main) ?? ''
  if (tracker.clickPlacement !== 'callback-url') return { ...visit, clickId: value }
  return { ...visit, callback: value, clickId: queryValue(value, 'gk_click_id') }
}

function parametersOf(tracker: Tracker, chosen: string | undefined): { known: readonly string[]; main: string } {
  const { clickParam, altClickParams } = tracker
  if (takesAnyParameter(tracker)) {
    const main = chosen ?? clickParam ?? ''
    return { known: [main], main }
  }
  const own = clickParam ?? ''
  const known = [...new Set([own, ...altClickParams, ...Object.keys(behaviourOf(tracker.id).fields ?? {})])]
  const main = known.find((name) => name === chosen) ?? known.find((name) => sameName(name, chosen ?? '')) ?? own
  return { known, main }
}

/** Its user chooses the link parameter of the click ID, or the catalogue does not know it: then any may be the one. */
export function takesAnyParameter({ clickPlacement, clickParam, pathSlot }: Tracker): boolean {
  return clickPlacement === 'configured' || (clickParam === null && !pathSlot)
}

/** The value that stands at a parameter's place in the link, decoded; '' where there is none. */
function createReader(tracker: Tracker, location: string): (parameter: string) => string {
  const { path, query } = splitLink(location)
  const slots = query ? readSlots(location, query).slots : []
  const segments = location.slice(path.start, path.end).split('/').slice(1)
  const { exactNames = false } = behaviourOf(tracker.id)
  return (parameter) => {
    if (tracker.pathSlot && (parameter === '' || parameter === tracker.clickParam)) {
      return formDecode(inPath(segments, parameter, tracker.pathSlot))
    }
    const slot = find(slots, parameter, exactNames)
    return slot ? formDecode(location.slice(slot.value.start, slot.value.end)) : ''
  }
}

function inPath(segments: readonly string[], parameter: string, slot: PathSlot): string {
  if ('segment' in slot) return segments[slot.segment - 1] ?? ''
  const end = segments.findIndex((segment) => segment.startsWith(`${slot.until}:`))
  const own = end === -1 ? segments : segments.slice(0, end)
  return own.find((segment) => segment.startsWith(`${parameter}:`))?.slice(parameter.length + 1) ?? ''
}

function find(slots: readonly Slot[], parameter: string, exact: boolean): Slot | undefined {
  const named = slots.filter(({ name }) => formDecode(name) === parameter)
  const found = named.length > 0 || exact ? named : slots.filter(({ name }) => sameName(name, parameter))
  return found.find(({ value }) => value.end > value.start) ?? found[0]
}

function queryValue(url: string, parameter: string): string {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).get(parameter) ?? ''
}

function formDecode(text: string): string {
  return new URLSearchParams(`v=${text.replaceAll('&', '%26')}`).get('v') ?? ''
}

function ruleOf(tracker: Tracker, parameter: string): FieldRule {
  const { fields, everyField } = behaviourOf(tracker.id)
  return fields?.[parameter] ?? everyField ?? {}
}

const GUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi

function hold(sent: string, { dropsIds, drops, longest = Infinity }: FieldRule): { value: string; why?: Loss['why'] } {
  if (sent === '') return { value: '', why: 'absent' }
  const without = dropsIds ? sent.replace(GUID, '') : sent
  const allowed = drops ? without.replace(drops, '') : without
  const value = allowed.slice(0, longest)
  if (without !== sent) return { value, why: 'removed' }
  if (value !== allowed) return { value, why: 'cut' }
  return allowed === sent ? { value } : { value, why: 'characters' }
}
