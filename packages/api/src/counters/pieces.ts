import { bucketFrom, DAY_MS, firstDayOf, QUARTER_MS } from './buckets.js'

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

/** Where the numbers of a span stand: counters of whole weeks, days and quarters, and rows for what these do not have. All spans ascend. */
export interface Pieces {
  readonly weeks: readonly Span[]
  readonly days: readonly Span[]
  readonly quarters: readonly Span[]
  readonly rows: readonly Span[]
}

const ALL: DayState = { rolledTo: Infinity, visitorsGone: false, closed: false }
/** For what counters have without a gap. */
export const ALL_COUNTED: Counted = { day: () => ALL, hasWeek: () => true }

/**
 * Takes a span apart, at its `cuts` too: no counter of a piece has anything of two periods. A closed day has no rows to be read: a quarter of it
 * belongs where it begins. `weeks`: whether there are counters of weeks that serve.
 */
export function piecesOf(span: Span, cuts: readonly number[], counted: Counted, weeks: boolean): Pieces {
  const pieces = { weeks: [] as Span[], days: [] as Span[], quarters: [] as Span[], rows: [] as Span[] }
  let from = span.from
  for (const to of [...cuts.filter((cut) => cut > span.from && cut < span.to), span.to]) {
    takeApart({ from, to })
    from = to
  }
  return pieces

  function takeApart(period: Span): void {
    for (let at = period.from; at < period.to;) {
      const week = weeks ? wholeWeek(at, period.to) : undefined
      const day = Math.floor(at / DAY_MS)
      const end = week ?? Math.min((day + 1) * DAY_MS, period.to)
      if (week !== undefined) add(pieces.weeks, { from: at, to: end })
      else takeDay(day, { from: at, to: end })
      at = end
    }
  }

  /** The end of the week that begins at a moment, where its counters can be taken. */
  function wholeWeek(at: number, limit: number): number | undefined {
    const week = bucketFrom('week', at)
    const end = firstDayOf(week + 1) * DAY_MS
    return firstDayOf(week) * DAY_MS === at && end <= limit && counted.hasWeek(week) ? end : undefined
  }

  function takeDay(day: number, part: Span): void {
    const [begin, end] = [day * DAY_MS, (day + 1) * DAY_MS]
    const state = counted.day(day) ?? { ...ALL, rolledTo: begin }
    if (part.from === begin && part.to === end && state.rolledTo >= end) add(pieces.days, part)
    else takeDayApart(part, state)
  }

  function takeDayApart({ from: begin, to: end }: Span, { rolledTo, closed }: DayState): void {
    const until = Math.min(end, rolledTo)
    const first = Math.min(ceil(begin), end)
    // The quarter that is being counted ends, for its counter, where that stands.
    const last = closed ? ceil(end) : Math.max(first, until === rolledTo && rolledTo > first ? until : floor(until))
    if (!closed) add(pieces.rows, { from: begin, to: first })
    add(pieces.quarters, { from: first, to: last })
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
