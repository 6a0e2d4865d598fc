import { momentOf, periodLabel, startOfPeriod } from '@gokart/shared'

/** Spans that move with the day; a saved report keeps the word and not the dates. */
export const PRESETS = [
  { value: 'today', label: 'Today' },
  { value: 'yesterday', label: 'Yesterday' },
  { value: 'last7', label: 'Last 7 days' },
  { value: 'last30', label: 'Last 30 days' },
  { value: 'last90', label: 'Last 90 days' },
  { value: 'thisMonth', label: 'This month' },
  { value: 'lastMonth', label: 'Last month' },
] as const
export type Preset = (typeof PRESETS)[number]['value']

/** From the one moment until before the other, as ISO instants. */
export interface Span {
  from: string
  to: string
}

const DATES = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/
const INSTANTS = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z)\.\.(\d{4}-\d{2}-\d{2}T[\d:.]+Z)$/

/**
 * What a range of the URL means: a preset, `2026-11-01..2026-11-07` (days of the zone, both in it), or two instants (the second one not
 * in it). Undefined where it means nothing. A day begins at its first moment, also where its midnight was skipped.
 */
export function spanOf(range: string, zone: string, now: Date): Span | undefined {
  const instants = INSTANTS.exec(range)
  if (instants) return spanOfInstants(instants[1]!, instants[2]!)
  const days = daysOf(range, zone, now)
  if (!days || days.first > days.last) return undefined
  return { from: startOf(days.first, zone), to: startOf(moved(days.last, 1), zone) }
}

/** First and last day of a range, `2026-11-01`; undefined where it is not one of whole days. */
export function daysOf(range: string, zone: string, now: Date): { first: string; last: string } | undefined {
  const dates = DATES.exec(range)
  if (dates) return isDate(dates[1]!) && isDate(dates[2]!) ? { first: dates[1]!, last: dates[2]! } : undefined
  const today = dayOf(now, zone)
  const monthBefore = moved(firstOfMonth(today), -1)
  const presets: Record<Preset, [first: string, last: string]> = {
    today: [today, today],
    yesterday: [moved(today, -1), moved(today, -1)],
    last7: [moved(today, -6), today],
    last30: [moved(today, -29), today],
    last90: [moved(today, -89), today],
    thisMonth: [firstOfMonth(today), lastOfMonth(today)],
    lastMonth: [firstOfMonth(monthBefore), monthBefore],
  }
  const found = Object.hasOwn(presets, range) ? presets[range as Preset] : undefined
  return found && { first: found[0], last: found[1] }
}

/** The range of the URL for two days, both in it. */
export function rangeOfDays(first: string, last: string): string {
  return `${first}..${last}`
}

/** The range of the URL for a period such as an hour. */
export function rangeOfSpan({ from, to }: Span): string {
  return `${from}..${to}`
}

/** The local date of a moment. */
export function dayOf(moment: Date, zone: string): string {
  return periodLabel(zone, 'day', startOfPeriod(zone, 'day', moment.getTime()))
}

function spanOfInstants(from: string, to: string): Span | undefined {
  const [begin, end] = [Date.parse(from), Date.parse(to)]
  if (!(begin < end)) return undefined
  return { from: new Date(begin).toISOString(), to: new Date(end).toISOString() }
}

function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** So many days later or earlier: dates have no clocks that change. */
function moved(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

const firstOfMonth = (day: string) => `${day.slice(0, 7)}-01`

function lastOfMonth(day: string): string {
  const [year, month] = day.split('-').map(Number)
  return new Date(Date.UTC(year!, month!, 0)).toISOString().slice(0, 10)
}

function startOf(day: string, zone: string): string {
  return new Date(momentOf(zone, Date.parse(`${day}T00:00:00Z`))).toISOString()
}
