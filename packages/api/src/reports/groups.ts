import {
  addMoney,
  addInto,
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
import type { Part } from './parts.js'
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

/** Puts what the families add to a group together. */
export function createMerge() {
  const merged = new Map<string, Pick<Group, 'key'> & { readonly sums: Row }>()
  let left: MoneyByCurrency = {}
  return {
    add(parts: readonly Part[]): void {
      for (const part of parts) {
        const id = idOf(part.key)
        const group = merged.get(id) ?? { key: part.key, sums: createRow() }
        addInto(group.sums, part.sums)
        merged.set(id, group)
        if (part.left) left = addMoney(left, part.left)
        if (merged.size > MAX_GROUPS) throw tooLarge()
      }
    },
    groups: (): Groups => ({ groups: [...merged.values()], left }),
  }
}

/** The same text for the same key, and no other. */
const idOf = (key: Group['key']): string =>
  key.map((value) => (value === null ? '-' : `${value.length}:${value}`)).join('')

export function tooLarge(): HttpProblem {
  const rows = MAX_GROUPS.toLocaleString('en')
  return new HttpProblem(
    'report_too_large',
    `The report has more than ${rows} rows. Split it by less, take a coarser period or a shorter range, or filter it.`,
  )
}

export const totalOf = (groups: readonly Group[]): Sums => addSums(groups.map(({ sums }) => sums))

/** The families that a row with this key has to do with. */
export function knownOf(spec: ReportSpec, key: readonly (string | null)[]): ReadonlySet<Family> {
  const values = spec.dimensions.map((dimension, index) => ({ dimension, value: key[index] ?? null }))
  return new Set(FAMILIES.filter((family) => knows(family, [...spec.filters, ...values])))
}
const FAMILIES: readonly Family[] = ['clicks', 'conversions', 'postbacks']
