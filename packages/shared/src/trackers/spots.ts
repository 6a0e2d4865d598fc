import type { LinkParts, Span } from './link-parts.js'
import { findSlot, readSlots, type Slots } from './slots.js'
import type { PathSlot } from './tracker.js'

/** Insert `before` + value + `after` at `at`. */
export interface FreeSpot {
  kind: 'free'
  at: number
  before: string
  after: string
}

/** Where a parameter can go. `taken`: a value stands there. `missing`: the link lacks what must come before it. */
export type Spot = FreeSpot | ({ kind: 'taken' } & Span) | 'missing'

/** The place of a query parameter: its empty slot, also one in a fragment's query, or a new one before `#`. */
export function findQuerySpot(link: string, parts: LinkParts, parameter: string, insertBefore?: string): Spot {
  const query = parts.query && readSlots(link, parts.query)
  const found =
    (query && findSlot(query.slots, parameter)) ??
    (parts.fragmentQuery && findSlot(readSlots(link, parts.fragmentQuery).slots, parameter))
  if (found) return takenOr(found.value, found.lead)
  if (!query || !parts.query) return free(parts.path.end, `?${parameter}=`)
  return newSlot(link, parts.query, query, parameter, insertBefore)
}

/** The place of a parameter inside a fragment that the page's own router reads: `#/offer?x=1`. */
export function findFragmentSpot(
  link: string,
  { path, fragment, fragmentQuery: query }: LinkParts,
  parameter: string,
): FreeSpot {
  if (!query) return free((fragment ?? path).end, `?${parameter}=`)
  return newSlot(link, query, readSlots(link, query), parameter)
}

/** The place in a path: a numbered segment, or `parameter:value` behind another label. */
export function findPathSpot(link: string, path: Span, parameter: string, slot: PathSlot): Spot {
  const segments = readSegments(link, path)
  return 'segment' in slot
    ? findNumbered(segments, slot.segment, path.end)
    : findLabelled(link, segments, parameter, slot)
}

function free(at: number, before: string, after = ''): FreeSpot {
  return { kind: 'free', at, before, after }
}

function takenOr(value: Span, lead: string): Spot {
  return value.end > value.start ? { kind: 'taken', ...value } : free(value.end, lead)
}

function newSlot(
  link: string,
  query: Span,
  { form, slots }: Slots,
  parameter: string,
  insertBefore?: string,
): FreeSpot {
  const next = slots.find((slot) => slot.name === insertBefore)
  if (form === '()') return free(next?.start ?? query.end, `${parameter}(`, ')')
  if (next) return free(next.start, `${parameter}=`, form)
  const joined = query.end === query.start || link[query.end - 1] === form
  return free(query.end, `${joined ? '' : form}${parameter}=`)
}

function readSegments(link: string, path: Span): Span[] {
  let start = path.start
  const segments = link
    .slice(path.start, path.end)
    .split('/')
    .map((text) => {
      const segment = { start, end: start + text.length }
      start = segment.end + 1
      return segment
    })
  return segments.slice(1) // the first is what stands before the leading slash: nothing
}

function findNumbered(segments: readonly Span[], number: number, pathEnd: number): Spot {
  const before = segments.slice(0, number - 1)
  if (before.length < number - 1 || before.some(({ start, end }) => start === end)) return 'missing'
  const segment = segments[number - 1]
  return segment ? takenOr(segment, '') : free(pathEnd, '/')
}

function findLabelled(
  link: string,
  segments: readonly Span[],
  parameter: string,
  slot: { after: string; until: string },
): Spot {
  const has = ({ start }: Span, label: string) => link.startsWith(`${label}:`, start)
  const stop = segments.findIndex((segment) => has(segment, slot.until))
  const own = stop === -1 ? segments : segments.slice(0, stop)
  const present = own.find((segment) => has(segment, parameter))
  if (present) return takenOr({ start: present.start + parameter.length + 1, end: present.end }, '')
  const after = own.find((segment) => has(segment, slot.after))
  return after ? free(after.end, `/${parameter}:`) : 'missing'
}
