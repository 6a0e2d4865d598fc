import {
  compareMetric,
  DIMENSIONS,
  isGrain,
  metricValue,
  type DimensionName,
  type MetricName,
  type MetricValue,
} from '@gokart/shared'
import { knownOf, type Group } from './groups.js'
import type { Labels } from './labels.js'
import type { ReportSpec } from './spec.js'

interface Order {
  readonly by: string
  readonly descending: boolean
}

/** What a report is sorted by where nobody says: by time, else by what was chosen first. */
export function orderOf(
  sort: string | undefined,
  dimensions: readonly DimensionName[],
  metrics: readonly MetricName[],
): Order {
  if (sort !== undefined) return { by: sort.replace(/^-/, ''), descending: sort.startsWith('-') }
  const [first] = dimensions
  if (first !== undefined && (isGrain(first) || metrics.length === 0)) return { by: first, descending: false }
  return { by: metrics[0] ?? '', descending: true }
}

/** A group with what it is sorted by: `value` of the metric, and `places` of its values among those of each dimension, Infinity for none. */
interface Placed {
  readonly group: Group
  readonly value: MetricValue
  readonly places: readonly number[]
}

/** Rows in their order; those that it does not tell apart in that of their dimensions. What has no value comes last, either way. */
export function sortGroups(
  groups: readonly Group[],
  spec: ReportSpec,
  { by, descending }: Order,
  labels: Labels,
): Group[] {
  const places = spec.dimensions.map((_, index) => placesOf(spec, index, labels, groups))
  const index = spec.dimensions.indexOf(by as DimensionName)
  const metric = index < 0 ? (by as MetricName) : undefined
  const placed = groups.map((group): Placed => ({
    group,
    value: metric ? metricValue(metric, group.sums, knownOf(spec, group.key)) : null,
    places: places.map((of, dimension) => of.get(group.key[dimension] ?? null)!),
  }))
  const first = metric ? byMetric(groups, descending) : byPlace(index, descending)
  return placed.toSorted((a, b) => first(a, b) || inOrder(a, b)).map(({ group }) => group)
}

type Compare = (a: Placed, b: Placed) => number

const byPlace =
  (index: number, descending: boolean): Compare =>
  (a, b) => {
    const [one, other] = [a.places[index]!, b.places[index]!]
    if (one === other) return 0
    return descending && one !== Infinity && other !== Infinity ? other - one : one - other
  }

function inOrder({ places: one }: Placed, { places: other }: Placed): number {
  const index = one.findIndex((place, at) => place !== other[at])
  return index < 0 ? 0 : one[index]! - other[index]!
}

/** Values are put in order once: groups are many more than these, and comparing names takes long. */
function placesOf(
  { dimensions }: ReportSpec,
  index: number,
  labels: Labels,
  groups: readonly Group[],
): ReadonlyMap<string | null, number> {
  const values = [...new Set(groups.flatMap(({ key }) => key[index] ?? []))]
  const named = values.map((value) => ({ value, label: labels(index, value) }))
  const isText = DIMENSIONS[dimensions[index]!].kind !== 'time'
  const byName = ({ value, label }: (typeof named)[number], other: (typeof named)[number]) =>
    (isText ? label.localeCompare(other.label, 'en') : 0) || compare(value, other.value)
  const places = new Map<string | null, number>(named.toSorted(byName).map(({ value }, place) => [value, place]))
  return places.set(null, Infinity)
}

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1)

function byMetric(groups: readonly Group[], descending: boolean): Compare {
  let currencies: readonly string[] | undefined
  return ({ value: a }, { value: b }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    if (Array.isArray(a)) currencies ??= currenciesOf(groups)
    const order = compareMetric(a, b, currencies ?? [])
    return descending ? -order : order
  }
}

/** Money of several currencies is sorted by the one that most rows have; then by the next. */
function currenciesOf(groups: readonly Group[]): string[] {
  const rows = new Map<string, number>()
  for (const { sums } of groups) {
    const names = new Set(
      [sums.payout, sums.pending_revenue, sums.rejected_revenue].flatMap((money) => Object.keys(money ?? {})),
    )
    for (const name of names) rows.set(name, (rows.get(name) ?? 0) + 1)
  }
  return [...rows].toSorted(([a, n], [b, m]) => m - n || compare(a, b)).map(([name]) => name)
}
