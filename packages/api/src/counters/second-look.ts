import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import { markUncounted, type CountedTable } from '../db/uncounted.js'
import type { Logger } from '../logger.js'
import { DAY_S, QUARTER_MS, QUARTER_S } from './buckets.js'
import { keyAt } from './part.js'
import { COUNTED_TABLES, rollableTo, SOURCES } from './roll-up.js'
import { COUNTED_CLICK, COUNTED_POSTBACK } from './visitor.js'

/**
 * Rows that appear behind the counters say so in their transaction, but for one: a database that was frozen may commit an insert much later whose
 * process was killed meanwhile. So each quarter of an hour is compared with its rows again, this many quarters after it was counted.
 */
const AGES = [1, 4, 24, 96, 192] as const
/** After a long stop not all at once. */
const AT_ONCE = 16

const ROWS: Readonly<Record<CountedTable, string>> = {
  clicks: `clicks c WHERE c.id >= ? AND c.id < ? AND ${COUNTED_CLICK}`,
  postbacks: `postbacks p WHERE p.id >= ? AND p.id < ? AND ${COUNTED_POSTBACK}`,
}

/** Compares the quarters that are due. Those that differ are counted again. Resolves to how many these were. */
export async function lookAgain(db: Knex, log: Logger, to?: number): Promise<number> {
  const quarters = await takeDue(db, Math.floor((to ?? (await rollableTo(db))) / QUARTER_S) - 1)
  let repaired = 0
  for (const quarter of quarters) {
    for (const age of AGES) {
      for (const table of COUNTED_TABLES) if (await repair(db, table, quarter - age)) repaired++
    }
  }
  if (repaired > 0) log.warn({ quarters: repaired }, 'Rows appeared behind the counters; they are counted again')
  return repaired
}

/** Which quarters were counted since the last look, as of the newest one. */
function takeDue(db: Knex, newest: number): Promise<number[]> {
  return transact(db, async (trx) => {
    await trx.raw(
      "INSERT INTO counter_state (name, value) VALUES ('second_look', ?) ON DUPLICATE KEY UPDATE value = value",
      [newest],
    )
    const state = await trx('counter_state').where({ name: 'second_look' }).first('value')
    const last = Number(state.value)
    const end = Math.min(newest, last + AT_ONCE)
    if (end > last) await trx('counter_state').where({ name: 'second_look' }).update({ value: end })
    return Array.from({ length: Math.max(0, end - last) }, (_, index) => last + 1 + index)
  })
}

/** True where counters and rows of a quarter differ. One statement sees one moment. */
async function repair(db: Knex, table: CountedTable, quarter: number): Promise<boolean> {
  const day = Math.floor((quarter * QUARTER_S) / DAY_S)
  const [sum] = SOURCES[table].counts.sums
  const keys = [keyAt(quarter * QUARTER_S), keyAt((quarter + 1) * QUARTER_S)]
  const [rows] = await db.raw(
    `SELECT (SELECT COUNT(*) FROM ${ROWS[table]}) AS is_there,
        (SELECT COALESCE(SUM(${sum}), 0) FROM ${SOURCES[table].counts.name} WHERE grain = 0 AND dims = 0 AND bucket = ?) AS counted
      FROM rollup_days WHERE source = ? AND day = ? AND closed = 0 AND rolled_to >= ?`,
    [...keys, quarter, table, day, (quarter + 1) * QUARTER_S],
  )
  const [row] = rows as { is_there: number | string; counted: number | string }[]
  if (!row || Number(row.is_there) === Number(row.counted)) return false
  await transact(db, (trx) =>
    markUncounted((text, values) => trx.raw(text, values as never), table, [quarter * QUARTER_MS]),
  )
  return true
}
