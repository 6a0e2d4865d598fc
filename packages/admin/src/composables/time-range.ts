/** A range of time as lists take it: ISO instants, `to` is not in it. */
export interface TimeRange {
  from: string | undefined
  to: string | undefined
}

/** The day `offset` days after that of `now`, in the reader's zone; also where a day has 23 or 25 hours. */
function startOfDay(now: Date, offset: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset)
}

/** `back`: days before today with which it begins. `days`: how long it is; undefined: until now. */
export const PRESETS = [
  { label: 'Today', back: 0 },
  { label: 'Yesterday', back: 1, days: 1 },
  { label: 'Last 7 days', back: 6 },
  { label: 'Last 30 days', back: 29 },
  { label: 'Last 90 days', back: 89 },
] as const satisfies readonly { label: string; back: number; days?: number }[]
export type Preset = (typeof PRESETS)[number]

export function presetRange(preset: Preset, now: Date): TimeRange {
  const to = 'days' in preset ? startOfDay(now, preset.days - preset.back) : undefined
  return { from: startOfDay(now, -preset.back).toISOString(), to: to?.toISOString() }
}

/** Days of date fields, both included, in the reader's zone; what is empty is open. */
export function daysRange(first: string, last: string): TimeRange {
  return { from: dayStart(first, 0), to: dayStart(last, 1) }
}

/** The days of a range, for date fields. */
export function rangeDays({ from, to }: TimeRange): { first: string; last: string } {
  return {
    first: from === undefined ? '' : dayText(new Date(from)),
    last: to === undefined ? '' : dayText(new Date(Date.parse(to) - 1)),
  }
}

function dayStart(day: string, offset: number): string | undefined {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return undefined
  const start = new Date(year, month - 1, date + offset)
  // Years below 100 are those of the last century for Date.
  return Number.isNaN(start.getTime()) || year < 1000 || year > 9998 ? undefined : start.toISOString()
}

function dayText(moment: Date): string {
  const pad = (value: number, length: number) => String(value).padStart(length, '0')
  return [pad(moment.getFullYear(), 4), pad(moment.getMonth() + 1, 2), pad(moment.getDate(), 2)].join('-')
}
