import type { HotPool } from '../db/hot-pool.js'
import { withConnection } from '../db/with-connection.js'
import type { Spool } from '../spool/spool.js'
import { createRecorder, type RecorderDeps } from './record.js'
import type { RawPostback } from './raw.js'
import { isDataFault } from './transaction.js'

export interface ReplayDeps extends RecorderDeps {
  readonly pool: HotPool
  readonly spool: Pick<Spool, 'refuse'>
}

const DEADLINE_MS = 10_000

/**
 * Stores spooled postbacks as of their arrival; `drain` of the spool takes it. Twice is once. Rejects while the database is
 * away. A record that no database will ever take is refused, so that it does not hold up those behind it.
 */
export function createReplay(deps: ReplayDeps): (records: readonly Buffer[]) => Promise<void> {
  const { pool, spool, log } = deps
  const recorder = createRecorder(deps)

  async function replay(record: Buffer): Promise<void> {
    try {
      const raw = JSON.parse(record.toString()) as RawPostback
      await withConnection(pool, DEADLINE_MS, (db) => recorder.record(db, raw))
    } catch (error) {
      if (!isDataFault(error)) throw error
      log.error({ err: error }, 'A spooled postback can never be stored; it was set aside')
      await spool.refuse(record, String(error))
    }
  }

  return async (records) => {
    for (const record of records) await replay(record)
  }
}
