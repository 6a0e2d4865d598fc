import { DAY_MS } from './buckets.js'
import type { Span } from './pieces.js'

/** A piece of SQL with what is bound in it. */
export interface Sql {
  readonly sql: string
  readonly bindings: readonly (string | number | Buffer | Date)[]
}

/** Columns that counts can be told apart by, with the values that stand for none. */
export const NONE = {
  advertiser_id: 0,
  offer_id: 0,
  offer_event_id: 0,
  partner_id: 0,
  country: '',
  traffic_class: '',
  currency: '',
  reason: '',
} as const
export type CountColumn = keyof typeof NONE

/** What is to be added up. `from` and `cuts` in Unix ms: no row of the answer has anything of two of the periods that begin at a cut. */
export interface CountsQuery extends Span {
  readonly cuts?: readonly number[]
  readonly columns: readonly CountColumn[]
  /** Rows that have one of these values; a row without a value has 0 or ''. */
  readonly filters?: { readonly [column in CountColumn]?: readonly (string | number)[] }
}

/** A source of counts: how its columns are called, and its moments, Unix ms, for one row (`at`) and the first of a group (`first`). */
export interface CountSource {
  readonly from: Sql
  readonly where: readonly Sql[]
  readonly at: string
  readonly first: string
  /** Where a column is called otherwise. */
  readonly named?: { readonly [column in CountColumn]?: string }
  /** Name -> SQL. */
  readonly sums: Readonly<Record<string, string>>
  /** What `at` has for a cut. */
  readonly cutAt?: (ms: number) => number
  /** Each row is given as it is: grouping would bring hardly any together. */
  readonly single?: boolean
}

/** `SELECT at, columns, sums` of a source, one row for each period and values, or several to be added up. */
export function countsOf(source: CountSource, { columns, cuts = [], filters = {} }: CountsQuery): Sql {
  const { from, where, at, first, named = {}, sums, cutAt = (ms) => ms, single = false } = source
  const nameOf = (column: CountColumn) => named[column] ?? column
  const conditions = [...where, ...filterSql(filters, nameOf)]
  const period = cuts.length > 0 ? [`INTERVAL(${at}, ${cuts.map(cutAt).join(', ')})`] : []
  const by = [...period, ...columns.map(nameOf)]
  const selected = [
    `${first} AS at`,
    ...columns.map((column) => `${nameOf(column)} AS ${column}`),
    ...Object.entries(sums).map(([name, sql]) => `${sql} AS ${name}`),
  ]
  return {
    sql: `SELECT ${selected.join(', ')} FROM ${from.sql} WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}
      ${single ? '' : by.length > 0 ? `GROUP BY ${by.join(', ')}` : 'HAVING COUNT(*) > 0'}`,
    bindings: [from, ...conditions].flatMap(({ bindings }) => bindings),
  }
}

function filterSql(filters: NonNullable<CountsQuery['filters']>, nameOf: (column: CountColumn) => string): Sql[] {
  return (Object.keys(filters) as CountColumn[]).flatMap((column) => {
    const values = filters[column]
    if (!values) return []
    if (values.length === 0) return { sql: '1 = 0', bindings: [] }
    const isOneOf = `IN (${values.map(() => '?').join(', ')})`
    const one = { sql: `${nameOf(column)} ${isOneOf}`, bindings: values }
    // A class is one of few words of our own.
    if (typeof NONE[column] === 'number' || column === 'traffic_class') return one
    // Texts are equal where their bytes are; keys are only found by the column itself.
    const bytes = values.map((value) => Buffer.from(String(value)))
    return [one, { sql: `CAST(${nameOf(column)} AS BINARY) ${isOneOf}`, bindings: bytes }]
  })
}

export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS)

/** All of them under each other; `like`: the columns, where there are none. */
export function unionOf(selects: readonly Sql[], like: readonly string[]): Sql {
  if (selects.length === 0)
    return { sql: `SELECT ${like.map((name) => `NULL AS ${name}`).join(', ')} FROM DUAL WHERE 1 = 0`, bindings: [] }
  return {
    sql: selects.map(({ sql }) => sql).join(' UNION ALL '),
    bindings: selects.flatMap(({ bindings }) => bindings),
  }
}
