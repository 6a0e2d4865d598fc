import type { Place } from './cursor.js'
import { readKeys, readLimit, type Source } from './keys.js'
import { reversed, type Direction, type Key } from './order.js'

export interface Total {
  total: number
  totalIsExact: boolean
}

export interface Found {
  keys: Key[]
  page: number
  next: Key | undefined
  previous: Key | undefined
  /** The last entry that was looked at, where the search stopped before the page was full. */
  searchedTo: Key | undefined
  /** Known where the page is the last one that was found. */
  total: Total | undefined
  /** How far entries may be looked at from the start of the list, where that was asked. */
  limit: { key: Key | undefined } | undefined
}

/** Finds the keys of a page, in the order of the list, and where the pages beside it begin. */
export async function findPage(source: Source, direction: Direction, place: Place, pageSize: number): Promise<Found> {
  const back = place.from === 'before'
  const way = back ? reversed(direction) : direction
  const after = place.from === 'start' ? undefined : place.key
  const offset = place.from === 'start' ? (place.page - 1) * pageSize : 0
  const until = await readLimit(source, way, after)
  const keys = await readKeys(source, way, { after, until }, { limit: pageSize + 1, offset })
  const isMore = keys.length > pageSize
  const own = keys.slice(0, pageSize)
  const { page } = place
  if (back) {
    // The start of the list is its first page, whole, and not what was left of it.
    if (!isMore && until === undefined) return findPage(source, direction, { from: 'start', page: 1 }, pageSize)
    const previous = isMore ? own.at(-1) : until
    return {
      keys: own.toReversed(),
      page,
      next: own[0] ?? after,
      previous,
      searchedTo: undefined,
      total: undefined,
      limit: undefined,
    }
  }
  // All that there is up to where the search stopped was seen.
  const isCounted = !isMore && place.from === 'start' && (own.length > 0 || page === 1)
  return {
    keys: own,
    page,
    next: isMore ? own.at(-1) : until,
    previous: place.from === 'start' && page === 1 ? undefined : (own[0] ?? after),
    searchedTo: isMore ? undefined : until,
    total: isCounted ? { total: offset + own.length, totalIsExact: until === undefined } : undefined,
    limit: place.from === 'start' ? { key: until } : undefined,
  }
}
