import type { RowDataPacket } from 'mysql2/promise'
import type { HotPool } from '../db/hot-pool.js'
import { withConnection } from '../db/with-connection.js'
import { CLICK_WAIT_MS } from './case.js'
import { createRecorder, type RecorderDeps } from './record.js'

/** What is worth another look: the click has come, or the wait for it is over, or no rule was reached. */
const READY = `SELECT p.id FROM postbacks p LEFT JOIN clicks c ON c.id = p.click_id
  WHERE p.outcome = 'queued' AND p.id > ? AND (p.click_id IS NULL OR c.id IS NOT NULL OR p.received_at <= ?)
  ORDER BY p.id LIMIT 200`
const DEADLINE_MS = 10_000
/** So many failures in a row are the database's, not a row's. */
const FAILURES_IN_A_ROW = 3

export interface QueueDeps extends RecorderDeps {
  readonly pool: HotPool
}

/**
 * Decides again on queued postbacks, oldest first; a job for every few seconds. Several processes may run it at once: a row
 * is in the hand of one, and one that fails stays for the next run without holding up those behind it. Resolves to how many left
 * the queue; rejects where the database fails.
 */
export function createPostbackQueue(deps: QueueDeps): { run(): Promise<number> } {
  const { pool, clock, log } = deps
  const recorder = createRecorder(deps)

  async function readyAfter(id: Buffer): Promise<Buffer[]> {
    const waitedSince = new Date(clock().getTime() - CLICK_WAIT_MS)
    type Row = { id: Buffer } & RowDataPacket
    const [rows] = await withConnection(pool, DEADLINE_MS, (db) => db.query<Row[]>(READY, [id, waitedSince]))
    return rows.map((row) => row.id)
  }

  return {
    async run() {
      let settled = 0
      let failures = 0
      let batch = await readyAfter(Buffer.alloc(16))
      for (; batch.length > 0; batch = await readyAfter(batch.at(-1)!)) {
        for (const id of batch) {
          try {
            const recorded = await withConnection(pool, DEADLINE_MS, (db) => recorder.settleQueued(db, id))
            if (recorded && recorded.verdict.outcome !== 'queued') settled++
            failures = 0
          } catch (error) {
            if (++failures === FAILURES_IN_A_ROW) throw error
            log.error({ err: error, postback: id.toString('hex') }, 'A queued postback could not be decided')
          }
        }
      }
      if (settled > 0) log.info({ settled }, 'Queued postbacks were decided')
      return settled
    },
  }
}
