import type { LongPage } from '@gokart/shared'
import type { Knex } from 'knex'
import { readPlace, writeCursor, type PlaceQuery } from './cursor.js'
import { findPage, type Total } from './find-page.js'
import { countKeys, readKeys, readLimit, type Source } from './keys.js'
import type { Key, Order } from './order.js'
import { scanAlong, type Condition, type Path, type Range, type Scan } from './path.js'

/** A sort key of the contract: the columns, and the paths in that order. */
export interface Sort {
  readonly order: Order
  readonly paths: readonly Path[]
}

export interface LongList<Row extends { id: Buffer }> {
  readonly db: Knex
  readonly table: string
  /** By time: what is counted is counted along its paths. */
  readonly time: Sort
  /** Sort key of the contract -> sort. */
  readonly sorts: Readonly<Record<string, Sort>>
  /** A row belongs to the list where it has all conditions of one of them. */
  readonly alternatives: readonly (readonly Condition[])[]
  readonly range?: Range | undefined
  /** Up to so many the total is exact. */
  readonly countLimit?: number
  /** So many are sorted at once, where no index has them in the order that is asked for. */
  readonly sortedAtOnce?: number
  /** The rows with these keys, in any order. */
  readonly rows: (ids: readonly Buffer[]) => PromiseLike<Row[]>
  /** When the row was made, of an ID; for what was searched and found nothing yet. */
  readonly timeOf: (key: Key) => Date | undefined
}

const COUNT_LIMIT = 10_000
const SORTED_AT_ONCE = 20_000

/** A page of a list that may have millions of rows: no query looks at more than some ten thousand of them. */
export async function readLongPage<Row extends { id: Buffer }>(
  query: PlaceQuery,
  list: LongList<Row>,
): Promise<LongPage<Row>> {
  const { sort, descending } = sortOf(list, query.sort)
  const place = readPlace(query, sort.order)
  const direction = { order: sort.order, descending }
  const source = await sourceOf(list, sort)
  const found = await findPage(source, direction, place, query.pageSize)
  const page = found.page
  const seen = (page - 1) * query.pageSize + found.keys.length
  // As many as are counted have been stepped over already.
  const isDeep = place.from === 'start' && seen > (list.countLimit ?? COUNT_LIMIT)
  const counted = isDeep ? { total: seen, totalIsExact: false } : undefined
  const total = source.total ?? found.total ?? counted ?? (await countOf(list, descending, found.limit))
  const rows = found.keys.length === 0 ? [] : await list.rows(found.keys.map((key) => key.at(-1) as Buffer))
  const byId = new Map(rows.map((row) => [row.id.toString('hex'), row]))
  const cursor = (key: Key | undefined, number: number) => (key ? writeCursor(query, sort.order, key, number) : null)
  return {
    items: found.keys.flatMap((key) => byId.get((key.at(-1) as Buffer).toString('hex')) ?? []),
    ...total,
    ...(total.totalIsExact ? {} : { total: Math.max(total.total, seen) }),
    page,
    pageSize: query.pageSize,
    next: cursor(found.next, page + 1),
    previous: cursor(found.previous, page - 1),
    searchedTo: (found.searchedTo && list.timeOf(found.searchedTo)?.toISOString()) ?? null,
  }
}

/** The order that a sort key of the contract names; `-` before it: descending. */
export function sortOf<Row extends { id: Buffer }>(
  { sorts }: LongList<Row>,
  key: string,
): { sort: Sort; descending: boolean } {
  const descending = key.startsWith('-')
  const sort = sorts[descending ? key.slice(1) : key]
  if (!sort) throw new Error(`No order is known for the sort key ${key}`)
  return { sort, descending }
}

/** Keys of all rows of a list by time, the oldest first, at most `limit`; takes the time that it takes. */
export async function readAllKeys<Row extends { id: Buffer }>(list: LongList<Row>, limit: number): Promise<Buffer[]> {
  const scans = scansAlong(list, list.time)
  const keys = await readKeys(
    { ...list, scans, range: list.range },
    { order: list.time.order, descending: false },
    {},
    { limit },
  )
  return keys.map((key) => key.at(-1) as Buffer)
}

/** From the newest or the oldest row on. `limit`: how far entries may be looked at, where that is known. */
export async function countOf<Row extends { id: Buffer }>(
  list: LongList<Row>,
  descending: boolean,
  limit?: { key: Key | undefined },
): Promise<Total> {
  const source = { ...list, scans: scansAlong(list, list.time), range: list.range }
  const direction = { order: list.time.order, descending }
  const until = limit ? limit.key : await readLimit(source, direction, undefined)
  const most = list.countLimit ?? COUNT_LIMIT
  const n = await countKeys(source, direction, until, most + 1)
  return { total: Math.min(n, most), totalIsExact: n <= most && until === undefined }
}

function scansAlong<Row extends { id: Buffer }>(
  { alternatives, range }: LongList<Row>,
  { order, paths }: Sort,
): Scan[] {
  const other = range && range.column !== order[0]!.column ? range : undefined
  return alternatives.map((conditions) => scanAlong(paths, conditions, other))
}

/** A list that is not by time: what is little is found by time and sorted, or else a narrow time in a long list would be searched for. */
export async function sourceOf<Row extends { id: Buffer }>(
  list: LongList<Row>,
  sort: Sort,
): Promise<Source & { total: Total | undefined }> {
  const source = { ...list, range: list.range, total: undefined }
  if (sort === list.time) return { ...source, scans: scansAlong(list, sort) }
  const total = await countOf(list, true)
  const isLittle = total.totalIsExact && total.total <= (list.sortedAtOnce ?? SORTED_AT_ONCE)
  if (!isLittle) return { ...source, scans: scansAlong(list, sort), total }
  const scans = scansAlong(list, list.time).map((scan) => ({ ...scan, branches: [scan.prefix], budget: undefined }))
  return { ...source, scans, total }
}
