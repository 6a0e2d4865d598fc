import { RULES } from '@gokart/shared'
import type { HotPool } from '../db/hot-pool.js'
import { uuidToBytes } from '../db/uuid.js'
import { withConnection } from '../db/with-connection.js'
import { decide } from '../postback/decide.js'
import { lookUp } from '../postback/look-up.js'
import type { RawPostback } from '../postback/raw.js'
import type { RecorderDeps } from '../postback/record.js'
import { factsOf, understand } from '../postback/understand.js'
import type { Verdict } from '../postback/verdict.js'
import { finding } from './line.js'
import { rejection } from './rejection.js'
import type { LineResult } from './steps.js'

const DEADLINE_MS = 10_000

/** What a postback would become if it were recorded now; nothing is written, and nothing stays locked. */
export function createForecast({ pool, snapshot, clock }: RecorderDeps & { readonly pool: HotPool }) {
  return async (raw: RawPostback): Promise<LineResult> => {
    const now = snapshot.current()
    const understood = understand(raw, now)
    const looked = await withConnection(pool, DEADLINE_MS, async (db) => {
      await db.query('START TRANSACTION')
      const found = await lookUp(db, understood.identity)
      await db.query('ROLLBACK')
      return found
    })
    return resultOf(decide(factsOf(understood, looked, now, clock())))
  }
}

function resultOf(verdict: Verdict): LineResult {
  const { outcome } = verdict
  if (outcome === 'rejected') return { outcome, findings: [rejection(verdict.reason, verdict.message, verdict.remedy)] }
  if (outcome !== 'duplicate') return { outcome }
  return { outcome, conversionId: uuidToBytes(verdict.firstId), findings: [finding(null, RULES.duplicate.message)] }
}
