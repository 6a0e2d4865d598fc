import type { Knex } from 'knex'
import type { CountedTable } from '../db/uncounted.js'
import { DAY_S } from './buckets.js'
import { keyAt } from './part.js'

/** Rows of a time before that have IDs of another kind; their days are read from the rows. */
const EARLIEST_S = Date.UTC(2010, 0) / 1_000

/** Sees to it that every day since the first row, or since the last day that is there, is known. `today`: days since 1970. */
export async function addDays(db: Knex, table: CountedTable, today: number): Promise<void> {
  const [last] = await db('rollup_days').where({ source: table }).where('day', '<=', today).max({ day: 'day' })
  const next = last?.day == null ? await firstDay(db, table, today) : Number(last.day) + 1
  for (let day = next; day <= today; day++) {
    await db.raw(
      'INSERT INTO rollup_days (source, day, rolled_to) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE day = day',
      [table, day, day * DAY_S],
    )
  }
}

async function firstDay(db: Knex, table: CountedTable, today: number): Promise<number> {
  const row: { id: Buffer } | undefined = await db(table).where('id', '>=', keyAt(EARLIEST_S)).orderBy('id').first('id')
  return row ? Math.min(today, Math.floor(row.id.readUIntBE(0, 6) / 1_000 / DAY_S)) : today
}

/** Days that are not counted up to `to` (Unix seconds), or their end; the newest first. */
export function openDays(db: Knex, table: CountedTable, to: number): Promise<number[]> {
  return db('rollup_days')
    .where({ source: table, closed: 0 })
    .whereRaw('rolled_to < LEAST((day + 1) * ?, ?)', [DAY_S, to])
    .orderBy('day', 'desc')
    .pluck('day')
}
