import { REASONS, type Reason } from '@gokart/shared'
import type { Knex } from 'knex'
import type { HotPool } from '../db/hot-pool.js'
import type { BatchLineRow, PostbackRow } from '../db/tables.js'
import { uuidToBytes } from '../db/uuid.js'
import { withConnection } from '../db/with-connection.js'
import { createDecideAgain, type Redecided, type ReplayOrder } from '../postback/decide-again.js'
import { createJudge } from '../postback/judge.js'
import type { RecorderDeps } from '../postback/record.js'
import { rehearse } from '../postback/rehearse.js'
import { rawOfRow } from '../postback/rows.js'
import { wordsOf, type Verdict } from '../postback/verdict.js'
import { finding } from './line.js'
import type { LineResult, Steps } from './steps.js'

export interface ReplayStepsDeps extends RecorderDeps {
  readonly pool: HotPool
}

const DEADLINE_MS = 10_000

/** Postbacks of the log that are decided again: first as a rehearsal, then each in a transaction of its own. */
export function createReplaySteps(deps: ReplayStepsDeps): Steps {
  const rules = createJudge(deps)
  const decideAgain = createDecideAgain(deps)

  async function foretell(row: PostbackRow | undefined): Promise<LineResult> {
    if (!row) return PURGED
    if (!isOpen(row)) return settled(row)
    const understood = rules.understand(rawOfRow(row))
    if (!understood) return FAULTY_RULE
    return ofVerdict(await withConnection(deps.pool, DEADLINE_MS, (db) => rehearse(db, rules, understood)))
  }

  return {
    atOnce: 25,

    async check(trx, _batch, lines) {
      const rows = await postbacks(trx, lines)
      const results: LineResult[] = []
      for (const line of lines) results.push(await foretell(rows.get(keyOf(line))))
      return results
    },

    async run(trx, batch, lines) {
      const order: ReplayOrder = { batchId: batch.id, userId: batch.started_by, at: deps.clock() }
      const results: Redecided['result'][] = []
      for (const { postback_id: id } of lines) {
        const { result } = await withConnection(deps.pool, DEADLINE_MS, (db) => decideAgain(db, id!, order))
        results.push(result)
      }
      const rows = await postbacks(trx, lines)
      return lines.map((line, index) => {
        const row = rows.get(keyOf(line))
        if (!row) return PURGED
        if (results[index] === 'undecided') return FAULTY_RULE
        return results[index] === 'decided' ? ofRow(row) : settled(row)
      })
    },
  }
}

const isOpen = ({ outcome }: Pick<PostbackRow, 'outcome'>) => outcome === 'rejected' || outcome === 'queued'
const keyOf = ({ postback_id: id }: BatchLineRow) => id!.toString('hex')

async function postbacks(trx: Knex, lines: readonly BatchLineRow[]): Promise<Map<string, PostbackRow>> {
  const ids = lines.flatMap(({ postback_id: id }) => id ?? [])
  const rows: PostbackRow[] = await trx('postbacks').whereIn('id', ids)
  return new Map(rows.map((row) => [row.id.toString('hex'), row]))
}

const PURGED: LineResult = {
  outcome: 'unchanged',
  findings: [finding(null, 'The postback is not in the log any more.')],
}
const FAULTY_RULE: LineResult = {
  outcome: 'unchanged',
  findings: [finding(null, 'A rule failed on it, so it stays as it was.', 'The log of GoKart says which one.')],
}

function settled({ outcome, conversion_id: conversionId }: PostbackRow): LineResult {
  const message = `It was decided by then: ${outcome}.`
  return { outcome: 'unchanged', conversionId, findings: [finding(null, message)] }
}

function ofVerdict(verdict: Verdict): LineResult {
  const { outcome } = verdict
  if (outcome === 'duplicate') return { outcome, conversionId: uuidToBytes(verdict.firstId), reason: outcome }
  return outcome === 'rejected' ? rejected(verdict.reason, verdict) : { outcome }
}

function ofRow({ outcome, reason, message, remedy, conversion_id: conversionId }: PostbackRow): LineResult {
  const known = REASONS.find((one) => one === reason) ?? null
  if (outcome !== 'rejected' || known === null) return { outcome, conversionId, reason: known }
  return rejected(known, { ...(message && { message }), ...(remedy && { remedy }) })
}

function rejected(reason: Reason, said: { message?: string; remedy?: string }): LineResult {
  const words = wordsOf({ ...said, reason })
  return { outcome: 'rejected', reason, findings: [finding(null, words.message, words.remedy)] }
}
