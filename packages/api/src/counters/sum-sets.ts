import type { Knex } from 'knex'
import { GRAIN, QUARTERS_A_DAY, type GrainName } from './buckets.js'
import { columnsOf, fullSet, valuesIn, type CountTable } from './dimension-sets.js'

/** Makes the sets of a bucket anew that are sums of the one with all dimensions. */
export async function sumSets(trx: Knex, table: CountTable, grain: GrainName, bucket: number): Promise<void> {
  const full = fullSet(table)
  const smaller = table.sets[grain].filter((set) => set !== full)
  await trx.raw(`DELETE FROM ${table.name} WHERE grain = ? AND dims IN (?) AND bucket = ?`, [
    GRAIN[grain],
    smaller,
    bucket,
  ] as never)
  for (const set of smaller) {
    const values = valuesIn(table, set)
    await insertSums(trx, table, {
      select: `${GRAIN[grain]}, ${set}, ${bucket}, ${values.join(', ')}`,
      from: `${table.name} WHERE grain = ${GRAIN[grain]} AND dims = ${full} AND bucket = ${bucket}`,
      by: values.filter((value) => columnsOf(table).includes(value)),
    })
  }
}

/** Makes the counters of a UTC day anew from those of its quarters. */
export async function sumDay(trx: Knex, table: CountTable, day: number): Promise<void> {
  const full = fullSet(table)
  await trx.raw(`DELETE FROM ${table.name} WHERE grain = ${GRAIN.day} AND dims = ${full} AND bucket = ${day}`)
  await insertSums(trx, table, {
    select: `${GRAIN.day}, ${full}, ${day}, ${columnsOf(table).join(', ')}`,
    from: `${table.name} WHERE grain = ${GRAIN.quarter} AND dims = ${full}
      AND bucket BETWEEN ${day * QUARTERS_A_DAY} AND ${(day + 1) * QUARTERS_A_DAY - 1}`,
    by: columnsOf(table),
  })
  await sumSets(trx, table, 'day', day)
}

interface Sums {
  readonly select: string
  readonly from: string
  readonly by: readonly string[]
}

function insertSums(trx: Knex, table: CountTable, { select, from, by }: Sums): Promise<unknown> {
  const { name, always, sums } = table
  return trx.raw(`INSERT INTO ${name} (grain, dims, bucket, ${[...columnsOf(table), ...always, ...sums].join(', ')})
    SELECT ${select}, ${always.join(', ')}, ${sums.map((sum) => `SUM(${sum})`).join(', ')} FROM ${from}
    GROUP BY ${[...by, ...always].join(', ')}`) as unknown as Promise<unknown>
}
