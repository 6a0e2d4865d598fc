import type { Database } from '../db/knex.js'
import type { ConversionRow } from '../db/tables.js'
import { transact } from '../db/transact.js'
import { moveStatuses } from './status-moves.js'

const AT_ONCE = 200
const DAY = 86_400_000

/**
 * Turns the pending conversions whose time has come into successes, the one that waits longest first. Several processes may do it at
 * once: each takes rows that no other has in hand. Resolves to how many it turned.
 */
export async function settleDue(db: Database, now: Date): Promise<number> {
  let settled = 0
  for (;;) {
    const turned = await transact(db, async (trx) => {
      const due: DueRow[] = await trx('conversions')
        .where('due_at', '<=', now)
        .where({ status: 'pending' })
        .orderBy('due_at')
        .limit(AT_ONCE)
        .forUpdate()
        .skipLocked()
        .select('id', 'converted_at', 'due_at')
      const moves = due.map((row) => ({ conversionId: row.id, to: 'success' as const, reason: passed(row) }))
      await moveStatuses(trx, moves, { userId: null, at: now })
      return due.length
    })
    settled += turned
    if (turned < AT_ONCE) return settled
  }
}
type DueRow = Pick<ConversionRow, 'id' | 'converted_at'> & { due_at: Date }

function passed({ converted_at, due_at }: DueRow): string {
  const days = Math.round((due_at.getTime() - converted_at.getTime()) / DAY)
  return days === 1 ? '1 day passed' : `${days} days passed`
}
