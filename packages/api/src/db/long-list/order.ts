import type { Knex } from 'knex'

/** What a column of an order holds, so that a cursor can carry it as text. */
export type KeyKind = 'id' | 'instant' | 'decimal'
/** Columns by which a list is in order; the last one is the ID, which is unique. */
export type Order = readonly { readonly column: string; readonly kind: KeyKind }[]
/** Where a row stands: a value for each column of the order, as the driver gives them. */
export type Key = readonly (Buffer | Date | string)[]

export interface Direction {
  readonly order: Order
  readonly descending: boolean
}

/** Rows that come after the key. */
export function whereAfter(query: Knex.QueryBuilder, { order, descending }: Direction, key: Key): void {
  wherePast(query, order, key, descending ? '<' : '>', false)
}

/** Rows up to the key, itself among them. */
export function whereUntil(query: Knex.QueryBuilder, { order, descending }: Direction, key: Key): void {
  wherePast(query, order, key, descending ? '>' : '<', true)
}

/** Column by column, which both servers read as ranges of one index; comparing rows with rows they do not. */
function wherePast(query: Knex.QueryBuilder, order: Order, key: Key, than: '<' | '>', itself: boolean): void {
  const [first, second] = order
  if (second === undefined) {
    query.where(first!.column, itself ? `${than}=` : than, key[0]!)
    return
  }
  query.where((either) =>
    either
      .where(first!.column, than, key[0]!)
      .orWhere((tied) => tied.where(first!.column, key[0]!).where(second.column, itself ? `${than}=` : than, key[1]!)),
  )
}

/** Orders a query. */
export function orderedBy(query: Knex.QueryBuilder, { order, descending }: Direction): Knex.QueryBuilder {
  return query.orderBy(order.map(({ column }) => ({ column, order: descending ? 'desc' : 'asc' })))
}

export const reversed = ({ order, descending }: Direction): Direction => ({ order, descending: !descending })
