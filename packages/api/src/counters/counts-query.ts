import { bucketFrom, DAY_MS, GRAIN, GRAIN_MS, GRAINS, LEAD_MS, type GrainName } from './buckets.js'
import { grainsFor, keysLeftOut, setFor, type CounterDimension, type CountTable } from './dimension-sets.js'
import { piecesOf, type Counted, type Pieces, type Span } from './pieces.js'

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

/** Takes the span of a query apart, for the counters that can tell its dimensions apart. */
export function takeApart(table: CountTable, query: CountsQuery, counted: Counted): Pieces {
  return piecesOf(query, query.cuts ?? [], counted, grainsFor(table, dimensionsOf(query)))
}

/** The counters of the pieces of a span. `where`: which rows of the table at all. */
export function counterSelects(
  table: CountTable,
  query: CountsQuery,
  pieces: Pieces,
  where: readonly Sql[] = [],
): Sql[] {
  return GRAINS.filter((grain) => pieces[grain].length > 0).map((grain) =>
    counterSelect(table, query, grain, pieces[grain], where),
  )
}

const dimensionsOf = ({ columns, filters = {} }: CountsQuery): CounterDimension[] =>
  [...columns, ...(Object.keys(filters) as CountColumn[])].flatMap((column) => DIMENSION_OF[column] ?? [])

function counterSelect(
  table: CountTable,
  query: CountsQuery,
  grain: GrainName,
  spans: readonly Span[],
  where: readonly Sql[],
): Sql {
  const set = setFor(table.sets[grain], dimensionsOf(query))
  const ranges = spans.map((span) => bucketsOf(span, grain))
  const count = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  const single = count <= (query.cuts?.length ?? 0)
  const source: CountSource = {
    from: { sql: table.name, bindings: [] },
    where: [
      ...where,
      { sql: `grain = ${GRAIN[grain]} AND dims = ${set}`, bindings: [] },
      ...keysOf(table, set, query, { ranges, count }),
    ],
    at: 'bucket',
    first: `${single ? 'bucket' : 'MIN(bucket)'} * ${GRAIN_MS[grain]} - ${LEAD_MS[grain]}`,
    sums: Object.fromEntries(table.sums.map((sum) => [sum, single ? sum : `SUM(${sum})`])),
    single,
    cutAt: (ms) => bucketFrom(grain, ms),
  }
  return countsOf(source, query)
}

/** More values are a range: the database would have to plan each of them. */
const MOST_BUCKETS = 10_000

/** Where something is filtered, each bucket by itself, so that its few counters are found by the key and the others passed over. */
function keysOf(table: CountTable, set: number, query: CountsQuery, { ranges, count }: Buckets): Sql[] {
  const isNarrow = dimensionsOf({ ...query, columns: [] }).length > 0
  if (!isNarrow || count > MOST_BUCKETS) return [inRanges('bucket', ranges)]
  const buckets = ranges.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  )
  return [{ sql: `bucket IN (${buckets.join(', ')})`, bindings: [] }, ...keysLeftOut(table, set)]
}

interface Buckets {
  readonly ranges: readonly BucketRange[]
  readonly count: number
}

interface BucketRange {
  readonly first: number
  readonly last: number
}

function bucketsOf({ from, to }: Span, grain: GrainName): BucketRange {
  return { first: Math.floor((from + LEAD_MS[grain]) / GRAIN_MS[grain]), last: bucketFrom(grain, to) - 1 }
}

const inRanges = (column: string, ranges: readonly BucketRange[]): Sql => ({
  sql: `(${ranges.map(({ first, last }) => `${column} BETWEEN ${first} AND ${last}`).join(' OR ')})`,
  bindings: [],
})

/** Whether a bucket is one of those that have something of the spans. */
export const bucketsIn = (column: string, spans: readonly Span[], grain: GrainName): Sql =>
  inRanges(
    column,
    spans.map((span) => bucketsOf(span, grain)),
  )

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
