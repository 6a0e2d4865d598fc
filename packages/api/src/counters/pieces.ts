import { DAY_MS, QUARTER_MS } from './buckets.js'

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
/** By days since 1970; of a day that is not in it nothing is counted. */
export type DayStates = ReadonlyMap<number, DayState>

/** Where the numbers of a span stand: counters of whole days and quarters, and rows for what these do not have. All spans ascend. */
export interface Pieces {
  readonly days: readonly Span[]
  readonly quarters: readonly Span[]
  readonly rows: readonly Span[]
}

const ALL: DayState = { rolledTo: Infinity, visitorsGone: false, closed: false }
/** For what counters have without a gap. */
export const ALL_COUNTED = { get: () => ALL }

/**
 * Takes a span apart, at its `cuts` too: no counter of a piece has anything of two periods. A closed day has no rows to be read: a quarter of it
 * belongs where it begins.
 */
export function piecesOf(span: Span, cuts: readonly number[], states: Pick<DayStates, 'get'>): Pieces {
  const days: Span[] = []
  const quarters: Span[] = []
  const rows: Span[] = []
  let from = span.from
  for (const to of [...cuts.filter((cut) => cut > span.from && cut < span.to), span.to]) {
    takeApart({ from, to })
    from = to
  }
  return { days, quarters, rows }

  function takeApart(period: Span): void {
    for (let at = period.from; at < period.to;) {
      const day = Math.floor(at / DAY_MS)
      const dayEnd = (day + 1) * DAY_MS
      const end = Math.min(dayEnd, period.to)
      const state = states.get(day) ?? { ...ALL, rolledTo: day * DAY_MS }
      if (at === day * DAY_MS && end === dayEnd && state.rolledTo >= dayEnd) add(days, { from: at, to: end })
      else takeDayApart({ from: at, to: end }, state)
      at = end
    }
  }

  function takeDayApart({ from: begin, to: end }: Span, { rolledTo, closed }: DayState): void {
    const counted = Math.min(end, rolledTo)
    const first = Math.min(ceil(begin), end)
    // The quarter that is being counted ends, for its counter, where that stands.
    const last = closed
      ? ceil(end)
      : Math.max(first, counted === rolledTo && rolledTo > first ? counted : floor(counted))
    if (!closed) add(rows, { from: begin, to: first })
    add(quarters, { from: first, to: last })
    if (!closed) add(rows, { from: Math.max(first, last), to: end })
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
