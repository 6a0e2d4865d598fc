import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import { keyMs, type CountedTable } from '../db/uncounted.js'
import { DAY_S, HOUR_S, QUARTER_S } from './buckets.js'
import { addDays, openDays } from './days.js'
import { CLICK_COUNTS, REJECTED_COUNTS, type CountTable } from './dimension-sets.js'
import { sumLongGrains } from './long-sums.js'
import { keyAt, type Part } from './part.js'
import { rollClicks } from './roll-clicks.js'
import { rollPostbacks } from './roll-postbacks.js'
import { sumDay } from './sum-sets.js'

/** Rows younger than that may still be on their way into the database: see db/uncounted.ts. */
const GRACE_S = 120
/** Rows of a part, about: whoever has a late row of its day waits for it. */
const AT_ONCE = 10_000
/** Not each second its own few rows. */
const STEP_S = 60

interface Source {
  readonly counts: CountTable
  readonly roll: (trx: Knex, part: Part) => Promise<void>
}
export const SOURCES: Readonly<Record<CountedTable, Source>> = {
  clicks: { counts: CLICK_COUNTS, roll: rollClicks },
  postbacks: { counts: REJECTED_COUNTS, roll: rollPostbacks },
}
export const COUNTED_TABLES = Object.keys(SOURCES) as CountedTable[]

/** Up to where rows can be counted at this moment, by the database's clock: Unix seconds. */
export async function rollableTo(db: Knex): Promise<number> {
  const [[row]] = await db.raw('SELECT UNIX_TIMESTAMP() AS now')
  return Math.floor((Number(row.now) - GRACE_S) / STEP_S) * STEP_S
}

/**
 * Counts the rows that are old enough, the newest day first, some quarters of an hour in each transaction, until all are counted or `enough`
 * says so, which is told whether the next ones are of a day before. Several processes may do it at once. Resolves to how many parts it counted.
 */
export async function rollUp(
  db: Knex,
  enough: (isPast: boolean) => boolean = () => false,
  to?: number,
  atOnce = AT_ONCE,
): Promise<number> {
  const limit = to ?? (await rollableTo(db))
  let parts = 0
  for (const table of COUNTED_TABLES) {
    await addDays(db, table, Math.floor(limit / DAY_S))
    for (const day of await openDays(db, table, limit)) {
      const isPast = day < Math.floor(limit / DAY_S)
      while (!enough(isPast) && (await rollNext(db, table, { day, limit, atOnce }))) parts++
    }
    await sumLongGrains(db, table, SOURCES[table].counts, () => enough(true))
  }
  return parts
}

interface Next {
  readonly day: number
  /** Unix seconds. */
  readonly limit: number
  readonly atOnce: number
}

/** Counts the next part of a day; false where there is none, or another process has the day in hand. */
function rollNext(db: Knex, table: CountedTable, { day, limit, atOnce }: Next): Promise<boolean> {
  return transact(db, async (trx) => {
    const state: { rolled_to: number; summed_to: number } | undefined = await trx('rollup_days')
      .where({ source: table, day, closed: 0 })
      .forUpdate()
      .skipLocked()
      .first('rolled_to', 'summed_to')
    const dayEnd = (day + 1) * DAY_S
    if (!state || state.rolled_to >= Math.min(limit, dayEnd)) return false
    const { counts, roll } = SOURCES[table]
    const from = state.rolled_to
    const end = await endOfPart(trx, table, { from, limit: Math.min(limit, dayEnd), atOnce })
    const quarters = { first: Math.floor(from / QUARTER_S), last: Math.ceil(end / QUARTER_S) - 1 }
    await roll(trx, { day, ...quarters, from: keyAt(from), to: keyAt(end), anew: Math.ceil(from / QUARTER_S) })
    // What was counted before this part, and is not counted anew now.
    const kept = state.summed_to > from ? 0 : state.summed_to
    // A day that goes on is summed when an hour of it is full.
    const isDue = end === dayEnd || (end === limit && hourOf(end) > hourOf(Math.max(kept, day * DAY_S)))
    const summedTo = isDue ? hourOf(end) * HOUR_S : kept
    if (isDue) await sumDay(trx, counts, day, { to: summedTo })
    const done = { rolled_to: end, summed_to: summedTo, version: trx.raw('version + 1') }
    await trx('rollup_days').where({ source: table, day }).update(done)
    return true
  })
}

const hourOf = (seconds: number) => Math.floor(seconds / HOUR_S)

/** As many whole quarters as have not too many rows together, at least one. */
async function endOfPart(
  trx: Knex,
  table: CountedTable,
  { from, limit, atOnce }: Omit<Next, 'day'> & { from: number },
): Promise<number> {
  const behind: { id: Buffer } | undefined = await trx(table)
    .where('id', '>=', keyAt(from))
    .where('id', '<', keyAt(limit))
    .orderBy('id')
    .offset(atOnce)
    .first('id')
  if (!behind) return limit
  const start = Math.floor(keyMs(behind.id) / 1_000 / QUARTER_S) * QUARTER_S
  return start > from ? start : Math.min(limit, start + QUARTER_S)
}
