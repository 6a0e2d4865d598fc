import { clockPieces, periodStart, startOfPeriod, zoneSegments, type ClockPiece, type Grain } from '@gokart/shared'
import type { Sql } from './sql.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * The period that a moment (`at`: SQL, Unix ms) is in, as a number: of an hour the moment when it begins, of days and weeks those
 * of `periodNumber`, of a month its year and month. The span is cut where the zone's offset changes; the database needs no table of zones.
 */
export function grainSql(at: string, grain: Grain, zone: string, span: { from: number; to: number }): Sql {
  const begin = startOfPeriod(zone, grain === 'hour' ? 'hour' : 'day', span.from)
  const pieces = clockPieces(zoneSegments(zone, begin, span.to))
  const each = pieces.map((piece) => (grain === 'hour' ? hourIn(at, piece) : localIn(at, piece)))
  const number = cases(at, pieces, each)
  return grain === 'hour' ? number : { ...number, sql: periodOf(grain, `((${number.sql}) DIV ${DAY})`) }
}

/** How the app reads that number: the moment when the period begins. */
export function readPeriod(grain: Grain, zone: string): (number: number) => number {
  if (grain === 'hour') return (number) => number
  const starts = new Map<number, number>()
  return (number) => {
    const known = starts.get(number) ?? periodStart(zone, grain, grain === 'month' ? monthNumber(number) : number)
    starts.set(number, known)
    return known
  }
}

/** 202611, as the database has it -> months since 1970. */
const monthNumber = (yearMonth: number) => (Math.floor(yearMonth / 100) - 1970) * 12 + (yearMonth % 100) - 1

function hourIn(at: string, { start, offset }: ClockPiece): Sql {
  const hour = `(((${at}) + ?) DIV ${HOUR}) * ${HOUR} - ?`
  // An hour that the clocks are put back in begins anew with the change.
  return { sql: `GREATEST(?, ${hour})`, bindings: [start, offset, offset] }
}

function localIn(at: string, { offset, atLeast }: ClockPiece): Sql {
  const local = `(${at}) + ?`
  return atLeast === undefined
    ? { sql: local, bindings: [offset] }
    : { sql: `GREATEST(?, ${local})`, bindings: [atLeast, offset] }
}

function cases(at: string, pieces: readonly ClockPiece[], each: readonly Sql[]): Sql {
  const last = each.at(-1)!
  if (each.length === 1) return last
  const whens = each.slice(0, -1).map(({ sql, bindings }, index) => ({
    sql: `WHEN (${at}) < ? THEN ${sql}`,
    bindings: [pieces[index + 1]!.start, ...bindings],
  }))
  return {
    sql: `CASE ${whens.map(({ sql }) => sql).join(' ')} ELSE ${last.sql} END`,
    bindings: [...whens.flatMap(({ bindings }) => bindings), ...last.bindings],
  }
}

function periodOf(grain: Exclude<Grain, 'hour'>, day: string): string {
  if (grain === 'day') return day
  if (grain === 'week') return `(${day} + 3) DIV 7`
  return `EXTRACT(YEAR_MONTH FROM DATE_ADD('1970-01-01', INTERVAL ${day} DAY))`
}
