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
  /** Up to where its own counters have its quarters: its end, or of a day that goes on, a full hour. Unix ms. */
  readonly summedTo: number
  /** Who came first on the day is not kept any more. */
  readonly visitorsGone: boolean
  /** The rows may be purged: only counters know the day. */
  readonly closed: boolean
}

/** How far counters go. */
export interface Counted {
  /** By days since 1970; of a day that is unknown nothing is counted. */
  day(day: number): DayState | undefined
  /** Whether the counters of a week, or of four, have the same as those of its days. */
  hasSum(grain: SummedGrain, bucket: number): boolean
}

/** Where the numbers of a span stand: counters, and rows for what these do not have. All spans ascend. */
export type Pieces = Readonly<Record<GrainName | 'rows', readonly Span[]>>
/** What can stand in for quarters, the longest first. */
export type LongGrain = Exclude<GrainName, 'quarter'>
export const LONG_GRAINS = ['fourWeeks', 'week', 'day', 'hour'] as const satisfies readonly LongGrain[]
/** Those that are summed when their days are over, the shortest first: a week of days, four of weeks. */
export const SUMMED_GRAINS = ['week', 'fourWeeks'] as const satisfies readonly LongGrain[]
export type SummedGrain = (typeof SUMMED_GRAINS)[number]
export const isSummed = (grain: GrainName): grain is SummedGrain => SUMMED_GRAINS.some((name) => name === grain)

const ALL: DayState = { rolledTo: Infinity, summedTo: Infinity, visitorsGone: false, closed: false }
const NOTHING: DayState = { rolledTo: 0, summedTo: 0, visitorsGone: false, closed: false }
/** For what counters have without a gap. */
export const ALL_COUNTED: Counted = { day: () => ALL, hasSum: () => true }

/**
 * Takes a span apart, at its `cuts` too: no counter of a piece has anything of two periods. A closed day has no rows to be read: a quarter of it
 * belongs where it begins. `grains`: those whose counters serve beside the quarters', the longest first.
 */
export function piecesOf(span: Span, cuts: readonly number[], counted: Counted, grains: readonly LongGrain[]): Pieces {
  const pieces: Record<GrainName | 'rows', Span[]> = {
    fourWeeks: [],
    week: [],
    day: [],
    hour: [],
    quarter: [],
    rows: [],
  }
  const shortest = GRAIN_MS[grains.at(-1) ?? 'day']
  let from = span.from
  for (const to of [...cuts.filter((cut) => cut > span.from && cut < span.to), span.to]) {
    takeApart({ from, to })
    from = to
  }
  return pieces

  function takeApart(period: Span): void {
    for (let at = period.from; at < period.to;) {
      const grain = grains.find((name) => endOf(name, at) <= period.to)
      const end = grain ? endOf(grain, at) : Math.min((Math.floor(at / shortest) + 1) * shortest, period.to)
      if (grain) add(pieces[grain], { from: at, to: end })
      else takeQuarters({ from: at, to: end })
      at = end
    }
  }

  /** Up to where the counter has all of its bucket that begins at a moment; Infinity where none begins there, or none is right. */
  function endOf(grain: LongGrain, at: number): number {
    const bucket = bucketFrom(grain, at)
    if (bucket * GRAIN_MS[grain] - LEAD_MS[grain] !== at) return Infinity
    const end = at + GRAIN_MS[grain]
    if (isSummed(grain)) return counted.hasSum(grain, bucket) ? end : Infinity
    const { rolledTo, summedTo } = stateAt(at)
    const until = grain === 'day' ? Math.min(end, summedTo) : end
    return at < until && until <= rolledTo ? until : Infinity
  }

  function stateAt(at: number): DayState {
    return counted.day(Math.floor(at / DAY_MS)) ?? NOTHING
  }

  /** Of one day. */
  function takeQuarters({ from: begin, to: end }: Span): void {
    const { closed, ...state } = stateAt(begin)
    const rolledTo = Math.max(state.rolledTo, Math.floor(begin / DAY_MS) * DAY_MS)
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
