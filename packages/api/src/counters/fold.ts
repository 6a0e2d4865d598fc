import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import { bucketOfQuarter, GRAIN, GRAINS, type GrainName } from './buckets.js'
import { columnsOf, CONVERSION_COUNTS, valuesIn } from './dimension-sets.js'
import { selected, sumsByStatus } from './status-sums.js'

/** In one transaction; more is not cheaper. */
const AT_ONCE = 900

export const CLOCKS = ['clicked_quarter', 'converted_quarter'] as const

/** One process at a time brings changes of conversions into their counters. The lock goes with the transaction. */
export async function lockConversionCounts(trx: Knex): Promise<void> {
  await trx.raw(
    "INSERT INTO counter_state (name, value) VALUES ('conversions', 0) ON DUPLICATE KEY UPDATE value = value",
  )
}

/** Brings changes of conversions into the counters, until none is left or `enough` says so. Resolves to how many it brought. */
export async function foldDeltas(db: Knex, enough: () => boolean = () => false, atOnce = AT_ONCE): Promise<number> {
  let folded = 0
  for (;;) {
    const count = await foldSome(db, atOnce)
    folded += count
    if (count < atOnce || enough()) return folded
  }
}

function foldSome(db: Knex, atOnce: number): Promise<number> {
  return transact(db, async (trx) => {
    await lockConversionCounts(trx)
    // Those that are not committed yet come with a later turn, whatever their numbers.
    const ids: number[] = await trx('conversion_deltas')
      .orderBy('id')
      .limit(atOnce)
      .forUpdate()
      .skipLocked()
      .pluck('id')
    if (ids.length === 0) return 0
    const which = inRuns(ids)
    for (const [clock, column] of CLOCKS.entries()) {
      for (const grain of GRAINS) {
        for (const set of CONVERSION_COUNTS.sets[grain]) await trx.raw(addSql(clock, column, grain, set, which))
      }
    }
    await trx('conversion_deltas').whereIn('id', ids).delete()
    return ids.length
  })
}

/** Numbers that ascend, as the few ranges that they are nearly always: a list of them would be read and planned for each statement. */
function inRuns(ids: readonly number[]): string {
  const runs: [first: number, last: number][] = []
  for (const id of ids) {
    const run = runs.at(-1)
    if (run && run[1] + 1 === id) run[1] = id
    else runs.push([id, id])
  }
  return runs.map(([first, last]) => `id BETWEEN ${first} AND ${last}`).join(' OR ')
}

function addSql(clock: number, column: string, grain: GrainName, set: number, which: string): string {
  const { name, always, sums } = CONVERSION_COUNTS
  const columns = columnsOf(CONVERSION_COUNTS)
  const values = valuesIn(CONVERSION_COUNTS, set)
  const bucket = bucketOfQuarter(column, grain)
  const by = [bucket, ...values.filter((value) => columns.includes(value)), ...always]
  return `INSERT INTO ${name} (clock, grain, dims, bucket, ${[...columns, ...always, ...sums].join(', ')})
    SELECT * FROM (SELECT ${clock} AS clock, ${GRAIN[grain]} AS grain, ${set} AS dims, ${bucket} AS bucket,
        ${values.map((value, index) => `${value} AS ${columns[index]}`).join(', ')}, ${always.join(', ')},
        ${selected(sumsByStatus('status', 'conversions', 'revenue'))}
      FROM conversion_deltas WHERE ${which} GROUP BY ${by.join(', ')}) AS added
    ON DUPLICATE KEY UPDATE ${sums.map((sum) => `${sum} = ${name}.${sum} + added.${sum}`).join(', ')}`
}
