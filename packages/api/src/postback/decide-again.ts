import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { PostbackReplayRow, PostbackRow } from '../db/tables.js'
import { verdictChanged } from '../db/uncounted.js'
import { summarisePostback } from './explain.js'
import { createJudge, UNDECIDED, type Recorded, type RecorderDeps } from './judge.js'
import { rawOfRow, verdictColumns } from './rows.js'
import { settle } from './settle.js'
import { cut } from './text.js'
import { inTransaction } from './transaction.js'

/** Who wants it decided again. Twice in one batch is once. */
export interface ReplayOrder {
  readonly batchId: number
  readonly userId: number | null
  readonly at: Date
}

/**
 * What became of a log row. `decided`: by this order, now or before. `settled`: it is neither rejected nor queued any more.
 * `undecided`: a rule threw, so it stays as it was.
 */
export interface Redecided {
  readonly result: 'decided' | 'settled' | 'undecided' | 'missing'
  readonly recorded?: Recorded
}

type Row = PostbackRow & RowDataPacket

/**
 * Decides again on a rejected or queued log row, by the rules of now and as of its arrival, and stores what it brings as its first
 * decision would have: under the same unique keys. Log row, conversion and who ordered it are of one transaction. Of several at
 * once each waits for the one before, and finds what that one decided.
 */
export function createDecideAgain(deps: RecorderDeps) {
  const rules = createJudge(deps)

  return (connection: PoolConnection, id: Buffer, order: ReplayOrder): Promise<Redecided> => {
    let attempts = 0
    return inTransaction(connection, async () => {
      const anew = attempts++ > 0
      const [[row]] = await connection.query<Row[]>('SELECT * FROM postbacks WHERE id = ? FOR UPDATE', [id])
      if (!row) return { result: 'missing' }
      if (await isDone(connection, id, order)) return { result: 'decided' }
      if (row.outcome !== 'rejected' && row.outcome !== 'queued') return { result: 'settled' }
      const understood = rules.understand(rawOfRow(row))
      const [judged] = understood ? await settle(connection, rules, [understood], anew) : []
      if (!understood || !judged || judged.recorded === UNDECIDED) return { result: 'undecided' }
      const { recorded } = judged
      const columns = verdictColumns(understood.postback, understood.identity, recorded.verdict, recorded.conversionId)
      await connection.query('UPDATE postbacks SET ? WHERE id = ?', [columns, id])
      await connection.query('INSERT INTO postback_replays SET ?', [replayOf(row, columns, order)])
      if (row.outcome === 'rejected' || columns.outcome === 'rejected') {
        await verdictChanged((text, values) => connection.query(text, values), id)
      }
      return { result: 'decided', recorded }
    })
  }
}

/** A part of a batch that broke off is taken up again. */
async function isDone(connection: PoolConnection, id: Buffer, { batchId }: ReplayOrder): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT id FROM postback_replays WHERE postback_id = ? AND batch_id = ?',
    [id, batchId],
  )
  return rows.length > 0
}

function replayOf(
  before: PostbackRow,
  { outcome, reason }: Pick<PostbackRow, 'outcome' | 'reason'>,
  { batchId, userId, at }: ReplayOrder,
): Omit<PostbackReplayRow, 'id'> {
  return {
    postback_id: before.id,
    batch_id: batchId,
    user_id: userId,
    replayed_at: at,
    from_outcome: before.outcome,
    from_reason: before.reason,
    from_message: cut(summarisePostback(before).message, 500),
    to_outcome: outcome,
    to_reason: reason,
  }
}
