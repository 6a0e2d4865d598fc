import type { Knex } from 'knex'
import { orderedBy, whereAfter, whereUntil, type Direction, type Key } from './order.js'
import type { Condition, Range, Scan } from './path.js'

/** What keys are read from: a row belongs to the list where one of the scans has it. */
export interface Source {
  readonly db: Knex
  readonly table: string
  readonly scans: readonly Scan[]
  readonly range: Range | undefined
}

/** Which part of it. */
export interface Part {
  readonly after?: Key | undefined
  /** The last entry that is looked at. */
  readonly until?: Key | undefined
}

/** Keys in their order. A part of an index is in order by itself; of several parts the first ones of each are put together. */
export async function readKeys(source: Source, direction: Direction, part: Part, span: Span): Promise<Key[]> {
  const query = keysOf(source, direction, part, span)
  if (query === undefined) return []
  const rows: Record<string, Key[number]>[] = await query
  return rows.map((row) => direction.order.map((_, index) => row[`k${index}`]!))
}

/** A value as files take it: moments are texts of the database, such as `2026-11-21 10:00:00.123`. */
export type Raw = string | number | Buffer | null
/** The values of the columns that were asked for, in their order. */
export type RawRow = readonly Raw[]

/** The same with columns of the rows. Of one part they are read along with the keys; of several, for the keys of the page alone. */
export async function readRows(
  source: Source,
  direction: Direction,
  part: Part,
  { limit, columns }: { limit: number; columns: readonly string[] },
): Promise<RawRow[]> {
  const [branch, ...others] = branchesOf(source)
  if (branch === undefined) return []
  const named = columns.map((column) => `r.${column}`)
  const rows =
    others.length === 0
      ? orderedBy(entries(source, ...branch, direction, part), direction).limit(limit)
      : rowsOf(source, direction, keysOf(source, direction, part, { limit })!)
  return rows.select(named).options({ rowsAsArray: true, dateStrings: true })
}

interface Span {
  readonly limit: number
  readonly offset?: number
}

function keysOf(
  source: Source,
  direction: Direction,
  part: Part,
  { limit, offset = 0 }: Span,
): Knex.QueryBuilder | undefined {
  const branches = branchesOf(source).map(([scan, branch]) =>
    orderedBy(entries(source, scan, branch, direction, part).select(selection(direction)), direction).limit(
      limit + offset,
    ),
  )
  const [only, ...others] = branches
  if (only === undefined || others.length === 0) return only?.limit(limit).offset(offset)
  return merged(source, branches, direction, { limit, offset })
}

const branchesOf = ({ scans }: Source) =>
  scans.flatMap((scan) => scan.branches.map((branch) => [scan, branch] as const))

function rowsOf({ db, table }: Source, direction: Direction, keys: Knex.QueryBuilder): Knex.QueryBuilder {
  const last = direction.order.length - 1
  const by = direction.order.map((_, index) => ({
    column: `page_keys.k${index}`,
    order: direction.descending ? 'desc' : 'asc',
  }))
  return db
    .from(keys.as('page_keys'))
    .join({ r: table }, `r.${idOf(direction)}`, `page_keys.k${last}`)
    .orderBy(by)
}

/**
 * The last entry that may be looked at before the answer has to come; undefined where all may. Only index entries are stepped over, or
 * rows of the primary key.
 */
export async function readLimit(
  source: Source,
  direction: Direction,
  after: Key | undefined,
): Promise<Key | undefined> {
  let nearest: Key | undefined
  for (const scan of source.scans) {
    if (scan.budget === undefined) continue
    const offset = Math.floor(scan.budget / scan.branches.length)
    for (const branch of scan.branches) {
      const bare = { ...scan, filters: [] }
      const part = { after, until: nearest }
      const query = entries({ ...source, range: ownRange(source, direction) }, bare, branch, direction, part)
      const [row] = await orderedBy(query.select(selection(direction)), direction)
        .limit(1)
        .offset(offset)
      if (row) nearest = direction.order.map((_, index) => row[`k${index}`])
    }
  }
  return nearest
}

/** How many there are, at most `limit`. */
export async function countKeys(
  source: Source,
  direction: Direction,
  until: Key | undefined,
  limit: number,
): Promise<number> {
  const [only, ...others] = source.scans.map((scan) =>
    entries(source, scan, scan.prefix, direction, { until })
      .select({ id: idOf(direction) })
      .limit(limit),
  )
  if (only === undefined) return 0
  const rows = others.length === 0 ? only : source.db.union([only, ...others], true)
  const [row] = await source.db.from(rows.as('counted')).count({ n: '*' })
  return Number(row.n)
}

function entries(
  { db, table, range }: Source,
  { index, filters }: Scan,
  branch: readonly Condition[],
  direction: Direction,
  { after, until }: Part,
): Knex.QueryBuilder {
  const query = db.from(db.raw('?? AS r FORCE INDEX (??)', [table, index]))
  for (const { column, values } of [...branch, ...filters]) {
    if (values.length === 1) query.where(column, values[0]!)
    else query.whereIn(column, values)
  }
  if (range?.from !== undefined) query.where(range.column, '>=', range.from)
  if (range?.to !== undefined) query.where(range.column, '<', range.to)
  if (after) whereAfter(query, direction, after)
  if (until) whereUntil(query, direction, until)
  return query
}

/** A row that several branches have is there once. */
function merged(
  { db, scans }: Source,
  branches: Knex.QueryBuilder[],
  { order, descending }: Direction,
  { limit, offset }: { limit: number; offset: number },
): Knex.QueryBuilder {
  const union = scans.length > 1 ? db.union(branches, true) : db.unionAll(branches, true)
  const by = order.map((_, index) => ({ column: `k${index}`, order: descending ? 'desc' : 'asc' }))
  return db.from(union.as('page')).select('*').orderBy(by).limit(limit).offset(offset)
}

/** A range of what the list is not in order of is a filter like others, and is not looked at while entries are stepped over. */
function ownRange({ range }: Source, { order }: Direction): Range | undefined {
  return range?.column === order[0]!.column ? range : undefined
}

const idOf = ({ order }: Direction) => order.at(-1)!.column
const selection = ({ order }: Direction) => Object.fromEntries(order.map(({ column }, index) => [`k${index}`, column]))
