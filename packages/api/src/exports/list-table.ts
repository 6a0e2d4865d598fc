import type { Page } from '@gokart/shared'
import type { Actor } from '../http/actor.js'
import { LIST_COLUMNS, type ListItems } from './list-columns.js'
import type { Table } from './table.js'

/** Rows that are read at once. */
const AT_ONCE = 5_000

/** A page as lists give it; those that may be long have a cursor to the next one. */
export type ListPage<Item> = Page<Item> & { readonly totalIsExact?: boolean; readonly next?: string | null }

export interface PageQuery {
  readonly page: number
  readonly pageSize: number
  readonly after?: string | undefined
}

/** A list as a table: all of its pages, from the first one on, each read when there is room for it. */
export async function tableOfList<L extends keyof ListItems>(
  name: L,
  actor: Actor,
  zone: string,
  read: (page: PageQuery) => Promise<ListPage<ListItems[L]>>,
): Promise<Table> {
  const columns = LIST_COLUMNS[name].filter(({ opsOnly }) => !opsOnly || actor.role === 'ops')
  const first = await read({ page: 1, pageSize: AT_ONCE })

  async function* rows() {
    let page: ListPage<ListItems[L]> | undefined = first
    for (let number = 1; page; number++) {
      yield page.items.map((item) => columns.map(({ value }) => value(item)))
      page = await following(page, number + 1)
    }
  }

  /** Where a search stopped early, a page is short, and the next one goes on. */
  async function following(page: ListPage<ListItems[L]>, number: number) {
    if (page.next) return read({ page: number, pageSize: AT_ONCE, after: page.next })
    const isLast = page.next === null || (number - 1) * AT_ONCE >= page.total
    return isLast ? undefined : read({ page: number, pageSize: AT_ONCE })
  }

  return {
    name,
    titles: columns.map(({ title }) => title),
    total: first.total,
    totalIsExact: first.totalIsExact ?? true,
    zone,
    rows: rows(),
  }
}
