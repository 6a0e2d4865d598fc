import { z } from 'zod'
import { Instant, listQuery, pageOf, type Page } from './primitives.js'

/** `next` or `previous` of an answer. */
const Cursor = z.string().max(300, 'Is no cursor of ours: take `next` or `previous` of an answer')

/**
 * Query of a list that may have millions of rows: as `listQuery`, and where to go on. `after` and `before` take a cursor of an answer with
 * the same filters, order and page size, and cost the same on every page; `page` counts from the start, to a million rows deep.
 */
export function longListQuery<const S extends readonly [string, ...string[]], F extends z.ZodRawShape>(
  sorts: S,
  defaultSort: S[number] | `-${S[number]}`,
  filters: F,
) {
  return listQuery(sorts, defaultSort, { after: Cursor.optional(), before: Cursor.optional(), ...filters })
}

/**
 * Answer of such a list. `total` is what the filters match where `totalIsExact`, else there are at least so many. `next` and `previous`
 * are cursors, null where there is nothing. A page with fewer items and a `next` all the same was searched as far as one request may:
 * back to `searchedTo` where the list is by time. `next` searches on.
 */
export function longPageOf<T extends z.ZodType>(item: T) {
  return pageOf(item).extend({
    totalIsExact: z.boolean(),
    next: z.string().nullable(),
    previous: z.string().nullable(),
    searchedTo: Instant.nullable(),
  })
}
export interface LongPage<T> extends Page<T> {
  totalIsExact: boolean
  next: string | null
  previous: string | null
  searchedTo: string | null
}

/** One value or several: repeated, in a list, or with commas between them in a query. Comes out as a list without doubles. */
export function oneOrMore<T extends string>(schema: z.ZodType<T>) {
  const values = z.array(schema).min(1).max(20)
  const several = z.preprocess((given) => (typeof given === 'string' ? given.split(',') : given), values)
  return several.transform((all) => [...new Set(all)]) as unknown as z.ZodType<T[], T | readonly T[]>
}
