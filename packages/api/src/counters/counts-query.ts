import { DAY_MS, GRAIN, GRAIN_MS, type GrainName } from './buckets.js'
import { setFor, type CounterDimension, type CountTable } from './dimension-sets.js'
import type { Pieces, Span } from './pieces.js'

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
  status: '',
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

const DIMENSION_OF: { readonly [column in CountColumn]?: CounterDimension } = {
  advertiser_id: 'advertiser',
  offer_id: 'offer',
  offer_event_id: 'event',
  partner_id: 'partner',
  country: 'country',
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
  /** Unit of `at` for the cuts. */
  readonly unit?: number
}

/** `SELECT at, columns, sums` of a source, one row for each period and values. */
export function countsOf(source: CountSource, { columns, cuts = [], filters = {} }: CountsQuery): Sql {
  const { from, where, at, first, named = {}, sums, unit = 1 } = source
  const nameOf = (column: CountColumn) => named[column] ?? column
  const conditions = [...where, ...filterSql(filters, nameOf)]
  const period = cuts.length > 0 ? [`INTERVAL(${at}, ${cuts.map((cut) => Math.ceil(cut / unit)).join(', ')})`] : []
  const by = [...period, ...columns.map(nameOf)]
  const selected = [
    `${first} AS at`,
    ...columns.map((column) => `${nameOf(column)} AS ${column}`),
    ...Object.entries(sums).map(([name, sql]) => `${sql} AS ${name}`),
  ]
  return {
    sql: `SELECT ${selected.join(', ')} FROM ${from.sql} WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}
      ${by.length > 0 ? `GROUP BY ${by.join(', ')}` : 'HAVING COUNT(*) > 0'}`,
    bindings: [from, ...conditions].flatMap(({ bindings }) => bindings),
  }
}

function filterSql(filters: NonNullable<CountsQuery['filters']>, nameOf: (column: CountColumn) => string): Sql[] {
  return (Object.keys(filters) as CountColumn[]).flatMap((column) => {
    const values = filters[column]
    if (!values) return []
    if (values.length === 0) return { sql: '1 = 0', bindings: [] }
    const isText = typeof NONE[column] === 'string'
    // Texts are equal where their bytes are.
    const sql = `${isText ? `CAST(${nameOf(column)} AS BINARY)` : nameOf(column)} IN (${values.map(() => '?').join(', ')})`
    return { sql, bindings: isText ? values.map((value) => Buffer.from(String(value))) : values }
  })
}

/** The counters of the pieces of a span. `where`: which rows of the table at all. */
export function counterSelects(
  table: CountTable,
  query: CountsQuery,
  { days, quarters }: Pieces,
  where: readonly Sql[] = [],
): Sql[] {
  const grains = [
    ['day', days],
    ['quarter', quarters],
  ] as const
  return grains.flatMap(([grain, spans]) =>
    spans.length === 0 ? [] : counterSelect(table, query, grain, spans, where),
  )
}

function counterSelect(
  table: CountTable,
  query: CountsQuery,
  grain: GrainName,
  spans: readonly Span[],
  where: readonly Sql[],
): Sql {
  const used = [...query.columns, ...(Object.keys(query.filters ?? {}) as CountColumn[])]
  const dimensions = used.flatMap((column) => DIMENSION_OF[column] ?? [])
  const unit = GRAIN_MS[grain]
  const set = setFor(table.sets[grain], dimensions)
  const source: CountSource = {
    from: { sql: table.name, bindings: [] },
    where: [
      ...where,
      { sql: `grain = ${GRAIN[grain]} AND dims = ${set}`, bindings: [] },
      bucketsIn('bucket', spans, unit),
    ],
    at: 'bucket',
    first: `MIN(bucket) * ${unit}`,
    sums: Object.fromEntries(table.sums.map((sum) => [sum, `SUM(${sum})`])),
    unit,
  }
  return countsOf(source, query)
}

/** Whether a bucket is one of those that have something of the spans. */
export function bucketsIn(column: string, spans: readonly Span[], unit: number): Sql {
  const ranges = spans.map(
    ({ from, to }) => `${column} BETWEEN ${Math.floor(from / unit)} AND ${Math.ceil(to / unit) - 1}`,
  )
  return { sql: `(${ranges.join(' OR ')})`, bindings: [] }
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
