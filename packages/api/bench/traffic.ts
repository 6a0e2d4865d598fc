import type { Connection } from 'mysql2/promise'
import { monthPartition, PARTITIONED_TABLES } from '../src/db/partitions.js'
import { openConnection } from './database.js'
import { withoutKeys } from './keys-later.js'
import { advertiserOf, createWorld } from './world.js'
import { clickStatement, conversionStatement, postbackStatement, type Span } from './traffic-sql.js'

/*
 * A past for lists, reports and files: clicks, conversions and the postback log, made by the database itself out of numbers, which takes minutes
 * for 10 million of each. The IDs are time-first but have no valid MAC: they are there to be read. For clicks that postbacks are
 * sent for, see workers/stored-clicks.ts.
 */

export const TRAFFIC_OFFERS = 100
const TRAFFIC_PARTNERS = 20
const TRAFFIC_DAYS = 90

const DAY = 86_400_000
/** Rows of one statement. */
const CHUNK = 100_000

export interface TrafficPlan {
  readonly url: string
  /** Clicks; the log has as many rows. */
  readonly rows: number
  /** The last click is a little earlier. */
  readonly to: Date
  readonly progress: (text: string) => void
}

/** Fills a new schema: 100 offers of 20 advertisers, 20 partners, and what happened in the 90 days up to `to`. */
export async function loadTraffic({ url, rows, to, progress }: TrafficPlan): Promise<void> {
  await createWorld(url, TRAFFIC_OFFERS)
  const connections = await Promise.all([openConnection(url), openConnection(url)])
  const [first, second] = connections
  const begun = Date.now()
  const span: Span = { from: to.getTime() - TRAFFIC_DAYS * DAY, to: to.getTime(), rows }
  await addPartners(first)
  await makeNumbers(first)
  await addPastPartitions(first, to)
  const clicks = async () => {
    const putBack = await withoutKeys(first, 'clicks')
    await inChunks(first, rows, (begin, end) => [clickStatement(span, begin, end)], progress)
    await putBack()
  }
  const postbacks = async () => {
    const putBack = await withoutKeys(second, 'postbacks')
    await inChunks(second, rows, (begin, end) => [
      conversionStatement(span, begin, end),
      postbackStatement(span, begin, end),
    ])
    await putBack()
  }
  await Promise.all([clicks(), postbacks()])
  await first.query('DROP TABLE bench_numbers')
  await first.query('ANALYZE TABLE clicks, conversions, postbacks')
  await Promise.all(connections.map((connection) => connection.end()))
  progress(`  ${rows.toLocaleString('en')} clicks and postbacks took ${Math.round((Date.now() - begun) / 1000)} s`)
}

/** Advertiser of the offer that gets most clicks, and that offer. */
export const BUSIEST = { offerId: 1, advertiserId: advertiserOf(1, TRAFFIC_OFFERS) }

async function inChunks(
  connection: Connection,
  rows: number,
  statements: (begin: number, end: number) => string[],
  progress?: (text: string) => void,
): Promise<void> {
  let told = Date.now()
  for (let begin = 0; begin < rows; begin += CHUNK) {
    for (const sql of statements(begin, Math.min(begin + CHUNK, rows))) await connection.query(sql)
    if (!progress || Date.now() - told < 10_000) continue
    told = Date.now()
    progress(`  ${begin.toLocaleString('en')} of ${rows.toLocaleString('en')} clicks are stored`)
  }
}

/** createWorld makes the first one. */
async function addPartners(connection: Connection): Promise<void> {
  const others = Array.from({ length: TRAFFIC_PARTNERS - 1 }, (_, n) => [
    `Partner ${n + 2}`,
    `partner${n + 2}`,
    new Date(),
  ])
  await connection.query('INSERT INTO partners (name, link_key, created_at) VALUES ?', [others])
}

async function makeNumbers(connection: Connection): Promise<void> {
  await connection.query('CREATE TABLE bench_numbers (n INT UNSIGNED NOT NULL PRIMARY KEY)')
  const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(' UNION ALL ')
  const places = ['a', 'b', 'c', 'd', 'e']
  const sum = places.map((place, index) => `${place}.d * ${10 ** index}`).join(' + ')
  const from = places.map((place) => `(${digits}) AS ${place}`).join(' CROSS JOIN ')
  await connection.query(`INSERT INTO bench_numbers SELECT ${sum} FROM ${from}`)
}

/** A new table begins with the partition of this month. */
async function addPastPartitions(connection: Connection, to: Date): Promise<void> {
  const current = monthPartition(new Date(), 0)
  const months = [-4, -3, -2, -1]
    .map((offset) => monthPartition(to, offset))
    .filter(({ below }) => below < current.below)
  const definitions = [...months, current].map(({ name, below }) => `PARTITION ${name} VALUES LESS THAN (x'${below}')`)
  for (const table of PARTITIONED_TABLES) {
    await connection.query(`ALTER TABLE ${table} REORGANIZE PARTITION ${current.name} INTO (${definitions.join(', ')})`)
  }
}
