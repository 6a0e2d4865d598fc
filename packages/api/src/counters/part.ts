import type { Knex } from 'knex'
import { timeKey } from '../db/time-key.js'
import { QUARTER_MS } from './buckets.js'
import type { CountTable } from './dimension-sets.js'

/** Rows of a day that are to be counted: of some quarters of an hour, the last of which may go on. */
export interface Part {
  /** Days since 1970. */
  readonly day: number
  readonly first: number
  readonly last: number
  /** Keys: `to` is not in it. */
  readonly from: Buffer
  readonly to: Buffer
  /** The first quarter of which nothing is counted yet: what counters have from there on is out of date. */
  readonly anew: number
}

/** The lowest key of a moment in Unix seconds. */
export const keyAt = (seconds: number): Buffer => timeKey(new Date(seconds * 1_000))

/** The quarter of a time-first key, in SQL. */
export const quarterOf = (key: string): string =>
  `CAST(CONV(HEX(LEFT(${key}, 6)), 16, 10) AS UNSIGNED) DIV ${QUARTER_MS}`

export async function clearQuarters(trx: Knex, { name, sets }: CountTable, { anew, last }: Part): Promise<void> {
  await trx(name).where({ grain: 0 }).whereIn('dims', sets.quarter).whereBetween('bucket', [anew, last]).delete()
}
