import type { Sql } from './sql.js'

export type CountedTable = 'clicks' | 'postbacks'

const DAY_S = 86_400
const QUARTER_S = 900
/**
 * Counters have rows whose key is older than two minutes, by the database's clock (counters/roll-up.ts). A row that is younger than this when it
 * is inserted is there in time, as long as its commit takes less than the minute between.
 */
const IN_TIME_MS = 60_000

/** Unix ms of a time-first key. */
export const keyMs = (key: Buffer): number => key.readUIntBE(0, 6)

/** The same of a UUID in text form. */
export function uuidMs(id: string): number {
  return Number.parseInt(id.slice(0, 8), 16) * 0x10000 + Number.parseInt(id.slice(9, 13), 16)
}

/** Whether a row of this moment may be counted already. `databaseNow`: the database's clock; undefined: not known. */
export function mayBeCounted(ms: number, databaseNow: number | undefined): boolean {
  return databaseNow === undefined || ms < databaseNow - IN_TIME_MS
}

/** `closed`: the rows may be purged, the counters stay. Where visitors are forgotten, the day begins anew. */
const MARK = `INSERT INTO rollup_days (source, day, rolled_to) VALUES (?, ?, ?)
  ON DUPLICATE KEY UPDATE
    rolled_to = IF(closed = 1, rolled_to, IF(visitors_gone = 1, day * ${DAY_S}, LEAST(rolled_to, ?))),
    visitors_gone = IF(closed = 1, visitors_gone, 0)`

/**
 * Says that rows with keys of these moments (Unix ms) were added or changed where they may be counted already: from their quarters of
 * an hour on, their days are counted again, and until then reports read the rows. Call it in the transaction of the rows.
 */
export async function markUncounted(sql: Sql, table: CountedTable, moments: readonly number[]): Promise<void> {
  const firsts = new Map<number, number>()
  for (const ms of moments) {
    const quarter = Math.floor(ms / 1_000 / QUARTER_S) * QUARTER_S
    const day = Math.floor(quarter / DAY_S)
    firsts.set(day, Math.min(quarter, firsts.get(day) ?? Infinity))
  }
  // In one order for everybody.
  for (const [day, quarter] of [...firsts].toSorted(([a], [b]) => a - b)) {
    await sql(MARK, [table, day, day * DAY_S, quarter])
  }
}

/** A log row was rejected and is not any more, or the other way round: call it in the transaction of the change. `id`: of the log row. */
export async function verdictChanged(sql: Sql, id: Buffer): Promise<void> {
  await markUncounted(sql, 'postbacks', [keyMs(id)])
}
