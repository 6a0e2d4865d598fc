import { bucketFrom, DAY_MS, GRAIN_MS, LEAD_MS, QUARTER_MS, type GrainName } from './buckets.js'

/** From when to when, Unix ms; `to` is not in it. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** How far counters have the rows of a UTC day. */
export interface DayState {
  /** Unix ms. */
  readonly rolledTo: number
  /** Who came first on the day is not kept any more. */
  readonly visitorsGone: boolean
  /** The rows may be purged: only counters know the day. */
  readonly closed: boolean
}

/** How far counters go. */
export interface Counted {
  /** By days since 1970; of a day that is unknown nothing is counted. */
  day(day: number): DayState | undefined
  /** Whether the counters of a week have the same as those of its days. */
  hasWeek(week: number): boolean
}

/** Where the numbers of a span stand: counters, and rows for what these do not have. All spans ascend. */
export type Pieces = Readonly<Record<GrainName | 'rows', readonly Span[]>>
/** What can stand in for quarters, the longest first. */
export type LongGrain = Exclude<GrainName, 'quarter'>
export const LONG_GRAINS = ['week', 'day', 'hour'] as const satisfies readonly LongGrain[]

const ALL: DayState = { rolledTo: Infinity, visitorsGone: false, closed: false }
/** For what counters have without a gap. */
export const ALL_COUNTED: Counted = { day: () => ALL, hasWeek: () => true }

/**
 * Takes a span apart, at its `cuts` too: no counter of a piece has anything of two periods. A closed day has no rows to be read: a quarter of it
 * belongs where it begins. `grains`: those whose counters serve beside the quarters', the longest first.
 */
export function piecesOf(span: Span, cuts: readonly number[], counted: Counted, grains: readonly LongGrain[]): Pieces {
  const pieces: Record<GrainName | 'rows', Span[]> = { week: [], day: [], hour: [], quarter: [], rows: [] }
  const shortest = GRAIN_MS[grains.at(-1) ?? 'day']
  let from = span.from
  for (const to of [...cuts.filter((cut) => cut > span.from && cut < span.to), span.to]) {
    takeApart({ from, to })
    from = to
  }
  return pieces

  function takeApart(period: Span): void {
    for (let at = period.from; at < period.to;) {
      const grain = grains.find((name) => isWhole(name, at, period.to))
      const end = grain ? at + GRAIN_MS[grain] : Math.min((Math.floor(at / shortest) + 1) * shortest, period.to)
      if (grain) add(pieces[grain], { from: at, to: end })
      else takeQuarters({ from: at, to: end })
      at = end
    }
  }

  /** Whether a bucket begins at a moment, ends in time, and is counted. */
  function isWhole(grain: LongGrain, at: number, limit: number): boolean {
    const bucket = bucketFrom(grain, at)
    const end = at + GRAIN_MS[grain]
    if (end > limit || bucket * GRAIN_MS[grain] - LEAD_MS[grain] !== at) return false
    return grain === 'week' ? counted.hasWeek(bucket) : stateAt(at).rolledTo >= end
  }

  function stateAt(at: number): DayState {
    const day = Math.floor(at / DAY_MS)
    return counted.day(day) ?? { ...ALL, rolledTo: day * DAY_MS }
  }

  /** Of one day. */
  function takeQuarters({ from: begin, to: end }: Span): void {
    const { rolledTo, closed } = stateAt(begin)
    const until = Math.min(end, rolledTo)
    const first = Math.min(ceil(begin), end)
    // The quarter that is being counted ends, for its counter, where that stands.
    const last = closed ? ceil(end) : Math.max(first, until === rolledTo && rolledTo > first ? until : floor(until))
    if (!closed) add(pieces.rows, { from: begin, to: first })
    add(pieces.quarter, { from: first, to: last })
    if (!closed) add(pieces.rows, { from: Math.max(first, last), to: end })
  }
}

const floor = (ms: number) => Math.floor(ms / QUARTER_MS) * QUARTER_MS
const ceil = (ms: number) => Math.ceil(ms / QUARTER_MS) * QUARTER_MS

function add(spans: Span[], span: Span): void {
  const last = spans.at(-1)
  if (span.from >= span.to) return
  if (last?.to === span.from) spans[spans.length - 1] = { from: last.from, to: span.to }
  else spans.push(span)
}
