import type { Page } from '@gokart/shared'
import type { Knex } from 'knex'

/** What `listQuery` of the contract asks of every list. */
export interface PageRequest {
  page: number
  pageSize: number
  /** Key of `columns`, with `-` before it for descending. */
  sort: string
}

interface List {
  /** FROM and WHERE: all rows of the list, nothing selected. */
  filtered: Knex.QueryBuilder
  /** Unique column: the second sort key, so that no row is on two pages. */
  key: string
  /** Sort key of the contract -> column. */
  columns: Readonly<Record<string, string>>
  /** Reads the rows of a page, which comes as a derived table `page` with the one column `id`. */
  rows: (page: Knex.QueryBuilder) => Knex.QueryBuilder
}

/**
 * One page of a list and the count of all that match. The page's keys are found first, in an index where there is one;
 * wide rows and joins are read for these keys alone, so that a deep page costs index entries and not rows.
 */
export async function readPage<Row>(request: PageRequest, list: List): Promise<Page<Row>> {
  const { page, pageSize } = request
  const descending = request.sort.startsWith('-')
  const column = list.columns[descending ? request.sort.slice(1) : request.sort]
  if (column === undefined) throw new Error(`No column is known for the sort key ${request.sort}`)
  const order = [...new Set([column, list.key])].map((by) => ({ column: by, order: descending ? 'desc' : 'asc' }))
  const [count] = await list.filtered.clone().count({ total: '*' })
  const total = Number(count.total)
  const offset = (page - 1) * pageSize
  if (offset >= total) return { items: [], total, page, pageSize }
  const keys = list.filtered.clone().select({ id: list.key }).orderBy(order).limit(pageSize).offset(offset).as('page')
  const items: Row[] = await list.rows(keys).orderBy(order)
  return { items, total, page, pageSize }
}

/** Pattern of LIKE for "contains this text", with its wildcards taken as text. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
