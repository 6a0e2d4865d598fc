import type { Knex } from 'knex'
import { timeKeyHex } from './partitions.js'

/** Lowest time-first key of a moment: rows of a BINARY(16) key from then on are not below it. */
export function timeKey(moment: Date): Buffer {
  return Buffer.from(timeKeyHex(moment.getTime()), 'hex')
}

/** A period: `from` is in it, `to` is not. Either end may be open. */
export interface Period {
  from?: Date | undefined
  to?: Date | undefined
}

export function startOfUtcDay(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()))
}

const DAY = 86_400_000

/**
 * Limits a query to the time-first keys of a period, so that the primary key (or an index that ends with it) does the work.
 * An open end stops a day after `now`: a UUID of another version (an imported click) starts with random bits, nearly
 * always far in the future, and must not count as a click of today.
 */
export function whereKeyIn(query: Knex.QueryBuilder, column: string, { from, to }: Period, now: Date): void {
  if (!from && !to) return
  if (from) query.where(column, '>=', timeKey(from))
  query.where(column, '<', timeKey(to ?? new Date(now.getTime() + DAY)))
}
