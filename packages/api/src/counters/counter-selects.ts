import { TrafficClass } from '@gokart/shared'
import { bucketFrom, GRAIN, GRAIN_MS, GRAINS, LEAD_MS, type GrainName } from './buckets.js'
import { countsOf, type CountColumn, type CountsQuery, type CountSource, type Sql } from './counts-query.js'
import { grainsFor, keysLeftOut, setFor, type CounterDimension, type CountTable } from './dimension-sets.js'
import { piecesOf, type Counted, type Pieces, type Span } from './pieces.js'

const DIMENSION_OF: { readonly [column in CountColumn]?: CounterDimension } = {
  advertiser_id: 'advertiser',
  offer_id: 'offer',
  offer_event_id: 'event',
  partner_id: 'partner',
  country: 'country',
  traffic_class: 'class',
  reason: 'reason',
}

/** Takes the span of a query apart, for the counters that can tell its dimensions apart. */
export function takeApart(table: CountTable, query: CountsQuery, counted: Counted): Pieces {
  return piecesOf(query, query.cuts ?? [], counted, grainsFor(table, dimensionsOf(table, query)))
}

/** The counters of the pieces of a span: all at once where no period tells them apart. `where`: which rows of the table at all. */
export function counterSelects(
  table: CountTable,
  query: CountsQuery,
  pieces: Pieces,
  where: readonly Sql[] = [],
): Sql[] {
  const grains = GRAINS.filter((grain) => pieces[grain].length > 0)
  if (grains.length === 0) return []
  const keys = grains.map((grain) => keysOf(table, query, grain, pieces[grain]))
  if (!query.cuts?.length) return [wholeSelect(table, query, [...where, anyOf(keys.map(({ sql }) => sql))])]
  return keys.map((key, index) => counterSelect(table, query, { grain: grains[index]!, key, where }))
}

/** Numbers are added up as floats, which is faster than the decimals that a database makes of them, and exact up to 2^53. Money stays exact. */
const sumOf = (column: string): string => `SUM(${column}${column.endsWith('_revenue') ? '' : ' + 0E0'})`

const filtersOf = ({ filters = {} }: CountsQuery) => Object.keys(filters) as CountColumn[]

/** Those that the table's sets tell apart. */
function dimensionsOf({ dimensions }: CountTable, query: CountsQuery): CounterDimension[] {
  const named = [...query.columns, ...filtersOf(query)].flatMap((column) => DIMENSION_OF[column] ?? [])
  return named.filter((name) => dimensions.includes(name))
}

/** One statement that groups is faster than one for each grain and another one for these. */
function wholeSelect(table: CountTable, query: CountsQuery, where: readonly Sql[]): Sql {
  const sums = Object.fromEntries(table.sums.map((sum) => [sum, sumOf(sum)]))
  return countsOf({ from: { sql: table.name, bindings: [] }, where, at: '', first: String(query.from), sums }, query)
}

interface GrainPart {
  readonly grain: GrainName
  readonly key: CounterKeys
  readonly where: readonly Sql[]
}

function counterSelect(table: CountTable, query: CountsQuery, { grain, key, where }: GrainPart): Sql {
  const periods = (query.cuts?.length ?? 0) + 1
  const single = key.buckets <= periods
  const source: CountSource = {
    from: { sql: table.name, bindings: [] },
    where: [...where, key.sql],
    at: 'bucket',
    first: `${single ? 'bucket' : 'MIN(bucket)'} * ${GRAIN_MS[grain]} - ${LEAD_MS[grain]}`,
    sums: Object.fromEntries(table.sums.map((sum) => [sum, single ? sum : sumOf(sum)])),
    single,
    cutAt: (ms) => bucketFrom(grain, ms),
  }
  return countsOf(source, query)
}

/** More values are a range: the database would have to plan each of them. */
const MOST_BUCKETS = 10_000

/** Which counters of a grain, and how many buckets these are of. */
interface CounterKeys {
  readonly sql: Sql
  readonly buckets: number
}

/** Where something is filtered, each bucket by itself, so that its few counters are found by the key and the others passed over. */
function keysOf(table: CountTable, query: CountsQuery, grain: GrainName, spans: readonly Span[]): CounterKeys {
  const set = setFor(table.sets[grain], dimensionsOf(table, query))
  const ranges = spans.map((span) => bucketsOf(span, grain))
  const buckets = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  const inSet = plain(`grain = ${GRAIN[grain]} AND dims = ${set}`)
  const isNarrow = filtersOf(query).length > 0
  if (!isNarrow || buckets > MOST_BUCKETS) return { sql: allOf([inSet, inRanges('bucket', ranges)]), buckets }
  const each = ranges.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  )
  const isOne = plain(`bucket IN (${each.join(', ')})`)
  // The class stands before the others in the key: where nothing else is filtered, these need not be told.
  const leftOut = filtersOf(query).some((column) => column !== 'traffic_class') ? keysLeftOut(table, set) : []
  return { sql: allOf([inSet, isOne, ...anyClass(table, query), ...leftOut]), buckets }
}

/** The class comes before other dimensions in a key: without it, these would not be found by it. */
function anyClass({ always }: CountTable, { filters = {} }: CountsQuery): Sql[] {
  if (filters.traffic_class || !always.includes('traffic_class')) return []
  return [plain(`traffic_class IN (${TrafficClass.options.map((name) => `'${name}'`).join(', ')})`)]
}

const plain = (sql: string): Sql => ({ sql, bindings: [] })
const joined = (by: string, parts: readonly Sql[]): Sql => ({
  sql: `(${parts.map(({ sql }) => sql).join(by)})`,
  bindings: parts.flatMap(({ bindings }) => bindings),
})
const allOf = (parts: readonly Sql[]) => joined(' AND ', parts)
const anyOf = (parts: readonly Sql[]) => joined(' OR ', parts)

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
