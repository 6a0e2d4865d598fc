import type { api, EndpointInput, LineOutcome, Page, Reason } from '@gokart/shared'
import type { Knex } from 'knex'
import { containing, readPage } from '../db/page.js'
import type { BatchLineRow, BatchRow } from '../db/tables.js'

export interface BatchRecord extends BatchRow {
  email: string
  starter: string | null
  advertiser_name: string | null
}
export type BatchListQuery = EndpointInput<typeof api.batches.list>['query']
export type LineListQuery = EndpointInput<typeof api.batches.lines>['query']
/** So many lines have this outcome and stand at this step. */
export interface LineCount {
  outcome: LineOutcome | null
  step: BatchLineRow['step']
  lines: number
}
/** So many lines of a replay had this verdict before and have that one now. */
export interface VerdictCount {
  from_reason: Reason | null
  outcome: LineOutcome
  reason: Reason | null
  lines: number
}
export type TouchingLine = BatchLineRow &
  Pick<BatchRow, 'kind' | 'file_name' | 'created_at' | 'finished_at'> & { email: string }
export type NewLine = Pick<BatchLineRow, 'line' | 'step'> & Partial<Omit<BatchLineRow, 'batch_id'>>

const INSERTED_AT_ONCE = 500
const DELETED_AT_ONCE = 5_000

