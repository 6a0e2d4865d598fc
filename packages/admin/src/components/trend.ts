import type { Grain, MetricName, ReportRow } from '@gokart/shared'
import { numberOf } from '../composables/metric-text'

/** A point of a trend: one period of the range. */
export interface TrendPoint {
  /** Short, for the axis. */
  label: string
  /** Whole, for the tooltip. */
  name: string
  now: number | undefined
  before: number | undefined
  /** The period has not ended yet. */
  open: boolean
}

/** The words of a period: short for an axis, whole for a tooltip or a table. */
export function periodText(instant: string, grain: Grain, zone: string, locale?: string) {
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(new Date(instant))
  switch (grain) {
    case 'hour':
      return {
        label: write({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
        name: write({
          weekday: 'short',
          day: 'numeric',
          month: 'short',
          year: 'numeric',
          hour: '2-digit',
          minute: '2-digit',
        }),
      }
    case 'day':
      return {
        label: write({ day: 'numeric', month: 'short' }),
        name: write({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
      }
    case 'week':
      return {
        label: write({ day: 'numeric', month: 'short' }),
        name: `Week of ${write({ day: 'numeric', month: 'short', year: 'numeric' })}`,
      }
    case 'month':
      return { label: write({ month: 'short', year: 'numeric' }), name: write({ month: 'long', year: 'numeric' }) }
  }
}

interface TrendOptions {
  metric: MetricName
  /** Which money of several. */
  currency?: string | undefined
  grain: Grain
  zone: string
  asOf: string
  locale?: string
}

/** The rows of a series as points, the last one open where its period goes on after `asOf`. */
export function trendPoints(rows: readonly ReportRow[], options: TrendOptions): TrendPoint[] {
  const { metric, currency, grain, zone, asOf, locale } = options
  const open = rows.findLastIndex(({ key }) => Date.parse(key[0] ?? '') <= Date.parse(asOf))
  return rows.map((row, index) => {
    const isAhead = index > open
    return {
      ...periodText(row.key[0] ?? '', grain, zone, locale),
      // Of what has not come yet nothing is drawn.
      now: isAhead ? undefined : numberOf(row.values[metric], currency),
      before: row.previous && numberOf(row.previous[metric], currency),
      open: index === open && index === rows.length - 1,
    }
  })
}
