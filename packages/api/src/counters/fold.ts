import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import { bucketOfQuarter, GRAIN, GRAINS, type GrainName } from './buckets.js'
import { columnsOf, CONVERSION_COUNTS, valuesIn } from './dimension-sets.js'
import { selected, sumsByStatus } from './status-sums.js'

/** In one transaction, about a second. The more, the fewer statements for each, and the more of them come together in one counter. */
const AT_ONCE = 10_000

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
    const [{ affectedRows }] = await trx.raw(
      'INSERT INTO conversion_folding SELECT * FROM conversion_deltas ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED',
      [atOnce],
    )
    if (affectedRows === 0) return 0
    // What earlier turns had may stand before it until the database has cleared it away.
    const first: { id: number } = await trx('conversion_folding').orderBy('id').first('id')
    for (const [clock, column] of CLOCKS.entries()) {
      for (const grain of GRAINS) {
        for (const set of CONVERSION_COUNTS.sets[grain]) await trx.raw(addSql(clock, column, grain, set), [first.id])
      }
    }
    // In this order: read the other way round, it would wait for those that are not committed.
    await trx.raw('DELETE d FROM conversion_folding f STRAIGHT_JOIN conversion_deltas d ON d.id = f.id')
    await trx('conversion_folding').delete()
    return affectedRows
  })
}

function addSql(clock: number, column: string, grain: GrainName, set: number): string {
  const { name, always, sums } = CONVERSION_COUNTS
  const columns = columnsOf(CONVERSION_COUNTS)
  const values = valuesIn(CONVERSION_COUNTS, set)
  const bucket = bucketOfQuarter(column, grain)
  const by = [bucket, ...values.filter((value) => columns.includes(value)), ...always]
  return `INSERT INTO ${name} (clock, grain, dims, bucket, ${[...columns, ...always, ...sums].join(', ')})
    SELECT * FROM (SELECT ${clock} AS clock, ${GRAIN[grain]} AS grain, ${set} AS dims, ${bucket} AS bucket,
        ${values.map((value, index) => `${value} AS ${columns[index]}`).join(', ')}, ${always.join(', ')},
        ${selected(sumsByStatus('status', 'conversions', 'revenue'))}
      FROM conversion_folding WHERE id >= ? GROUP BY ${by.join(', ')}) AS added
    ON DUPLICATE KEY UPDATE ${sums.map((sum) => `${sum} = ${name}.${sum} + added.${sum}`).join(', ')}`
}
