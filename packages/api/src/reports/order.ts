import { compareMetric, DIMENSIONS, isGrain, metricValue, type DimensionName, type MetricName } from '@gokart/shared'
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

type Compare = (a: Group, b: Group) => number

/** Rows in their order; those that it does not tell apart in that of their dimensions. What has no value comes last, either way. */
export function sortGroups(
  groups: readonly Group[],
  spec: ReportSpec,
  { by, descending }: Order,
  labels: Labels,
): Group[] {
  const texts = spec.dimensions.map((_, index) => byDimension(spec, index, labels, groups))
  const index = spec.dimensions.indexOf(by as DimensionName)
  const first = index < 0 ? byMetric(spec, by as MetricName, groups) : texts[index]!
  return groups.toSorted((a, b) => {
    const order = first(a, b, descending)
    if (order !== 0) return order
    for (const text of texts) {
      const next = text(a, b, false)
      if (next !== 0) return next
    }
    return 0
  })
}
type Directed = (...args: [...Parameters<Compare>, descending: boolean]) => number

/** Values are put in order once: groups are many more than these, and comparing names takes long. */
function byDimension({ dimensions }: ReportSpec, index: number, labels: Labels, groups: readonly Group[]): Directed {
  const values = [...new Set(groups.flatMap(({ key }) => key[index] ?? []))]
  const named = values.map((value) => ({ value, label: labels(index, value) }))
  const isText = DIMENSIONS[dimensions[index]!].kind !== 'time'
  const byName = ({ value, label }: (typeof named)[number], other: (typeof named)[number]) =>
    (isText ? label.localeCompare(other.label, 'en') : 0) || compare(value, other.value)
  const places = new Map(named.toSorted(byName).map(({ value }, place) => [value, place]))
  return (a, b, descending) => {
    const [one, other] = [placeOf(a), placeOf(b)]
    if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined)
    return descending ? other - one : one - other
  }

  function placeOf({ key }: Group): number | undefined {
    const value = key[index]
    return value == null ? undefined : places.get(value)
  }
}

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1)

function byMetric(spec: ReportSpec, name: MetricName, groups: readonly Group[]): Directed {
  const currencies = currenciesOf(groups)
  const values = new Map(groups.map((group) => [group, metricValue(name, group.sums, knownOf(spec, group.key))]))
  return (a, b, descending) => {
    const [one, other] = [values.get(a)!, values.get(b)!]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    const order = compareMetric(one, other, currencies)
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
