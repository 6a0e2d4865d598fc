import { randomUUID } from 'node:crypto'
import { createHotPool } from '../src/db/hot-pool.js'
import { createDatabase } from '../src/db/knex.js'
import { ensureDatabase, migrate } from '../src/db/migrate.js'
import { bytesToUuid } from '../src/db/uuid.js'
import { createLogger } from '../src/logger.js'
import { createTimeFirstIds } from '../src/postback/id.js'
import type { RawPostback } from '../src/postback/raw.js'
import { createTake } from '../src/postback/take.js'
import { createSnapshotStore } from '../src/snapshot/snapshot-store.js'
import { createFactories } from '../src/test/factories.js'
import { timeUuid } from '../src/test/traffic-factories.js'

/*
 * Postbacks a second without HTTP, beside commits of a single row on the same database in the same run:
 *
 *   BENCH_DATABASE_URL=mysql://root@127.0.0.1:3306 tsx --conditions=source bench/postback.ts
 *
 * Makes the schema gokart_bench_postback and drops it at the end.
 */

const CONNECTIONS = 8
const AT_ONCE = 16
const SECONDS = 3
const CLICKS = 20_000

const url = new URL(process.env['BENCH_DATABASE_URL'] ?? 'mysql://root@127.0.0.1:3306')
url.pathname = '/gokart_bench_postback'
await ensureDatabase(url.href)
const db = createDatabase(url.href, 2)
await migrate(db)
const pool = createHotPool(url.href, CONNECTIONS)
const log = createLogger('error')
const snapshot = createSnapshotStore({ pool, log })
await snapshot.start()

const offer = await createFactories(db, () => snapshot.refresh()).offer()
const clicks = Array.from({ length: CLICKS }, () => timeUuid(new Date()))
const columns = { created_at: new Date(), offer_id: offer.id, advertiser_id: offer.advertiser_id, link_version: 1 }
const seen = { outcome: 'sent', traffic_class: 'human', ip: '192.0.2.1' }
await db.batchInsert(
  'clicks',
  clicks.map((id) => ({ id, ...columns, ...seen })),
  1_000,
)

const spool = { append: () => Promise.reject(new Error('The bench has no spool')) }
const take = createTake({ pool, snapshot, log, spool, clock: () => new Date() })
const nextId = createTimeFirstIds()

function postback(query: string): RawPostback {
  const now = new Date()
  const rest = {
    method: 'GET',
    contentType: null,
    body: null,
    userAgent: 'bench',
    ip: '192.0.2.2',
    from: 'wire',
  } as const
  return { id: nextId(now), receivedAt: now.getTime(), url: `/postback?${query}`, ...rest }
}

async function send(query: string, expected: number): Promise<void> {
  const { status } = await take(postback(query))
  if (status !== expected) throw new Error(`${query} was answered with ${status}, not with ${expected}`)
}

/** How often a second `work` is done, AT_ONCE at a time. */
async function rate(work: (turn: number) => Promise<unknown>): Promise<number> {
  const started = performance.now()
  let turns = 0
  const worker = async () => {
    while (performance.now() - started < SECONDS * 1_000) await work(turns++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return Math.round((turns * 1_000) / (performance.now() - started))
}

await pool.query('CREATE TABLE floor (id BINARY(16) NOT NULL PRIMARY KEY, url TEXT NOT NULL)')
const row = () => [timeUuid(new Date()), `/postback?gk_click_id=${randomUUID()}`]
const clickAt = (turn: number) => `gk_click_id=${bytesToUuid(clicks[turn % CLICKS]!)}`

const measured = {
  'commits of one row (the floor)': await rate(() => pool.query('INSERT INTO floor VALUES (?, ?)', row())),
  'unique: log row and conversion': await rate((turn) => send(`${clickAt(turn)}&cnv_conversion_id=${turn}`, 200)),
  'duplicate: conversion ID sent before': await rate((turn) => send(`${clickAt(turn)}&cnv_conversion_id=0x`, 200)),
  'unknown click: log row': await rate(() => send(`gk_click_id=${randomUUID()}`, 404)),
  'malformed click ID: log row': await rate(() => send('gk_click_id=123', 400)),
}
const floor = Object.values(measured)[0]!
for (const [name, perSecond] of Object.entries(measured)) {
  console.log(`${name.padEnd(40)} ${String(perSecond).padStart(7)}/s ${Math.round((100 * perSecond) / floor)}%`)
}

snapshot.stop()
await db.raw('DROP DATABASE gokart_bench_postback')
await Promise.all([pool.end(), db.destroy()])
