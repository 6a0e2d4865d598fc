import { type DimensionName, DIMENSIONS, type Grain, isGrain, periodsOf, type ReportRow } from '@gokart/shared'
import { paramsOfRow, type ReportParams } from '../composables/report-links'
import { rangeOfSpan, type Span } from '../composables/zoned-range'

/** The order in which people ask further: whose, what, from whom, from where, when. */
const PATH: DimensionName[] = ['advertiser', 'offer', 'partner', 'country', 'day', 'hour']

interface Place {
  dimensions: readonly DimensionName[]
  /** Dimensions that a filter fixes already. */
  fixed: readonly DimensionName[]
  isOps: boolean
}

/** What a row is split by next; undefined where the path ends. */
export function nextDimension({ dimensions, fixed, isOps }: Place): DimensionName | undefined {
  return PATH.find((name) => mayUse(name, isOps) && !dimensions.includes(name) && !fixed.includes(name))
}

export function mayUse(dimension: DimensionName, isOps: boolean): boolean {
  return isOps || !('opsOnly' in DIMENSIONS[dimension])
}

/** Filters and range that leave exactly this row: its values, and its periods as far as they are in the range. */
export function narrowed(
  dimensions: readonly DimensionName[],
  row: Pick<ReportRow, 'key'>,
  base: ReportParams,
  span: Span,
  zone: string,
) {
  const params: ReportParams = { ...paramsOfRow(dimensions, row, base), sort: undefined, page: undefined }
  let { from, to } = span
  dimensions.forEach((dimension, index) => {
    const begin = row.key[index]
    if (!isGrain(dimension) || !begin) return
    const period = periodOf(begin, dimension, zone)
    if (period.from > from) from = period.from
    if (period.to < to) to = period.to
  })
  if (from !== span.from || to !== span.to) params['range'] = rangeOfSpan({ from, to })
  return params
}

const DAYS: Record<Grain, number> = { hour: 1, day: 2, week: 8, month: 32 }

/** From the begin of a period to the next one's, in the zone. */
export function periodOf(begin: string, grain: Grain, zone: string): Span {
  const from = Date.parse(begin)
  const next = periodsOf(zone, grain, from, from + DAYS[grain] * 86_400_000)[1]!
  return { from: new Date(from).toISOString(), to: new Date(next).toISOString() }
}
