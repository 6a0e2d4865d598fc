import { TRACKERS, UNMAPPED_TRACKERS } from './catalogue/index.js'
import { splitLink } from './link-parts.js'
import { decode, readSlots } from './slots.js'
import type { Confidence, Tracker, UrlPattern } from './tracker.js'

/** `host`: the host belongs to the tracker. `pattern`: the link only looks like the tracker's; let the user confirm. */
export interface Detection {
  /** The first candidate. May be an unmapped tracker: see `isMapped`. */
  tracker: Tracker
  confidence: 'host' | 'pattern'
  /** All that fit, best first. */
  candidates: readonly Tracker[]
}

/** What patterns are tested against. */
interface Form {
  path: string
  params: ReadonlyMap<string, string>
}

type Test = (form: Form) => boolean
interface Rule {
  tracker: Tracker
  /** How much the pattern asks for: one for the path, one for each parameter. */
  weight: number
  fits: Test
}

const KNOWN = [...TRACKERS, ...UNMAPPED_TRACKERS]
const RULES = KNOWN.flatMap((tracker) => tracker.urlPatterns.map((pattern) => compile(tracker, pattern)))
const BY_HOST = groupByHost()
const RANK: Record<Confidence, number> = { documented: 0, inferred: 1, unknown: 2 }

/**
 * Names the tracker of a pasted link. The longest host suffix of the catalogue wins, at label boundaries; only where no
 * host is known do the forms of links count, as suggestions. Takes any text: undefined where nothing fits.
 */
export function detectTracker(link: string): Detection | undefined {
  const parts = splitLink(link)
  if (parts.host === undefined) return undefined
  const form = { path: link.slice(parts.path.start, parts.path.end), params: readParams(link, parts.query) }
  const owners = ownersOf(parts.host)
  const weights = new Map<Tracker, number>()
  for (const { tracker, weight, fits } of RULES) {
    if (weight > (weights.get(tracker) ?? 0) && fits(form)) weights.set(tracker, weight)
  }
  const candidates = rank(owners ?? [...weights.keys()], weights)
  const [tracker] = candidates
  return tracker && { tracker, confidence: owners ? 'host' : 'pattern', candidates }
}

function ownersOf(host: string): readonly Tracker[] | undefined {
  for (let suffix = host; suffix !== ''; suffix = suffix.slice(suffix.indexOf('.') + 1)) {
    const owners = BY_HOST.get(suffix)
    if (owners || !suffix.includes('.')) return owners
  }
  return undefined
}

/** The pattern that asks for most first (two trackers may share a host, many a form), then the better known tracker. */
function rank(trackers: readonly Tracker[], weights: ReadonlyMap<Tracker, number>): readonly Tracker[] {
  return trackers.toSorted(
    (a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0) || RANK[a.confidence] - RANK[b.confidence],
  )
}

function readParams(link: string, query: { start: number; end: number } | null): ReadonlyMap<string, string> {
  const params = new Map<string, string>()
  for (const { name, value } of query ? readSlots(link, query).slots : []) {
    const key = decode(name)
    if (!params.has(key)) params.set(key, decode(link.slice(value.start, value.end)))
  }
  return params
}

function compile(tracker: Tracker, pattern: UrlPattern): Rule {
  const tests = Object.entries(pattern.params ?? {}).map(([name, source]): Test => {
    const value = new RegExp(source)
    return ({ params }) => params.has(name) && value.test(params.get(name) ?? '')
  })
  if (pattern.path !== undefined) {
    const path = new RegExp(pattern.path)
    tests.push((form) => path.test(form.path))
  }
  return { tracker, weight: tests.length, fits: (form) => tests.every((test) => test(form)) }
}

function groupByHost(): ReadonlyMap<string, readonly Tracker[]> {
  const groups = new Map<string, Tracker[]>()
  for (const tracker of KNOWN) {
    for (const host of tracker.hosts) groups.set(host, [...(groups.get(host) ?? []), tracker])
  }
  return groups
}
