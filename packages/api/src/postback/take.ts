import type { HotPool } from '../db/hot-pool.js'
import { withConnection } from '../db/with-connection.js'
import type { Spool } from '../spool/spool.js'
import { answerOf, faultAnswer, queuedAnswer, type Answer } from './answer.js'
import { createRecorder, type RecorderDeps } from './record.js'
import type { RawPostback } from './raw.js'

export interface TakeDeps extends RecorderDeps {
  readonly pool: HotPool
  /** Has postbacks while the database does not; `createReplay` reads them again. */
  readonly spool: Pick<Spool, 'append'>
}

/** So long the database may take; then the spool has the postback, and its sender an answer. */
const DEADLINE_MS = 2_000

/** Stores a postback and says what to answer: in the database, else in the spool, else not at all. Never rejects. */
export function createTake(deps: TakeDeps): (raw: RawPostback) => Promise<Answer> {
  const { pool, spool, log } = deps
  const recorder = createRecorder(deps)

  return async (raw) => {
    try {
      return answerOf(raw.id, await withConnection(pool, DEADLINE_MS, (db) => recorder.record(db, raw)))
    } catch (error) {
      log.warn({ err: error, postbackId: raw.id }, 'The database did not take a postback; it goes to the spool')
    }
    try {
      await spool.append(JSON.stringify(raw))
      return queuedAnswer(raw.id)
    } catch (error) {
      log.error({ err: error, postbackId: raw.id }, 'Neither the database nor the spool took a postback')
      return faultAnswer('unavailable')
    }
  }
}
