import { type DimensionName, filterOf, type MetricName, type ReportRow } from '@gokart/shared'
import type { RouteLocationRaw } from 'vue-router'

/** Filters, range and switches of a report, as its URL has them. */
export type ReportParams = Record<string, string | string[] | undefined>

/** What narrows a report to one of its rows: a filter for each dimension; `-` asks for rows without a value. */
export function paramsOfRow(dimensions: readonly DimensionName[], row: Pick<ReportRow, 'key'>, base: ReportParams) {
  const params: ReportParams = { ...base }
  dimensions.forEach((dimension, index) => {
    const { sub, ...others } = filterOf(dimension, row.key[index] ?? null)
    Object.assign(params, others, sub === undefined ? {} : { sub: withSub(params['sub'], sub) })
  })
  return params
}

/** Sub IDs share a parameter: one of the same number takes the place of the one before. */
export function withSub(before: string | string[] | undefined, sub: string): string[] {
  const mark = `${sub.split(':', 1)[0]}:`
  return [...[before ?? []].flat().filter((one) => !one.startsWith(mark)), sub]
}

/** A report that is split by these dimensions. */
export function reportLink(dimensions: readonly DimensionName[], params: ReportParams): RouteLocationRaw {
  return { path: '/reports', query: clean({ ...params, dimensions: dimensions.join(',') }) }
}

/** The rows that a number is the sum of. */
export function rowsLink(metric: MetricName, params: ReportParams): RouteLocationRaw {
  return { path: '/reports/rows', query: clean({ ...params, metric }) }
}

function clean(params: ReportParams): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined),
  )
}
