import type { Knex } from 'knex'
import {
  bucketOf,
  bucketOfQuarter,
  DAY_S,
  firstDayOf,
  GRAIN,
  QUARTERS_A_DAY,
  QUARTERS_AN_HOUR,
  QUARTER_S,
  type DaysGrain,
  type GrainName,
} from './buckets.js'
import { columnsOf, fullSet, valuesIn, type CountTable } from './dimension-sets.js'
import type { SummedGrain } from './pieces.js'

/** Buckets from `first` to `last`; of conversions by one of their two clocks. */
export interface Buckets {
  readonly first: number
  readonly last: number
  readonly clock?: 0 | 1
}

/** Makes the other sets of some quarters, and their hours, anew from the set with all dimensions. */
export async function sumQuarters(trx: Knex, table: CountTable, quarters: Buckets): Promise<void> {
  await sumSets(trx, table, 'quarter', quarters)
  const [first, last] = [quarters.first, quarters.last].map((quarter) => Math.floor(quarter / QUARTERS_AN_HOUR))
  const hours = { ...quarters, first: first!, last: last! }
  const all = { ...quarters, first: first! * QUARTERS_AN_HOUR, last: (last! + 1) * QUARTERS_AN_HOUR - 1 }
  for (const set of table.sets.hour) {
    await trx.raw(`DELETE FROM ${table.name} WHERE ${inSet('hour', set, hours)}`)
    const bucket = bucketOfQuarter('bucket', 'hour')
    await insertSums(trx, table, { grain: 'hour', set, bucket, from: inSet('quarter', set, all), buckets: quarters })
  }
}

async function sumSets(trx: Knex, table: CountTable, grain: 'quarter' | 'day', buckets: Buckets): Promise<void> {
  const full = fullSet(table)
  for (const set of table.sets[grain].filter((one) => one !== full)) {
    await trx.raw(`DELETE FROM ${table.name} WHERE ${inSet(grain, set, buckets)}`)
    await insertSums(trx, table, { grain, set, bucket: 'bucket', from: inSet(grain, full, buckets), buckets })
  }
}

interface DayPart {
  /** Unix seconds; its end where it is not given. */
  readonly to?: number
  readonly clock?: 0 | 1
}

/** Makes the counters of a UTC day, or of its first part, anew from those of its quarters. */
export async function sumDay(trx: Knex, table: CountTable, day: number, { to, clock }: DayPart = {}): Promise<void> {
  const full = fullSet(table)
  const ofClock = clock === undefined ? {} : { clock }
  const buckets = { first: day, last: day, ...ofClock }
  const last = (to ?? (day + 1) * DAY_S) / QUARTER_S - 1
  const quarters = { first: day * QUARTERS_A_DAY, last, ...ofClock }
  await trx.raw(`DELETE FROM ${table.name} WHERE ${inSet('day', full, buckets)}`)
  const from = inSet('quarter', full, quarters)
  await insertSums(trx, table, { grain: 'day', set: full, bucket: String(day), from, buckets })
  await sumSets(trx, table, 'day', buckets)
}

/** What a week, or four, is the sum of: the next shorter grain, which has each of its sets. */
export const PARTS_OF: Readonly<Record<SummedGrain, DaysGrain>> = { week: 'day', fourWeeks: 'week' }

/** The parts of a week, or of four. */
function partsOf(grain: SummedGrain, bucket: number): { first: number; last: number } {
  const [first, next] = [firstDayOf(grain, bucket), firstDayOf(grain, bucket + 1)]
  const part = PARTS_OF[grain]
  return { first: bucketOf(part, first), last: bucketOf(part, next) - 1 }
}

/** Makes the counters of a week, or of four, anew from those of its parts. */
export async function sumLong(
  trx: Knex,
  table: CountTable,
  grain: SummedGrain,
  bucket: number,
  clock?: 0 | 1,
): Promise<void> {
  const ofClock = clock === undefined ? {} : { clock }
  const buckets = { first: bucket, last: bucket, ...ofClock }
  const parts = { ...partsOf(grain, bucket), ...ofClock }
  for (const set of table.sets[grain]) {
    await trx.raw(`DELETE FROM ${table.name} WHERE ${inSet(grain, set, buckets)}`)
    const from = inSet(PARTS_OF[grain], set, parts)
    await insertSums(trx, table, { grain, set, bucket: String(bucket), from, buckets })
  }
}

/** A condition that the primary key answers. */
export function inSet(grain: GrainName, set: number, { first, last, clock }: Buckets): string {
  const ofClock = clock === undefined ? '' : `clock = ${clock} AND `
  return `${ofClock}grain = ${GRAIN[grain]} AND dims = ${set} AND bucket BETWEEN ${first} AND ${last}`
}

interface Sums {
  readonly grain: GrainName
  readonly set: number
  /** A number, or SQL of `bucket`. */
  readonly bucket: string
  readonly from: string
  readonly buckets: Buckets
}

async function insertSums(trx: Knex, table: CountTable, { grain, set, bucket, from, buckets }: Sums): Promise<void> {
  const { name, always, sums } = table
  const columns = columnsOf(table)
  const values = valuesIn(table, set)
  const by = [
    ...(bucket.startsWith('bucket') ? [bucket] : []),
    ...values.filter((value) => columns.includes(value)),
    ...always,
  ]
  const [into, is] = buckets.clock === undefined ? ['', ''] : ['clock, ', `${buckets.clock}, `]
  await trx.raw(`INSERT INTO ${name} (${into}grain, dims, bucket, ${[...columns, ...always, ...sums].join(', ')})
    SELECT ${is}${GRAIN[grain]}, ${set}, ${bucket}, ${[...values, ...always].join(', ')}, ${sums.map((sum) => `SUM(${sum})`).join(', ')}
    FROM ${name} WHERE ${from} GROUP BY ${by.join(', ')}`)
}
