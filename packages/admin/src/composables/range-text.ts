import { wholeDays } from '@gokart/shared'
import { PRESETS, type Span } from './zoned-range'

/** How a range reads: a preset by its name, else its days or times in the zone. */
export function rangeText(value: string, { from, to }: Span, zone: string, locale?: string): string {
  const preset = PRESETS.find((one) => one.value === value)
  if (preset) return preset.label
  return datesText({ from, to }, zone, locale)
}

/** The days of a span, or its times where it begins or ends within a day. */
export function datesText({ from, to }: Span, zone: string, locale?: string): string {
  const last = new Date(Date.parse(to) - 1)
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: zone })
  if (wholeDays(zone, Date.parse(from), Date.parse(to)) !== undefined) return days.formatRange(new Date(from), last)
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
  return times.formatRange(new Date(from), new Date(to))
}
