import { RULES } from '@gokart/shared'
import type { HotPool } from '../db/hot-pool.js'
import { uuidToBytes } from '../db/uuid.js'
import { withConnection } from '../db/with-connection.js'
import { createJudge } from '../postback/judge.js'
import type { RawPostback } from '../postback/raw.js'
import type { RecorderDeps } from '../postback/record.js'
import { rehearse } from '../postback/rehearse.js'
import { understand } from '../postback/understand.js'
import type { Verdict } from '../postback/verdict.js'
import { finding } from './line.js'
import { rejection } from './rejection.js'
import type { LineResult } from './steps.js'

const DEADLINE_MS = 10_000

/** What a postback would become if it were recorded now; nothing is written, and nothing stays locked. */
export function createForecast(deps: RecorderDeps & { readonly pool: HotPool }) {
  const rules = createJudge(deps)
  return async (raw: RawPostback): Promise<LineResult> => {
    const understood = understand(raw, deps.snapshot.current())
    return resultOf(await withConnection(deps.pool, DEADLINE_MS, (db) => rehearse(db, rules, understood)))
  }
}

function resultOf(verdict: Verdict): LineResult {
  const { outcome } = verdict
  if (outcome === 'rejected') return { outcome, findings: [rejection(verdict.reason, verdict.message, verdict.remedy)] }
  if (outcome !== 'duplicate') return { outcome }
  return { outcome, conversionId: uuidToBytes(verdict.firstId), findings: [finding(null, RULES.duplicate.message)] }
}
