import type { Knex } from 'knex'
import { DELTA_COLUMNS, DELTA_VALUES } from '../db/conversion-deltas.js'
import { transact } from '../db/transact.js'
import { bucketOf, DAY_S, QUARTERS_A_DAY } from './buckets.js'
import { columnsOf, CONVERSION_COUNTS, fullSet } from './dimension-sets.js'
import { CLOCKS, lockConversionCounts } from './fold.js'
import { SUMMED_GRAINS, type SummedGrain } from './pieces.js'
import { COUNTED_TABLES, rollUp } from './roll-up.js'
import { selected, sumsByStatus } from './status-sums.js'
import { inSet, sumDay, sumLong, sumQuarters } from './sum-sets.js'

/** UTC days, since 1970; both are in it. */
export interface Days {
  readonly first: number
  readonly last: number
}

/** Makes the counters of some days anew from the rows, while traffic goes on. Closed days, whose rows may be purged, stay as they are. */
export async function rebuildCounters(db: Knex, days: Days, progress: (text: string) => void): Promise<void> {
  for (const table of COUNTED_TABLES) {
    const marked = await db('rollup_days')
      .where({ source: table, closed: 0 })
      .whereBetween('day', [days.first, days.last])
      .update({ rolled_to: db.raw('day * ?', [DAY_S]), visitors_gone: 0 })
    progress(`${table}: ${marked} days are counted again`)
  }
  // Another process may have a day in hand: what it has done by then is right, and the next turn does the rest.
  while ((await rollUp(db)) > 0);
  for (let day = days.first; day <= days.last; day++) {
    for (const clock of [0, 1] as const) await rebuildConversions(db, day, clock)
  }
  for (const grain of SUMMED_GRAINS) {
    const last = bucketOf(grain, days.last)
    for (let bucket = bucketOf(grain, days.first); bucket <= last; bucket++) await sumConversions(db, grain, bucket)
  }
  progress('conversions: done')
}

/**
 * What counters must have is what rows say without the changes that are still to be folded: rows and changes are read by one statement, which
 * sees one moment, and nothing is folded meanwhile.
 */
function rebuildConversions(db: Knex, day: number, clock: 0 | 1): Promise<void> {
  const full = fullSet(CONVERSION_COUNTS)
  const buckets = { first: day * QUARTERS_A_DAY, last: (day + 1) * QUARTERS_A_DAY - 1, clock }
  const columns = [...columnsOf(CONVERSION_COUNTS), ...CONVERSION_COUNTS.always].join(', ')
  const time = ['clicked_at', 'converted_at'][clock]
  return transact(db, async (trx) => {
    await lockConversionCounts(trx)
    await trx.raw(`DELETE FROM ${CONVERSION_COUNTS.name} WHERE ${inSet('quarter', full, buckets)}`)
    await trx.raw(
      `INSERT INTO ${CONVERSION_COUNTS.name} (clock, grain, dims, bucket, ${columns}, ${CONVERSION_COUNTS.sums.join(', ')})
        SELECT ${clock}, 0, ${full}, ${CLOCKS[clock]}, ${columns}, ${selected(sumsByStatus('status', 'conversions', 'revenue'))} FROM (
          SELECT ${named()}, 1 AS conversions, revenue FROM conversions WHERE ${time} >= ? AND ${time} < ? AND test = 0
          UNION ALL SELECT ${DELTA_COLUMNS}, -conversions, -revenue FROM conversion_deltas WHERE ${CLOCKS[clock]} BETWEEN ? AND ?
        ) AS parts GROUP BY ${CLOCKS[clock]}, ${columns}`,
      [new Date(day * DAY_S * 1_000), new Date((day + 1) * DAY_S * 1_000), buckets.first, buckets.last],
    )
    await sumQuarters(trx, CONVERSION_COUNTS, buckets)
    await sumDay(trx, CONVERSION_COUNTS, day, { clock })
  })
}

function sumConversions(db: Knex, grain: SummedGrain, bucket: number): Promise<void> {
  return transact(db, async (trx) => {
    await lockConversionCounts(trx)
    for (const clock of [0, 1] as const) await sumLong(trx, CONVERSION_COUNTS, grain, bucket, clock)
  })
}

function named(): string {
  const names = DELTA_COLUMNS.split(', ')
  return DELTA_VALUES.map((value, index) => `${value} AS ${names[index]}`).join(', ')
}
