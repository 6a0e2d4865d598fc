import { createHash } from 'node:crypto'
import { HttpProblem } from '../../http/problem.js'
import type { Key, KeyKind, Order } from './order.js'

/** What `longListQuery` of the contract asks of every list that may be long. */
export interface PlaceQuery {
  readonly page: number
  readonly pageSize: number
  readonly sort: string
  readonly after?: string | undefined
  readonly before?: string | undefined
}

/** Where in a list a page begins, or ends. */
export type Place =
  | { readonly from: 'start'; readonly page: number }
  | { readonly from: 'after' | 'before'; readonly page: number; readonly key: Key }

/** Rows that are stepped over for a page by its number: a step costs an entry of an index. */
const DEEPEST = 1_000_000

/** Reads what the query says of the place; what is wrong with it is a 422. */
export function readPlace(query: PlaceQuery, order: Order): Place {
  const { page, pageSize, after, before } = query
  if (after !== undefined && before !== undefined) throw fault('before', 'Give `after` or `before`, not both')
  const name = after === undefined ? 'before' : 'after'
  const text = after ?? before
  if (text !== undefined) return { from: name, ...decode(text, printOf(query), order, name) }
  if (page > 1 && page * pageSize > DEEPEST) {
    const hint = 'Follow `next` of the answer, or narrow the list by time'
    throw fault('page', `Reaches further than ${DEEPEST.toLocaleString('en')} rows into the list. ${hint}`)
  }
  return { from: 'start', page }
}

/** A cursor for rows after or before `key`; they make the page with that number, as far as one can tell. */
export function writeCursor(query: PlaceQuery, order: Order, key: Key, page: number): string {
  const values = order.map(({ kind }, index) => TEXT[kind].write(key[index] as never))
  return Buffer.from(JSON.stringify([printOf(query), Math.max(1, page), ...values])).toString('base64url')
}

function decode(text: string, print: string, order: Order, name: string): { page: number; key: Key } {
  const [of, page, ...values] = parse(text)
  const key = order.map(({ kind }, index) => TEXT[kind].read(values[index]))
  const isWhole = Number.isSafeInteger(page) && (page as number) > 0 && values.length === order.length
  if (typeof of !== 'string' || !isWhole || key.includes(undefined)) {
    throw fault(name, 'Is no cursor of ours. Take `next` or `previous` of an answer, or leave it out')
  }
  if (of !== print) {
    throw fault(
      name,
      'Belongs to a list with other filters, another order or page size. Leave it out to begin at the first page',
    )
  }
  return { page: page as number, key: key as Key }
}

function parse(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}

/** Names the list: its filters, order and page size. */
function printOf(query: PlaceQuery): string {
  const { page: _page, after: _after, before: _before, ...list } = query
  const named = Object.entries(list).filter(([, value]) => value !== undefined)
  return createHash('sha256')
    .update(JSON.stringify(named.toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest('base64url')
    .slice(0, 11)
}

interface Codec {
  write(value: never): string | number
  /** Undefined where it is none. */
  read(value: unknown): Buffer | Date | string | undefined
}

const TEXT: Record<KeyKind, Codec> = {
  id: {
    write: (value: Buffer) => value.toString('hex'),
    read: (value) =>
      typeof value === 'string' && /^[0-9a-f]{32}$/.test(value) ? Buffer.from(value, 'hex') : undefined,
  },
  instant: {
    write: (value: Date) => value.getTime(),
    // To the end of the year 9999.
    read: (value) =>
      Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 253_402_300_800_000
        ? new Date(value as number)
        : undefined,
  },
  decimal: {
    write: (value: string) => value,
    read: (value) => (typeof value === 'string' && /^-?\d{1,14}(\.\d{1,4})?$/.test(value) ? value : undefined),
  },
}

function fault(name: string, message: string): HttpProblem {
  return new HttpProblem('validation_failed', undefined, [{ pointer: `/query/${name}`, message }])
}
