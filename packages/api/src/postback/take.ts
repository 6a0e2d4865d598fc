import { createBatcher } from '../db/batcher.js'
import type { HotPool } from '../db/hot-pool.js'
import { withConnection } from '../db/with-connection.js'
import type { Spool } from '../spool/spool.js'
import { answerOf, faultAnswer, queuedAnswer, type Answer } from './answer.js'
import { createRecorder, type Recorded, type RecorderDeps } from './record.js'
import type { RawPostback } from './raw.js'

export interface TakeDeps extends RecorderDeps {
  readonly pool: HotPool
  /** Has postbacks while the database does not; `createReplay` reads them again. */
  readonly spool: Pick<Spool, 'append'>
}

/** So long the database may take; then the spool has the postback, and its sender an answer. */
const DEADLINE_MS = 2_000

const MAX_BATCH = 64
const MAX_FLUSHES = 4

interface Waiting {
  readonly raw: RawPostback
  readonly answer: (answer: Answer) => void
}

/**
 * Stores a postback and says what to answer: in the database, else in the spool, else not at all. Never rejects. Postbacks that
 * arrive together share a transaction, and so the wait for the disk.
 */
export function createTake(deps: TakeDeps): (raw: RawPostback) => Promise<Answer> {
  const { pool, spool, log, snapshot } = deps
  const recorder = createRecorder(deps)
  const batcher = createBatcher({ flush: store, maxBatch: MAX_BATCH, maxFlushes: MAX_FLUSHES })

  async function store(batch: readonly Waiting[]): Promise<void> {
    const raws = batch.map(({ raw }) => raw)
    const recorded = await withConnection(pool, DEADLINE_MS, (db) => recorder.recordAll(db, raws)).catch(
      (error: Error) => {
        log.warn({ err: error, postbacks: batch.length }, 'The database did not take postbacks; they go to the spool')
        return batch.map(() => error)
      },
    )
    await Promise.all(batch.map((waiting, index) => settle(waiting, recorded[index]!)))
  }

  async function settle({ raw, answer }: Waiting, result: Recorded | Error): Promise<void> {
    try {
      answer(result instanceof Error ? await keep(raw) : answerOf(raw.id, result, wants200(result)))
    } catch (error) {
      log.error({ err: error, postbackId: raw.id }, 'A postback was stored, but no answer could be made')
      answer(faultAnswer('unavailable'))
    }
  }

  function wants200({ verdict: { advertiserId } }: Recorded): boolean {
    return advertiserId !== null && snapshot.current().advertisersById.get(advertiserId)?.always200 === true
  }

  async function keep(raw: RawPostback): Promise<Answer> {
    try {
      await spool.append(JSON.stringify(raw))
      return queuedAnswer(raw.id)
    } catch (error) {
      log.error({ err: error, postbackId: raw.id }, 'Neither the database nor the spool took a postback')
      return faultAnswer('unavailable')
    }
  }

  return (raw) => new Promise((answer) => batcher.add({ raw, answer }, () => undefined))
}