export function createBatchRepo(db: Knex) {
  const records = () =>
    db('batches as b')
      .join('users as u', 'u.id', 'b.user_id')
      .leftJoin('users as s', 's.id', 'b.started_by')
      .leftJoin('advertisers as a', 'a.id', 'b.advertiser_id')
      .select('b.*', { email: 'u.email', starter: 's.email', advertiser_name: 'a.name' })

  return {
    /** What is still arriving is no batch yet. */
    list(query: BatchListQuery): Promise<Page<BatchRecord>> {
      const filtered = db('batches as b').whereNot('b.state', 'reading')
      if (query.kind) filtered.where('b.kind', query.kind)
      if (query.q) filtered.where('b.file_name', 'like', containing(query.q))
      return readPage<BatchRecord>(query, {
        filtered,
        key: 'b.id',
        columns: { createdAt: 'b.created_at' },
        rows: (page) => records().join(page, 'page.id', 'b.id'),
      })
    },

    find(id: number): Promise<BatchRecord | undefined> {
      return records().where('b.id', id).whereNot('b.state', 'reading').first()
    },

    async counts(id: number): Promise<LineCount[]> {
      const rows: (Omit<LineCount, 'lines'> & { lines: string | number })[] = await db('batch_lines')
        .where({ batch_id: id })
        .groupBy('outcome', 'step')
        .select('outcome', 'step', db.raw('COUNT(*) AS `lines`'))
      return rows.map((row) => ({ ...row, lines: Number(row.lines) }))
    },

    async verdicts(id: number): Promise<VerdictCount[]> {
      const verdict = ['from_reason', 'outcome', 'reason']
      const rows: (Omit<VerdictCount, 'lines'> & { lines: string | number })[] = await db('batch_lines')
        .where({ batch_id: id })
        .whereNotNull('outcome')
        .groupBy(verdict)
        .orderBy('lines', 'desc')
        .select(...verdict, db.raw('COUNT(*) AS `lines`'))
      return rows.map((row) => ({ ...row, lines: Number(row.lines) }))
    },

    async lines(id: number, query: LineListQuery): Promise<Page<BatchLineRow>> {
      const filtered = db('batch_lines as l').where('l.batch_id', id)
      if (query.outcome) filtered.where('l.outcome', query.outcome)
      if (query.q) filtered.where('l.about', 'like', containing(query.q))
      return readPage<BatchLineRow>(query, {
        filtered,
        key: 'l.line',
        columns: { line: 'l.line' },
        rows: (page) => db('batch_lines as l').where('l.batch_id', id).join(page, 'page.id', 'l.line').select('l.*'),
      })
    },

    /** Lines that were carried out on these, oldest batch first. */
    async touching(conversionIds: readonly Buffer[], postbackIds: readonly Buffer[], limit: number) {
      const found = (column: string, ids: readonly Buffer[]) =>
        db('batch_lines').whereIn(column, ids).where('step', 2).select('batch_id', 'line')
      // A union: the server would read one index alone for two columns joined by OR, or none.
      const keys = found('conversion_id', conversionIds).union([found('postback_id', postbackIds)])
      const lines: TouchingLine[] = await db('batch_lines as l')
        .join(keys.as('k'), { 'k.batch_id': 'l.batch_id', 'k.line': 'l.line' })
        .join('batches as b', 'b.id', 'l.batch_id')
        .join('users as u', 'u.id', db.raw('COALESCE(b.started_by, b.user_id)'))
        .orderBy(['l.batch_id', 'l.line'])
        .limit(limit)
        .select('l.*', 'b.kind', 'b.file_name', 'b.created_at', 'b.finished_at', 'u.email')
      return lines
    },

    linesAfter(id: number, line: number, limit: number): Promise<BatchLineRow[]> {
      return db('batch_lines').where({ batch_id: id }).where('line', '>', line).orderBy('line').limit(limit)
    },

    async insert(row: Partial<BatchRow>): Promise<number> {
      const [id] = await db('batches').insert(row)
      return id!
    },

    async insertLines(id: number, lines: readonly NewLine[]): Promise<void> {
      for (let from = 0; from < lines.length; from += INSERTED_AT_ONCE) {
        const rows = lines.slice(from, from + INSERTED_AT_ONCE).map((line) => ({ batch_id: id, ...line }))
        await db('batch_lines').insert(rows)
      }
    },

    update: (id: number, change: Partial<BatchRow>): Promise<number> => db('batches').where({ id }).update(change),

    /** False where it is in none of these states (any more). */
    async move(id: number, from: readonly BatchRow['state'][], change: Partial<BatchRow>): Promise<boolean> {
      return (await db('batches').where({ id }).whereIn('state', from).update(change)) > 0
    },

    hasUnchecked: async (id: number): Promise<boolean> =>
      (await db('batch_lines').where({ batch_id: id, step: 0 }).first('line')) !== undefined,

    /** With its lines, a few at a time: no transaction is long. */
    async remove(id: number): Promise<void> {
      const lines = () => db('batch_lines').where({ batch_id: id }).limit(DELETED_AT_ONCE).delete()
      while ((await lines()) > 0);
      await db('batches').where({ id }).delete()
    },

    /** Uploads that broke off, and imports that nobody started. */
    async stale(readingBefore: Date, readyBefore: Date): Promise<number[]> {
      const rows: { id: number }[] = await db('batches')
        .where((any) => any.where('state', 'reading').where('created_at', '<', readingBefore))
        .orWhere((any) => any.where('state', 'ready').where('created_at', '<', readyBefore))
        .select('id')
      return rows.map(({ id }) => id)
    },

    async active(): Promise<number[]> {
      const rows: { id: number }[] = await db('batches')
        .whereIn('state', ['checking', 'running'])
        .orderBy('id')
        .select('id')
      return rows.map(({ id }) => id)
    },

    /** Locks it for this transaction; undefined where another process has it in hand, or there is nothing to do. */
    take(id: number): Promise<BatchRow | undefined> {
      const active = db('batches').where({ id }).whereIn('state', ['checking', 'running'])
      return active.forUpdate().skipLocked().first()
    },

    atStep(id: number, step: BatchLineRow['step'], limit: number): Promise<BatchLineRow[]> {
      return db('batch_lines').where({ batch_id: id, step }).orderBy('line').limit(limit)
    },

    writeLines: (id: number, lines: readonly number[], change: Partial<BatchLineRow>): Promise<number> =>
      db('batch_lines').where({ batch_id: id }).whereIn('line', lines).update(change),
  }
}
export type BatchRepo = ReturnType<typeof createBatchRepo>
