import { GRAINS, type Grain } from './report-fields.js'

/*
 * Periods of a reader's time zone. Moments are Unix ms. Offsets come from Intl, and a span of time is cut where they change, so that
 * the database needs no time zone tables: within a segment, local time is UTC plus a constant.
 */

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A stretch of time with one offset. `start` is the moment where it begins (of the first one: where it was asked from). */
export interface ZoneSegment {
  readonly start: number
  /** Local time minus UTC, ms. */
  readonly offset: number
}

const formats = new Map<string, Intl.DateTimeFormat>()
/** Offsets at UTC midnights, by which periods are found: Intl takes some 20 µs for each. */
const midnights = new Map<string, Map<number, number>>()
const MOST_MIDNIGHTS = 2_000
const MOST_ZONES = 50

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    const two = '2-digit'
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    })
    formats.set(zone, format)
  }
  return format
}

/** Local time minus UTC at a moment, ms. */
export function zoneOffset(zone: string, at: number): number {
  if (zone === 'UTC') return 0
  if (at % DAY !== 0) return readOffset(zone, at)
  const known = midnights.get(zone) ?? new Map<number, number>()
  const offset = known.get(at) ?? readOffset(zone, at)
  // Ranges and zones are whatever people ask for.
  if (known.size >= MOST_MIDNIGHTS) known.clear()
  if (midnights.size >= MOST_ZONES) midnights.clear()
  midnights.set(zone, known.set(at, offset))
  return offset
}

function readOffset(zone: string, at: number): number {
  const read: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(at)) read[type] = Number(value)
  const local = Date.UTC(read['year']!, read['month']! - 1, read['day']!, read['hour'], read['minute'], read['second'])
  return local - Math.floor(at / 1000) * 1000
}

/** The segments of a span, first one first. Two changes within a day that undo each other would be missed; no zone ever had them. */
export function zoneSegments(zone: string, from: number, to: number): ZoneSegment[] {
  const segments = [{ start: from, offset: zoneOffset(zone, from) }]
  for (let at = from; at < to; at += DAY) {
    const next = Math.min(at + DAY, to)
    const offset = zoneOffset(zone, next)
    if (offset !== segments.at(-1)!.offset) segments.push({ start: changeBetween(zone, at, next), offset })
  }
  return segments
}

/** The moment in (before, after] from which on the offset is that of `after`; changes fall on whole seconds. */
function changeBetween(zone: string, before: number, after: number): number {
  const offset = zoneOffset(zone, after)
  let [low, high] = [Math.floor(before / 1000), Math.ceil(after / 1000)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zoneOffset(zone, middle * 1000) === offset) high = middle
    else low = middle
  }
  return high * 1000
}

/**
 * Where local time is read in a segment: `offset` is added to a moment, and the sum is held at `atLeast`. Clocks that are put back over
 * midnight would give a minute of the day before to a day that has begun: a day, once begun, goes on.
 */
export interface ClockPiece extends ZoneSegment {
  readonly atLeast: number | undefined
}

export function clockPieces(segments: readonly ZoneSegment[]): ClockPiece[] {
  let peak = -Infinity
  return segments.map(({ start, offset }, index) => {
    const before = segments[index - 1]
    if (before) peak = Math.max(peak, start + before.offset - 1)
    return { start, offset, atLeast: start + offset <= peak ? peak : undefined }
  })
}

/** Days since 1970-01-01 of the local date of a moment, from the piece that it is in. */
const dayIn = (piece: ClockPiece, at: number) =>
  Math.floor(Math.max(at + piece.offset, piece.atLeast ?? -Infinity) / DAY)

function pieceAt(zone: string, at: number): ClockPiece {
  // A day before is enough to know whether the clock was put back lately.
  return clockPieces(zoneSegments(zone, at - DAY, at)).at(-1)!
}

/** The first moment whose local time is not before this one (local ms since 1970). Where clocks skip it: the moment of the change. */
export function momentOf(zone: string, local: number): number {
  const segments = zoneSegments(zone, local - 2 * DAY, local + 2 * DAY)
  for (const [index, { start, offset }] of segments.entries()) {
    const at = Math.max(start, local - offset)
    if (at < (segments[index + 1]?.start ?? Infinity)) return at
  }
  throw new Error(`${zone} has no moment for ${local}`)
}

