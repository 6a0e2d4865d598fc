import type { HotPool } from '../db/hot-pool.js'
import { withConnection } from '../db/with-connection.js'
import type { Logger } from '../logger.js'
import type { Spool } from '../spool/spool.js'
import { insertMissingClicks, isRowFault, markClicks } from './click-insert.js'
import type { ClickRecord } from './click-record.js'

interface DrainOptions {
  readonly pool: HotPool
  readonly spool: Spool
  readonly log: Logger
  /** Called after each batch that is in the database. */
  readonly onBatch: () => void
}

/** The insert that timed out may still hold its rows. */
const TIMEOUT_MS = 5_000

/** Moves the clicks of the spool to the database, in order, and returns how many. Rejects where the database fails. */
export async function drainClicks({ pool, spool, log, onBatch }: DrainOptions): Promise<number> {
  let moved = 0

  async function insert(records: readonly Buffer[]): Promise<void> {
    const clicks = records.map((record) => JSON.parse(record.toString()) as ClickRecord)
    await withConnection(pool, TIMEOUT_MS, (connection) =>
      insertMissingClicks(connection, clicks, markClicks(connection, clicks)),
    )
    moved += records.length
  }

  async function insertOrRefuse(record: Buffer): Promise<void> {
    try {
      await insert([record])
    } catch (error) {
      if (!isHopeless(error)) throw error
      log.error(
        { err: error, spool: 'refused.jsonl' },
        'A click of the spool cannot be stored; it is kept for you to look at',
      )
      await spool.refuse(record, String(error))
    }
  }

  await spool.drain(async (records) => {
    try {
      await insert(records)
    } catch (error) {
      if (!isHopeless(error)) throw error
      for (const record of records) await insertOrRefuse(record)
    }
    onBatch()
  })
  return moved
}

/** A record that fails however often it is tried, and must not hold up the others. */
function isHopeless(error: unknown): boolean {
  return isRowFault(error) || [SyntaxError, TypeError, RangeError].some((kind) => error instanceof kind)
}
