import { createHash } from 'node:crypto'
import { STATUS_MOVES, type LineOutcome } from '@gokart/shared'
import type { Knex } from 'knex'
import { moveStatuses, refusalOf, type Moved, type StatusMove } from '../conversions/status-moves.js'
import type { BatchLineRow, BatchRow, ConversionRow } from '../db/tables.js'
import { findConversion, type NamedConversion } from './find-conversion.js'
import { finding } from './line.js'
import type { StatusOrder } from './status-line.js'
import type { LineResult, Steps } from './steps.js'

/** Changes of status: a bulk change, whose lines name conversions, and an import, whose lines are orders. */
export function createStatusSteps({ clock }: { clock: () => Date }): Steps {
  return {
    atOnce: 200,

    async check(trx, batch, lines) {
      const found = await resolve(trx, batch, lines)
      const ids = found.flatMap((one) => ('id' in one ? one.id : []))
      const rows: Pick<ConversionRow, 'id' | 'status'>[] = await trx('conversions')
        .whereIn('id', ids)
        .select('id', 'status')
      const statuses = new Map(rows.map(({ id, status }) => [id.toString('hex'), status]))
      return lines.map((line, index) => {
        const one = found[index]!
        if ('finding' in one) return notFound(one)
        const status = statuses.get(one.id.toString('hex'))
        return resultOf(expected(status, orderOf(batch, line).status), one.id)
      })
    },

    async run(trx, batch, lines) {
      const found = await resolve(trx, batch, lines)
      const moves = lines.flatMap((line, index): StatusMove[] => {
        const one = found[index]!
        return 'id' in one ? [moveOf(batch, line, one.id)] : []
      })
      const moved = await moveStatuses(trx, moves, { userId: batch.started_by, at: clock() })
      return found.map((one) => ('id' in one ? resultOf(moved.shift()!, one.id) : notFound(one)))
    },
  }
}

/** Each line's conversion: the one that was found when it was checked, or is there by now. */
async function resolve(trx: Knex, batch: BatchRow, lines: readonly BatchLineRow[]): Promise<NamedConversion[]> {
  const found: NamedConversion[] = []
  for (const line of lines) {
    const known = line.conversion_id
    found.push(known ? { id: known } : await findConversion(trx, orderOf(batch, line), batch.advertiser_id))
  }
  return found
}

function orderOf(batch: BatchRow, { payload }: BatchLineRow): StatusOrder {
  if (payload !== null) return JSON.parse(payload) as StatusOrder
  return { status: batch.to_status!, ...(batch.reason ? { reason: batch.reason } : {}) }
}

function moveOf(batch: BatchRow, line: BatchLineRow, conversionId: Buffer): StatusMove {
  const { status: to, reason = `Import of ${batch.file_name}` } = orderOf(batch, line)
  if (!batch.file_hash) return { conversionId, to, reason }
  // The same line of the same file is the same order, whenever and however often it is sent.
  const sourceKey = createHash('sha256').update(batch.file_hash).update(`:${line.line}`).digest()
  return { conversionId, to, reason, sourceKey }
}

function expected(status: ConversionRow['status'] | undefined, to: ConversionRow['status']): Moved {
  if (status === undefined) return { result: 'missing' }
  if (status === to) return { result: 'same', status }
  return STATUS_MOVES[status].includes(to) ? { result: 'changed' } : { result: 'not_allowed', status }
}

const OUTCOMES: Record<Moved['result'], LineOutcome> = {
  changed: 'changed',
  same: 'unchanged',
  repeated: 'unchanged',
  not_allowed: 'refused',
  stale: 'refused',
  missing: 'refused',
}

function resultOf(moved: Moved, conversionId: Buffer): LineResult {
  const outcome = OUTCOMES[moved.result]
  if (moved.result === 'changed') return { outcome, conversionId }
  return { outcome, conversionId, findings: [finding(null, refusalOf(moved))] }
}

function notFound(one: Extract<NamedConversion, { finding: unknown }>): LineResult {
  return { outcome: 'refused', findings: [one.finding] }
}
