import { type DimensionName, isGrain, type MetricName, type ReportRow } from '@gokart/shared'
import type { RouteLocationRaw } from 'vue-router'
import { reportLink, rowsLink } from '../composables/report-links'
import { useSession } from '../shell/session'
import { narrowed, nextDimension } from './drill'
import type { ReportState } from './useReportState'

export interface ReportLinks {
  /** The row by itself, split by what people ask next. */
  drill: (row: ReportRow) => RouteLocationRaw
  splitBy: (row: ReportRow, dimension: DimensionName) => RouteLocationRaw
  /** The rows that a number is the sum of; without a row those of the total. */
  rows: (metric: MetricName, row?: ReportRow) => RouteLocationRaw
}

/** Where rows and numbers of a report lead. */
export function useReportLinks(state: ReportState): ReportLinks {
  const session = useSession()
  const paramsOf = (row?: ReportRow) =>
    row ? narrowed(state.dimensions, row, state.params, state.range.span, state.range.zone) : state.params
  const splitBy = (row: ReportRow, dimension: DimensionName) => reportLink([dimension], paramsOf(row))
  const rows = (metric: MetricName, row?: ReportRow) => {
    const { dimensions: _dimensions, metrics: _metrics, compare: _compare, sort: _sort, ...scope } = paramsOf(row)
    return rowsLink(metric, scope)
  }

  return {
    splitBy,
    rows,
    drill(row) {
      const fixed = state.filters.map(({ dimension }) => dimension)
      // Of one day the days are not asked for, but its hours.
      const known = state.dimensions.some((name) => isGrain(name)) ? [...fixed, 'day' as const] : fixed
      const next = nextDimension({ dimensions: state.dimensions, fixed: known, isOps: session.isOps })
      return next ? splitBy(row, next) : rows('conversions', row)
    },
  }
}
