import { DIMENSION_NAMES, type DimensionName, FILTERED, filterOf, filterText, filterValue } from '@gokart/shared'
import { type ReportParams, withSub } from '../composables/report-links'

/** A filter that is set: rows with this value of this dimension; null: rows without one. */
export interface ActiveFilter {
  dimension: DimensionName
  value: string | null
}

const PARAMETERS: ReadonlyMap<DimensionName, string> = new Map(FILTERED)
const SUBS = DIMENSION_NAMES.filter((name) => name.startsWith('pub_sub_'))

/** Dimensions that a report can be narrowed by: all but periods, which are a range. */
export const FILTER_DIMENSIONS = [...PARAMETERS.keys(), ...SUBS]

export function filtersOf(params: ReportParams): ActiveFilter[] {
  return FILTER_DIMENSIONS.flatMap((dimension) => {
    const text = textOf(params, dimension)
    return text === undefined ? [] : [{ dimension, value: filterValue(text) }]
  })
}

function textOf(params: ReportParams, dimension: DimensionName): string | undefined {
  const parameter = PARAMETERS.get(dimension)
  if (parameter !== undefined) return [params[parameter]].flat()[0]
  const mark = subMark(dimension)
  return [params['sub'] ?? []]
    .flat()
    .find((one) => one.startsWith(mark))
    ?.slice(mark.length)
}

/** The change of the URL that sets a filter. */
export function filterSet(params: ReportParams, dimension: DimensionName, value: string | null): ReportParams {
  const { sub, ...others } = filterOf(dimension, value)
  return sub === undefined ? others : { sub: withSub(params['sub'], sub) }
}

/** The change of the URL that takes a filter away. */
export function filterTaken(params: ReportParams, dimension: DimensionName): ReportParams {
  const parameter = PARAMETERS.get(dimension)
  if (parameter !== undefined) return { [parameter]: undefined }
  const others = [params['sub'] ?? []].flat().filter((one) => !one.startsWith(subMark(dimension)))
  return { sub: others.length > 0 ? others : undefined }
}

/** What somebody typed means: `-` is no value. */
export const typedValue = (typed: string): string | null => (typed === filterText(null) ? null : typed)

const subMark = (dimension: DimensionName) => `${dimension.slice('pub_sub_'.length)}:`
