import { addDeltas } from '../db/conversion-deltas.js'
import { uuidToBytes } from '../db/uuid.js'
import type { Judged } from './judge.js'
import type { StatusChange } from './status.js'
import { quote } from './text.js'
import { StaleRead } from './transaction.js'
import { moveUsage } from './usage.js'
import type { Sql } from '../db/sql.js'
import type { Understood } from './understand.js'

/** Carries out what repeated postbacks say of conversions that are there; `judged` stands in the order of `all`. */
export async function changeStatuses(sql: Sql, all: readonly Understood[], judged: readonly Judged[]): Promise<void> {
  for (const [index, { recorded }] of judged.entries()) {
    const { verdict } = recorded
    if (verdict.outcome === 'duplicate' && verdict.change) await changeStatus(sql, verdict.change, all[index]!)
  }
}

async function changeStatus(sql: Sql, change: StatusChange, { raw }: Understood): Promise<void> {
  const { conversion, from, to, sent, dueAt } = change
  const id = uuidToBytes(conversion.id)
  const by = to === 'rejected' ? -1 : 1
  if (from !== to && (from === 'rejected' || to === 'rejected')) await moveUsage(sql, [{ conversionId: id, by }])
  // A day that was set stays while it waits. The member of a rejected conversion may convert anew.
  const [result] = await sql(
    `UPDATE conversions SET status = ?, sent_status = ?, due_at = IF(? = 'pending', COALESCE(due_at, ?), NULL),
      only_one = IF(? = 'rejected', NULL, only_one) WHERE id = ? AND status = ?`,
    [to, sent, to, dueAt, to, id, from],
  )
  if ((result as { affectedRows: number }).affectedRows === 0) throw new StaleRead('The status was changed meanwhile')
  if (from === to) return
  // The row is locked since its update.
  await addDeltas(sql, [id], -1, from)
  await addDeltas(sql, [id], 1)
  await sql(
    'INSERT INTO conversion_changes (conversion_id, from_status, to_status, reason, user_id, changed_at) VALUES (?, ?, ?, ?, NULL, ?)',
    [id, from, to, `A postback said cnv_status=${quote(change.word)}.`, new Date(raw.receivedAt)],
  )
}
