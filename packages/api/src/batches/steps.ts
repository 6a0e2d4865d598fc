import type { Finding, LineOutcome, Reason } from '@gokart/shared'
import type { Knex } from 'knex'
import type { BatchLineRow, BatchRow } from '../db/tables.js'

/** What is expected of a line, or came of it. */
export interface LineResult {
  readonly outcome: LineOutcome
  readonly findings?: readonly Finding[]
  readonly conversionId?: Buffer | null
  /** Of a replay: the reason by the rules of today. */
  readonly reason?: Reason | null
}

/** How the lines of one kind of batch are checked and run; a result for each line, in their order. */
export interface Steps {
  /** Lines that are taken at once: one short transaction. */
  readonly atOnce: number
  check(trx: Knex, batch: BatchRow, lines: readonly BatchLineRow[]): Promise<LineResult[]>
  /** Must bear being broken off and begun again with the same lines. */
  run(trx: Knex, batch: BatchRow, lines: readonly BatchLineRow[]): Promise<LineResult[]>
}
