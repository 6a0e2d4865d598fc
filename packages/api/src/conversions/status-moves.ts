import { STATUS_MOVES, type ConversionStatus } from '@gokart/shared'
import type { Knex } from 'knex'
import { addDeltas } from '../db/conversion-deltas.js'
import type { Sql } from '../db/sql.js'
import type { ConversionChangeRow, ConversionRow } from '../db/tables.js'
import { moveUsage, type UsageMove } from '../postback/usage.js'

export interface StatusMove {
  readonly conversionId: Buffer
  readonly to: ConversionStatus
  readonly reason: string
  /** What whoever moves it saw; another status by now is no move. Undefined: whatever it is. */
  readonly from?: ConversionStatus | undefined
  /** 32 bytes that name the order for this move: an order is carried out once. */
  readonly sourceKey?: Buffer
}

/** `userId` is null where GoKart does it by itself. */
export interface Mover {
  readonly userId: number | null
  readonly at: Date
}

/** What came of a move. `status`: what the conversion was before it. */
export type Moved =
  | { readonly result: 'changed' }
  | { readonly result: 'same' | 'repeated' | 'not_allowed' | 'stale'; readonly status: ConversionStatus }
  | { readonly result: 'missing' }

/**
 * The one way in which a status changes: the rows are locked, each move is judged by the status that is there, and each change
 * is kept with who, when and why in the same transaction. Moves of the same conversion are made one after the other.
 */
export async function moveStatuses(trx: Knex, moves: readonly StatusMove[], mover: Mover): Promise<Moved[]> {
  const before = await lockStatuses(trx, moves)
  // Whoever carried out the same order before us has let go of the rows by now.
  const carriedOut = await ordersCarriedOut(trx, moves)
  const after = new Map(before)
  const changes: Omit<ConversionChangeRow, 'id'>[] = []
  const results = moves.map((move): Moved => {
    const key = move.conversionId.toString('hex')
    const status = after.get(key)
    const moved = judge(move, status, carriedOut)
    if (moved.result !== 'changed' || status === undefined) return moved
    after.set(key, move.to)
    if (move.sourceKey) carriedOut.add(move.sourceKey.toString('hex'))
    changes.push(changeRow(move, status, mover))
    return moved
  })
  await write(trx, before, after, changes)
  return results
}

/** Rows are locked in the order of their keys, so that two calls with the same rows wait instead of colliding. */
async function lockStatuses(trx: Knex, moves: readonly StatusMove[]): Promise<Map<string, ConversionStatus>> {
  const ids = moves.map(({ conversionId }) => conversionId)
  const rows: Pick<ConversionRow, 'id' | 'status'>[] = await trx('conversions')
    .whereIn('id', ids)
    .orderBy('id')
    .forUpdate()
    .select('id', 'status')
  return new Map(rows.map(({ id, status }) => [id.toString('hex'), status]))
}

async function ordersCarriedOut(trx: Knex, moves: readonly StatusMove[]): Promise<Set<string>> {
  const keys = moves.flatMap(({ sourceKey }) => sourceKey ?? [])
  if (keys.length === 0) return new Set()
  const rows: { source_key: Buffer }[] = await trx('conversion_changes')
    .whereIn('source_key', keys)
    .select('source_key')
  return new Set(rows.map((row) => row.source_key.toString('hex')))
}

function judge(move: StatusMove, status: ConversionStatus | undefined, carriedOut: ReadonlySet<string>): Moved {
  if (status === undefined) return { result: 'missing' }
  if (move.sourceKey && carriedOut.has(move.sourceKey.toString('hex'))) return { result: 'repeated', status }
  if (move.from !== undefined && move.from !== status) return { result: 'stale', status }
  if (move.to === status) return { result: 'same', status }
  return STATUS_MOVES[status].includes(move.to) ? { result: 'changed' } : { result: 'not_allowed', status }
}

function changeRow(move: StatusMove, from: ConversionStatus, { userId, at }: Mover): Omit<ConversionChangeRow, 'id'> {
  return {
    conversion_id: move.conversionId,
    from_status: from,
    to_status: move.to,
    reason: move.reason,
    user_id: userId,
    changed_at: at,
    source_key: move.sourceKey ?? null,
  }
}

async function write(
  trx: Knex,
  before: ReadonlyMap<string, ConversionStatus>,
  after: ReadonlyMap<string, ConversionStatus>,
  changes: readonly Omit<ConversionChangeRow, 'id'>[],
): Promise<void> {
  if (changes.length === 0) return
  const sql: Sql = (text, values) => trx.raw(text, values as Buffer[])
  await moveUsage(sql, usageMoves(before, after))
  const moved = [...after].flatMap(([key, to]) => (before.get(key) === to ? [] : Buffer.from(key, 'hex')))
  await addDeltas(sql, moved, -1)
  for (const to of new Set(after.values())) {
    const ids = [...after].flatMap(([key, status]) => (status === to && before.get(key) !== to ? [key] : []))
    if (ids.length === 0) continue
    const keys = ids.map((key) => Buffer.from(key, 'hex'))
    // The member of a rejected conversion may convert anew.
    const free = to === 'rejected' ? { only_one: null } : {}
    await trx('conversions')
      .whereIn('id', keys)
      .update({ status: to, due_at: null, ...free })
  }
  await addDeltas(sql, moved, 1)
  await trx('conversion_changes').insert(changes)
}

/** A rejected conversion gives its place in caps and budgets back; a person who takes it back in may go beyond them. */
function usageMoves(
  before: ReadonlyMap<string, ConversionStatus>,
  after: ReadonlyMap<string, ConversionStatus>,
): UsageMove[] {
  return [...after].flatMap(([key, to]) => {
    const [counted, counts] = [before.get(key) !== 'rejected', to !== 'rejected']
    return counted === counts ? [] : { conversionId: Buffer.from(key, 'hex'), by: counts ? 1 : -1 }
  })
}

/** Why a conversion was not moved, in a sentence. */
export function refusalOf(moved: Exclude<Moved, { result: 'changed' }>): string {
  switch (moved.result) {
    case 'missing':
      return 'There is no such conversion any more.'
    case 'same':
      return `The conversion is ${moved.status} already.`
    case 'repeated':
      return 'This line of this file was carried out before.'
    case 'stale':
      return `The conversion is ${moved.status} by now.`
    case 'not_allowed':
      return `The conversion is ${moved.status}; from there it can become ${STATUS_MOVES[moved.status].join(' or ')}.`
  }
}
