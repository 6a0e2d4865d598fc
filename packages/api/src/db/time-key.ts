import type { Key } from './long-list/order.js'
import type { Range } from './long-list/path.js'
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
 * The time-first keys of a period, so that the primary key (or an index that ends with it) does the work.
 * An open end stops a day after `now`: a UUID of another version (an imported click) starts with random bits, nearly
 * always far in the future, and must not count as a click of today.
 */
export function keyRange(column: string, { from, to }: Period, now: Date): Range | undefined {
  if (!from && !to) return undefined
  return { column, from: from && timeKey(from), to: timeKey(to ?? new Date(now.getTime() + DAY)) }
}

/** The moment with which a time-first key begins; undefined of an imported one that stands after the year 9999. */
export function timeOfKey([key]: Key): Date | undefined {
  const ms = (key as Buffer).readUIntBE(0, 6)
  return ms < 253_402_300_800_000 ? new Date(ms) : undefined
}
