import {
  addMoney,
  addSums,
  createRow,
  METRICS,
  type Family,
  type MetricName,
  type MoneyByCurrency,
  type Row,
  type Sums,
} from '@gokart/shared'
import { HttpProblem } from '../http/problem.js'
import { knows, type ReportSpec } from './spec.js'

/** More rows than this are no report that anyone reads, and no page of memory that anyone has. */
export const MAX_GROUPS = 100_000

export interface Group {
  readonly key: readonly (string | null)[]
  readonly sums: Sums
}

/** What the rows of a report were added up to. */
export interface Groups {
  readonly groups: readonly Group[]
  /** Money that could not be converted. */
  readonly left: MoneyByCurrency
}

/** The families that some metrics are made of. */
export function familiesOf(metrics: readonly MetricName[]): ReadonlySet<Family> {
  return new Set(metrics.flatMap((name) => METRICS[name].of as readonly Family[]))
}

/** Groups while they are added up. */
export function createMerge() {
  const groups: Group[] = []
  const root: Branch = new Map()
  let left: MoneyByCurrency = {}
  return {
    /** What the group has so far, to be added into. */
    rowOf(key: Group['key']): Row {
      const branch = branchOf(root, key)
      const last = key.at(-1) ?? null
      const known = branch.get(last) as Row | undefined
      if (known) return known
      if (groups.length === MAX_GROUPS) throw tooLarge()
      const sums = createRow()
      branch.set(last, sums)
      groups.push({ key, sums })
      return sums
    },
    leave(money: MoneyByCurrency): void {
      left = addMoney(left, money)
    },
    groups: (): Groups => ({ groups, left }),
  }
}
export type Merge = ReturnType<typeof createMerge>

/** By the values of a key, one after the other; at the last one the sums. */
type Branch = Map<string | null, Branch | Row>

/** Where the last value of a key is looked up. */
function branchOf(root: Branch, key: Group['key']): Branch {
  let branch = root
  for (let index = 0; index < key.length - 1; index++) {
    let next = branch.get(key[index]!) as Branch | undefined
    if (!next) branch.set(key[index]!, (next = new Map()))
    branch = next
  }
  return branch
}

export function tooLarge(): HttpProblem {
  const rows = MAX_GROUPS.toLocaleString('en')
  return new HttpProblem(
    'report_too_large',
    `The report has more than ${rows} rows. Split it by less, take a coarser period or a shorter range, or filter it.`,
  )
}

export const totalOf = (groups: readonly Group[]): Sums => addSums(groups.map(({ sums }) => sums))

/** The families that a row with this key has to do with: they are the same for all that have values of the same dimensions. */
export function knownOf(spec: ReportSpec, key: readonly (string | null)[]): ReadonlySet<Family> {
  const known = KNOWN.get(spec) ?? new Map<number, ReadonlySet<Family>>()
  KNOWN.set(spec, known)
  const present = spec.dimensions.reduce((bits, _, index) => bits * 2 + Number(key[index] != null), 0)
  const families = known.get(present) ?? familiesWith(spec, key)
  known.set(present, families)
  return families
}
const KNOWN = new WeakMap<ReportSpec, Map<number, ReadonlySet<Family>>>()
const FAMILIES: readonly Family[] = ['clicks', 'conversions', 'postbacks']

function familiesWith({ dimensions, filters }: ReportSpec, key: Group['key']): ReadonlySet<Family> {
  const values = dimensions.map((dimension, index) => ({ dimension, value: key[index] ?? null }))
  return new Set(FAMILIES.filter((family) => knows(family, [...filters, ...values])))
}
