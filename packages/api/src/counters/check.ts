import {
  bucketFrom,
  bucketOfQuarter,
  DAY_MS,
  bucketOf,
  firstDayOf,
  GRAIN_MS,
  LEAD_MS,
  QUARTER_MS,
  QUARTERS_A_DAY,
  type GrainName,
} from './buckets.js'
import { uniqueRowSelects } from './click-rows.js'
import { readCounted, type Read } from './counted.js'
import type { Sql } from './counts-query.js'
import { allColumns, compareCounters, type Difference } from './difference.js'
import { CLICK_COUNTS, columnsOf, CONVERSION_COUNTS, fullSet, REJECTED_COUNTS, valuesIn } from './dimension-sets.js'
import type { CountTable } from './dimension-sets.js'
import { CLOCKS } from './fold.js'
import { ALL_COUNTED, isSummed, SUMMED_GRAINS, type SummedGrain } from './pieces.js'
import { conversionRowSelect, rejectedRowSelect } from './read.js'
import type { Days } from './rebuild.js'
import { selected, sumsByStatus } from './status-sums.js'
import { inSet, PARTS_OF, type Buckets } from './sum-sets.js'

/**
 * Compares all counters of some days with the rows: the set with all dimensions with the rows themselves, each other one with that. `read` must
 * read one consistent snapshot. Of closed days, whose rows may be purged, only the counters are compared.
 */
export async function checkCounters(read: Read, days: Days, progress: (text: string) => void): Promise<Difference[]> {
  const found: Difference[] = []
  const span = { from: days.first * DAY_MS, to: (days.last + 1) * DAY_MS - 1 }
  const counted = {
    clicks: await readCounted(read, 'clicks', span),
    postbacks: await readCounted(read, 'postbacks', span),
  }
  for (let day = days.first; day <= days.last; day++) {
    const before = found.length
    for (const source of SOURCES) {
      const state = source.table && counted[source.table].day(day)
      const end = (day + 1) * DAY_MS
      const all = { rolledTo: end, summedTo: end, closed: false }
      const { rolledTo, summedTo, closed } = source.table ? (state ?? UNKNOWN) : all
      if (rolledTo > day * DAY_MS) found.push(...(await checkDay(read, source, { day, rolledTo, summedTo, closed })))
    }
    progress(`${new Date(day * DAY_MS).toISOString().slice(0, 10)}: ${found.length - before} differences`)
  }
  for (const source of SOURCES) {
    const { hasSum } = source.table ? counted[source.table] : ALL_COUNTED
    for (const [grain, bucket] of longBuckets(days)) {
      if (hasSum(grain, bucket)) found.push(...(await checkLong(read, source, grain, bucket)))
    }
  }
  return found
}

/** The weeks, and four weeks, that are made of these days alone. */
function longBuckets({ first, last }: Days): [SummedGrain, number][] {
  return SUMMED_GRAINS.flatMap((grain) => {
    const begin = bucketOf(grain, first - 1) + 1
    const length = Math.max(0, bucketOf(grain, last + 1) - begin)
    return Array.from({ length }, (_, index): [SummedGrain, number] => [grain, begin + index])
  })
}

const UNKNOWN = { rolledTo: 0, summedTo: 0, closed: false }

interface Source {
  readonly name: string
  readonly counts: CountTable
  /** Of the tables whose days are counted one after the other. */
  readonly table?: 'clicks' | 'postbacks'
  readonly clock?: 0 | 1
  /** Select with `at` and all columns: what rows of a day say up to a moment. */
  rows(day: number, to: number): Sql[]
}

/** Rows of a day, for each of its quarters. */
const query = (table: CountTable, day: number, to: number) => ({
  from: day * DAY_MS,
  to,
  cuts: Array.from({ length: QUARTERS_A_DAY }, (_, index) => day * DAY_MS + index * QUARTER_MS),
  columns: allColumns(table),
})

const CONVERSION_COLUMNS = allColumns(CONVERSION_COUNTS).join(', ')

const conversions = (clock: 0 | 1): Source => ({
  name: `conversions by the time of the ${clock === 0 ? 'click' : 'conversion'}`,
  counts: CONVERSION_COUNTS,
  clock,
  rows: (day, to) => [
    conversionRowSelect(query(CONVERSION_COUNTS, day, to), clock === 0 ? 'click' : 'conversion', [
      { from: day * DAY_MS, to },
    ]),
    // What is not folded yet is not to be in the counters.
    {
      sql: `SELECT ${CLOCKS[clock]} * ${QUARTER_MS} AS at, ${CONVERSION_COLUMNS}, ${selected(sumsByStatus('status', '-conversions', '-revenue'))}
        FROM conversion_deltas WHERE ${CLOCKS[clock]} BETWEEN ? AND ? GROUP BY ${CLOCKS[clock]}, ${CONVERSION_COLUMNS}`,
      bindings: [day * QUARTERS_A_DAY, (day + 1) * QUARTERS_A_DAY - 1],
    },
  ],
})

