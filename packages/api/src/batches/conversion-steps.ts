import { RULES, type Reason } from '@gokart/shared'
import type { Knex } from 'knex'
import type { HotPool } from '../db/hot-pool.js'
import type { AdvertiserRow, BatchLineRow, BatchRow, PostbackRow } from '../db/tables.js'
import { bytesToUuid } from '../db/uuid.js'
import { withConnection } from '../db/with-connection.js'
import { createRecorder, type RecorderDeps } from '../postback/record.js'
import { IMPORT_METHOD, type RawPostback } from '../postback/raw.js'
import type { ConversionOrder } from './conversion-line.js'
import { createForecast } from './forecast.js'
import { finding } from './line.js'
import { rejection } from './rejection.js'
import type { LineResult, Steps } from './steps.js'

export interface ConversionStepsDeps extends RecorderDeps {
  readonly pool: HotPool
}

const DEADLINE_MS = 10_000

/**
 * Conversions of a file: each line is a postback, decided and recorded as one that came in, as of its own time. It speaks for its
 * advertiser, so that a click of another one is refused.
 */
export function createConversionSteps(deps: ConversionStepsDeps): Steps {
  const recorder = createRecorder(deps)
  const forecast = createForecast(deps)

  return {
    atOnce: 25,

    async check(trx, batch, lines) {
      const token = await tokenOf(trx, batch)
      const known = await postbacks(trx, lines)
      const results: LineResult[] = []
      for (const line of lines) {
        const before = known.get(line.postback_id!.toString('hex'))
        results.push(before ? importedBefore(before) : await forecast(rawOf(batch, line, token)))
      }
      return results
    },

    async run(trx, batch, lines) {
      const token = await tokenOf(trx, batch)
      const before = await postbacks(trx, lines)
      for (const line of lines) {
        if (before.has(line.postback_id!.toString('hex'))) continue
        await withConnection(deps.pool, DEADLINE_MS, (db) => recorder.record(db, rawOf(batch, line, token)))
      }
      const logged = await postbacks(trx, lines)
      return lines.map((line) => {
        const row = logged.get(line.postback_id!.toString('hex'))
        if (!row) throw new Error(`The postback of line ${line.line} is not in the log`)
        // A row of this very batch was recorded before a crash.
        return row.user_agent === sourceOf(batch) ? resultOf(row) : importedBefore(row)
      })
    },
  }
}

type LogRow = Pick<PostbackRow, 'id' | 'outcome' | 'reason' | 'message' | 'remedy' | 'user_agent' | 'conversion_id'>

async function postbacks(trx: Knex, lines: readonly BatchLineRow[]): Promise<Map<string, LogRow>> {
  const ids = lines.flatMap((line) => line.postback_id ?? [])
  const rows: LogRow[] = await trx('postbacks')
    .whereIn('id', ids)
    .select('id', 'outcome', 'reason', 'message', 'remedy', 'user_agent', 'conversion_id')
  return new Map(rows.map((row) => [row.id.toString('hex'), row]))
}

async function tokenOf(trx: Knex, { advertiser_id: id }: BatchRow): Promise<string> {
  const row: Pick<AdvertiserRow, 'postback_token'> = await trx('advertisers').where({ id }).first('postback_token')
  return row.postback_token
}

/** What the log says of where the postback came from. */
function sourceOf({ id }: BatchRow): string {
  return `GoKart import ${id}`
}

function rawOf(batch: BatchRow, line: BatchLineRow, token: string): RawPostback {
  const { time, parameters } = JSON.parse(line.payload ?? '') as ConversionOrder
  const query = new URLSearchParams([
    ...parameters.map(([name, value]): [string, string] => [name, value]),
    ['token', token],
  ])
  return {
    id: bytesToUuid(line.postback_id!),
    receivedAt: time,
    method: IMPORT_METHOD,
    url: `/postback?${query}`,
    contentType: null,
    body: null,
    userAgent: sourceOf(batch),
    ip: batch.ip,
    from: 'wire',
  }
}

function resultOf(row: LogRow): LineResult {
  const { outcome, conversion_id: conversionId } = row
  if (outcome === 'duplicate') return { outcome, conversionId, findings: [finding(null, RULES.duplicate.message)] }
  if (outcome !== 'rejected') return { outcome, conversionId }
  return { outcome, findings: [rejection(row.reason as Reason, row.message ?? undefined, row.remedy ?? undefined)] }
}

function importedBefore(row: LogRow): LineResult {
  const message = `The same line was imported before, and its postback was ${row.outcome}.`
  const remedy = row.outcome === 'rejected' ? 'Open the postback: it says why, and can be replayed.' : null
  return { outcome: 'duplicate', conversionId: row.conversion_id, findings: [finding(null, message, remedy)] }
}
