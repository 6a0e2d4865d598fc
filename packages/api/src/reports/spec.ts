import { DIMENSIONS, FILTERED, filterValue, type DimensionName, type Family, type ReportScope } from '@gokart/shared'
import type { Actor } from '../http/actor.js'

/** Rows with this value of a dimension; null: without one. */
export interface Filter {
  readonly dimension: DimensionName
  readonly value: string | null
}

/** Which rows are added up, and by what: what a query asks for and its asker may see. */
export interface ReportSpec {
  /** Unix ms; `to` is not in it. */
  readonly from: number
  readonly to: number
  readonly zone: string
  readonly clock: 'click' | 'conversion'
  readonly dimensions: readonly DimensionName[]
  readonly filters: readonly Filter[]
  /** Clicks of humans alone; conversions of all clicks. */
  readonly humans: boolean
  /** The asker's own advertiser; undefined: all. It is on top of what is filtered by. */
  readonly advertiserId: number | undefined
  readonly currency: string | undefined
}

export function specOf(scope: ReportScope, dimensions: readonly DimensionName[], actor: Actor): ReportSpec {
  return {
    from: Date.parse(scope.from),
    to: Date.parse(scope.to),
    zone: scope.zone,
    clock: scope.clock,
    dimensions,
    filters: filtersOf(scope),
    humans: scope.trafficClass === undefined && !dimensions.includes('traffic_class'),
    // -1: nobody's. It never happens, and must not show everything if it does.
    advertiserId: actor.role === 'ops' ? undefined : (actor.advertiserId ?? -1),
    currency: scope.currency,
  }
}

function filtersOf(scope: ReportScope): Filter[] {
  const filters: Filter[] = FILTERED.flatMap(([dimension, parameter]) => {
    const given = scope[parameter]
    const none = given === undefined || (dimension === 'traffic_class' && given === 'all')
    return none ? [] : { dimension, value: filterValue(String(given)) }
  })
  for (const { number, value } of scope.sub ?? []) {
    filters.push({ dimension: `pub_sub_${number}` as DimensionName, value: filterValue(value) })
  }
  return filters
}

/** Whether rows of a family can have a value of a dimension. */
export const knowsDimension = (family: Family, name: DimensionName): boolean =>
  (DIMENSIONS[name].of as readonly Family[]).includes(family)

/** Whether a family has to do with what is asked for: it knows every dimension that has to have a value. */
export function knows(family: Family, filters: readonly Filter[]): boolean {
  return filters.every(({ dimension, value }) => value === null || knowsDimension(family, dimension))
}