const SOURCES: readonly Source[] = [
  {
    name: 'clicks',
    counts: CLICK_COUNTS,
    table: 'clicks',
    // From the rows alone: as if nobody had noted down who came first.
    rows: (day, to) =>
      uniqueRowSelects(query(CLICK_COUNTS, day, to), [{ from: day * DAY_MS, to }], {
        day: () => ({ rolledTo: to, summedTo: 0, visitorsGone: true, closed: false }),
      }),
  },
  {
    name: 'rejected postbacks',
    counts: REJECTED_COUNTS,
    table: 'postbacks',
    rows: (day, to) => [rejectedRowSelect(query(REJECTED_COUNTS, day, to), [{ from: day * DAY_MS, to }])],
  },
  conversions(0),
  conversions(1),
]

interface CountedDay {
  readonly day: number
  readonly rolledTo: number
  readonly summedTo: number
  readonly closed: boolean
}

async function checkDay(read: Read, source: Source, counted: CountedDay): Promise<Difference[]> {
  const { day, rolledTo, summedTo, closed } = counted
  const { counts, clock } = source
  const buckets = (grain: GrainName, last: number): Buckets => ({
    first: (day * DAY_MS) / GRAIN_MS[grain],
    last,
    ...(clock === undefined ? {} : { clock }),
  })
  const quarters = buckets('quarter', Math.ceil(rolledTo / QUARTER_MS) - 1)
  const found = closed ? [] : await checkRows(read, source, { day, rolledTo, quarters })
  for (const grain of ['quarter', 'hour', 'day'] as const) {
    // An hour that has not come to its end is not read, nor what a day has of quarters that are counted again.
    const until = { quarter: rolledTo, hour: floor(rolledTo, GRAIN_MS.hour), day: summedTo }[grain]
    if (until <= day * DAY_MS || until > rolledTo) continue
    const part = { grain, buckets: buckets(grain, Math.ceil(until / GRAIN_MS[grain]) - 1), until }
    for (const set of counts.sets[grain].filter((one) => grain !== 'quarter' || one !== fullSet(counts))) {
      found.push(...(await checkSums(read, source, { ...part, set })))
    }
  }
  return found
}

const floor = (ms: number, unit: number) => Math.floor(ms / unit) * unit

interface CheckedRows {
  readonly day: number
  readonly rolledTo: number
  readonly quarters: Buckets
}

/** The set with all dimensions is what the rows say. */
function checkRows(read: Read, source: Source, { day, rolledTo, quarters }: CheckedRows): Promise<Difference[]> {
  const { name, counts } = source
  const rows = source.rows(day, rolledTo)
  const columns = [...allColumns(counts), ...counts.sums].join(', ')
  const expected = {
    sql: rows
      .map(({ sql }) => `SELECT at DIV ${QUARTER_MS} AS bucket, ${columns} FROM (${sql}) AS r`)
      .join(' UNION ALL '),
    bindings: rows.flatMap(({ bindings }) => bindings),
  }
  const what = `${name}, counters and rows`
  return compareCounters(read, counts, { what, grain: 'quarter', set: fullSet(counts), buckets: quarters, expected })
}

interface CheckedSums {
  readonly grain: GrainName
  readonly set: number
  readonly buckets: Buckets
  /** Unix ms: the last bucket has what is before. */
  readonly until: number
}

/** The others are sums: of the quarters with all dimensions, and weeks and four weeks of the same set of their parts. */
function checkSums(read: Read, { name, counts }: Source, checked: CheckedSums): Promise<Difference[]> {
  const { grain, set, buckets, until } = checked
  const [from, of] = isSummed(grain) ? ([PARTS_OF[grain], set] as const) : (['quarter', fullSet(counts)] as const)
  const bucket = isSummed(grain) ? String(buckets.first) : bucketOfQuarter('bucket', grain)
  const values = valuesIn(counts, set).map((value, index) => `${value} AS ${columnsOf(counts)[index]}`)
  const parts = {
    ...buckets,
    first: bucketFrom(from, buckets.first * GRAIN_MS[grain] - LEAD_MS[grain]),
    last: bucketFrom(from, until) - 1,
  }
  const sql = `SELECT ${bucket} AS bucket, ${[...values, ...counts.always, ...counts.sums].join(', ')}
    FROM ${counts.name} WHERE ${inSet(from, of, parts)}`
  const what = `${name}, ${grain}, dims ${set} and ${from}, dims ${of}`
  return compareCounters(read, counts, { ...checked, what, expected: { sql, bindings: [] } })
}

async function checkLong(read: Read, source: Source, grain: SummedGrain, bucket: number): Promise<Difference[]> {
  const buckets = { first: bucket, last: bucket, ...(source.clock === undefined ? {} : { clock: source.clock }) }
  const part = { grain, buckets, until: firstDayOf(grain, bucket + 1) * DAY_MS }
  const found = source.counts.sets[grain].map((set) => checkSums(read, source, { ...part, set }))
  return (await Promise.all(found)).flat()
}
