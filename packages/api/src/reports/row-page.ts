import { FAMILY_TABLES } from './family-columns.js'
import { rowsOf } from './family-rows.js'
import { firstClicks } from './first-clicks.js'
import type { NumberRows } from './number-rows.js'
import type { ReadView } from './read-view.js'
import { knows, type ReportSpec } from './spec.js'
import { joinSql, sqlOf, type Sql } from './sql.js'

const DAY = 86_400_000

/** The place of a row in the order of its list: newest first, and of the same moment the highest ID first. */
export interface RowKey {
  readonly id: Buffer
  /** Of conversions, which are in the order of the report's clock; of others the ID is the time. */
  readonly at?: Date
}

export interface KeyPage {
  readonly after: RowKey | undefined
  readonly limit: number
}

/** Keys of the rows behind a number, in their order. */
export async function readRowKeys(
  view: ReadView,
  spec: ReportSpec,
  rows: NumberRows,
  page: KeyPage,
): Promise<RowKey[]> {
  if (!knows(rows.kind, spec.filters)) return []
  if (rows.kind === 'conversions') return conversionKeys(view, spec, rows, page)
  return rows.firsts ? firstClickKeys(view, spec, page) : idKeys(view, spec, rows.kind, page)
}

function idKeys(
  view: ReadView,
  spec: ReportSpec,
  kind: 'clicks' | 'postbacks',
  page: KeyPage,
  from?: Sql,
): Promise<RowKey[]> {
  const id = `${FAMILY_TABLES[kind].alias}.id`
  const first = from ? [sqlOf('c.first = 1')] : []
  const conditions = [...first, ...(page.after ? [sqlOf(`${id} < ?`, page.after.id)] : [])]
  const source = joinSql([rowsOf(kind, spec, [], from), ...conditions], ' AND ')
  return view.read<RowKey>({
    ...source,
    sql: `SELECT ${id} AS id ${source.sql} ORDER BY ${id} DESC LIMIT ${page.limit}`,
  })
}

/** Who was first is known of whole days: one after the other, until the page is full. */
async function firstClickKeys(view: ReadView, spec: ReportSpec, page: KeyPage): Promise<RowKey[]> {
  const found: RowKey[] = []
  const newest = page.after ? Math.min(spec.to, page.after.id.readUIntBE(0, 6) + 1) : spec.to
  for (let day = Math.floor((newest - 1) / DAY) * DAY; day + DAY > spec.from; day -= DAY) {
    const part = { ...spec, from: Math.max(spec.from, day), to: Math.min(spec.to, day + DAY) }
    found.push(
      ...(await idKeys(view, part, 'clicks', { ...page, limit: page.limit - found.length }, firstClicks(part))),
    )
    if (found.length >= page.limit) break
  }
  return found
}

function conversionKeys(
  view: ReadView,
  spec: ReportSpec,
  rows: NumberRows,
  { after, limit }: KeyPage,
): Promise<RowKey[]> {
  const at = spec.clock === 'click' ? 'v.clicked_at' : 'v.converted_at'
  const statuses = rows.statuses ?? []
  const conditions = [sqlOf(`v.status IN (${statuses.map(() => '?').join(', ')})`, ...statuses)]
  if (after?.at) {
    conditions.push(sqlOf(`${at} <= ? AND (${at} < ? OR v.id < ?)`, after.at, after.at, after.id))
  }
  const source = joinSql([rowsOf('conversions', spec), ...conditions], ' AND ')
  const sql = `SELECT v.id AS id, ${at} AS at ${source.sql} ORDER BY ${at} DESC, v.id DESC LIMIT ${limit}`
  return view.read<RowKey>({ ...source, sql })
}

/** A key as `next` of an answer, and back. */
export function writeRowKey({ id, at }: RowKey): string {
  return at ? `${at.getTime()}.${id.toString('hex')}` : id.toString('hex')
}

export function readRowKey(text: string): RowKey {
  const [first = '', second] = text.split('.')
  return second === undefined
    ? { id: Buffer.from(first, 'hex') }
    : { id: Buffer.from(second, 'hex'), at: new Date(Number(first)) }
}