/** Number of a period: days, weeks (from Monday) or months since 1970, of a local date. */
export function periodNumber(grain: Exclude<Grain, 'hour'>, day: number): number {
  if (grain === 'day') return day
  // 1970-01-01 was a Thursday.
  if (grain === 'week') return Math.floor((day + 3) / 7)
  const date = new Date(day * DAY)
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
}

/** First local date of a period, days since 1970. */
function firstDay(grain: Exclude<Grain, 'hour'>, number: number): number {
  if (grain === 'day') return number
  return grain === 'week' ? number * 7 - 3 : Date.UTC(1970, number, 1) / DAY
}

/** Where the period with this number begins. */
export function periodStart(zone: string, grain: Exclude<Grain, 'hour'>, number: number): number {
  return momentOf(zone, firstDay(grain, number) * DAY)
}

/** Begin of the local hour, day, week (from Monday) or month that a moment is in. */
export function startOfPeriod(zone: string, grain: Grain, at: number): number {
  if (grain !== 'hour') return periodStart(zone, grain, periodNumber(grain, dayIn(pieceAt(zone, at), at)))
  const segment = zoneSegments(zone, at - HOUR, at).at(-1)!
  // An hour that the clocks are put back in begins anew with the change.
  return Math.max(segment.start, Math.floor((at + segment.offset) / HOUR) * HOUR - segment.offset)
}

/** Begins of all periods that a span touches, `to` not included. */
export function periodsOf(zone: string, grain: Grain, from: number, to: number): number[] {
  if (to <= from) return []
  return grain === 'hour' ? hoursOf(zone, from, to) : longPeriodsOf(zone, grain, from, to)
}

function hoursOf(zone: string, from: number, to: number): number[] {
  const first = startOfPeriod(zone, 'hour', from)
  const segments = zoneSegments(zone, first, to)
  return segments.flatMap(({ start, offset }, index) => {
    const end = Math.min(to, segments[index + 1]?.start ?? Infinity)
    const starts = start < end ? [start] : []
    let next = (Math.floor((start + offset) / HOUR) + 1) * HOUR - offset
    for (; next < end; next += HOUR) starts.push(next)
    return starts
  })
}

function longPeriodsOf(zone: string, grain: Exclude<Grain, 'hour'>, from: number, to: number): number[] {
  const number = (at: number) => periodNumber(grain, dayIn(pieceAt(zone, at), at))
  const [first, last] = [number(from), number(to - 1)]
  const starts = Array.from({ length: last - first + 1 }, (_, index) => periodStart(zone, grain, first + index))
  // A day that was skipped (Samoa, 2011-12-30) begins with the next one.
  return starts.filter((start, index) => start !== starts[index + 1])
}

/** The same local time so many days later or earlier. */
export function addDays(zone: string, at: number, days: number): number {
  return momentOf(zone, at + zoneOffset(zone, at) + days * DAY)
}

/** A period as people write it: `2026-11-27 14:00`, `2026-11-27`, `2026-11-23` (a week's Monday), `2026-11`. */
export function periodLabel(zone: string, grain: Grain, start: number): string {
  const offset = zoneOffset(zone, start)
  const local = new Date(start + offset).toISOString()
  if (grain === 'month') return local.slice(0, 7)
  if (grain !== 'hour') return local.slice(0, 10)
  const label = `${local.slice(0, 10)} ${local.slice(11, 16)}`
  // Where the clocks are put back an hour is there twice.
  const twice = [-HOUR, HOUR].some((by) => zoneOffset(zone, start + by) !== offset)
  return twice ? `${label} ${offsetLabel(offset)}` : label
}

function offsetLabel(offset: number): string {
  const minutes = Math.abs(offset) / 60_000
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0')
  return `UTC${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}

/** Whether a span begins and ends with local days: then it is so many days, whatever their hours. */
export function wholeDays(zone: string, from: number, to: number): number | undefined {
  if (![from, to].every((at) => startOfPeriod(zone, 'day', at) === at)) return undefined
  const [first, last] = [from, to].map((at) => dayIn(pieceAt(zone, at), at))
  return last! - first!
}

export const isGrain = (name: string): name is Grain => GRAINS.some((grain) => grain === name)
