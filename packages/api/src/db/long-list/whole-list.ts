import { readLimit, readRows, type RawRow } from './keys.js'
import { countOf, sortOf, sourceOf, type LongList } from './long-page.js'
import type { Direction, Key } from './order.js'
import type { Total } from './find-page.js'

/** All rows of a list, for a file. */
export interface WholeList {
  /** How many there are, or at least. */
  readonly total: Total
  /**
   * Columns of them in the order of the list, some rows at a time. Each time it is a query of its own that looks at some thousand rows: no
   * transaction stays open while a slow reader takes them, and whoever stops asking stops the database.
   */
  rows(columns: readonly string[]): AsyncGenerator<readonly RawRow[]>
}

/** Enough for a query to be worth it, few enough for database and driver to be done with them in a millisecond or two. */
const AT_ONCE = 500

export async function readWholeList<Row extends { id: Buffer }>(
  sortKey: string,
  list: LongList<Row>,
  atOnce = AT_ONCE,
): Promise<WholeList> {
  const { sort, descending } = sortOf(list, sortKey)
  const direction: Direction = { order: sort.order, descending }
  const source = await sourceOf(list, sort)

  async function* rows(columns: readonly string[]) {
    const own = [...new Set([...columns, ...sort.order.map(({ column }) => column)])]
    const place = sort.order.map(({ column }) => own.indexOf(column))
    let after: Key | undefined
    let until = await readLimit(source, direction, after)
    while (true) {
      const some = await readRows(source, direction, { after, until }, { limit: atOnce, columns: own })
      if (some.length > 0) yield some
      if (some.length === atOnce) after = place.map((index) => some.at(-1)![index] as Key[number])
      else if (until === undefined) return
      else {
        after = until
        until = await readLimit(source, direction, after)
      }
    }
  }

  return { total: source.total ?? (await countOf(list, descending)), rows }
}
