import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createHotPool, type HotPool } from '../db/hot-pool.js'
import { bytesToUuid } from '../db/uuid.js'
import { withConnection } from '../db/with-connection.js'
import { createSnapshotStore, type SnapshotStore } from '../snapshot/snapshot-store.js'
import { clean, testDatabase, type TestDatabase } from '../test/database.js'
import { createFactories, type Factories, type OfferWithEvents } from '../test/factories.js'
import { timeFirstId } from './id.js'
import { createJudge } from './judge.js'
import type { RawPostback } from './raw.js'
import { createRecorder } from './record.js'
import { rehearse } from './rehearse.js'
import { understand } from './understand.js'

const log = pino({ level: 'silent' })
const clock = () => new Date()
let database: TestDatabase
let pool: HotPool
let snapshot: SnapshotStore
let make: Factories

beforeAll(async () => {
  database = await testDatabase()
  pool = createHotPool(database.url, 2)
  snapshot = createSnapshotStore({ pool, log })
  await snapshot.start()
  make = createFactories(database.db, () => snapshot.refresh())
})
beforeEach(clean)
afterAll(async () => {
  await snapshot.stop()
  await pool.end()
})

async function rawOf(offer: OfferWithEvents, conversionId: string, over: object = {}): Promise<RawPostback> {
  const { id } = await make.click({ offer, ...over })
  const url = `/postback?gk_click_id=${bytesToUuid(id)}&cnv_conversion_id=${conversionId}`
  const rest = { method: 'GET', contentType: null, body: null, userAgent: null, ip: '::1', from: 'wire' } as const
  return { id: timeFirstId(clock()), receivedAt: Date.now(), url, ...rest }
}
const rehearsed = (raw: RawPostback) =>
  withConnection(pool, 10_000, (db) =>
    rehearse(db, createJudge({ snapshot, log, clock }), understand(raw, snapshot.current())),
  )
const recorded = (raw: RawPostback) =>
  withConnection(pool, 10_000, (db) => createRecorder({ snapshot, log, clock }).record(db, raw))

it('says what recording would, by everything that the rules read, and leaves nothing behind', async () => {
  const member = { pub_member_id: 'm-1' }
  const offer = await make.offer({ events: [{ cap_daily: 1 }] })
  const free = await make.offer()
  const first = await rawOf(offer, 'A')
  for (const _ of [1, 2]) expect((await rehearsed(first)).outcome).toBe('accepted')
  for (const table of ['postbacks', 'conversions', 'event_usage']) expect(await database.db(table)).toEqual([])
  await recorded(first)
  await recorded(await rawOf(free, 'A', member))
  const before = await Promise.all(['postbacks', 'conversions', 'event_usage'].map((table) => database.db(table)))

  const told = async (raw: RawPostback) => {
    const verdict = await rehearsed(raw)
    expect((await recorded(raw)).verdict).toMatchObject({ outcome: verdict.outcome })
    return verdict.outcome === 'rejected' ? verdict.reason : verdict.outcome
  }
  const more = [
    await rawOf(offer, 'A'),
    await rawOf(offer, 'B'),
    await rawOf(free, 'B', member),
    await rawOf(free, 'B'),
  ]
  for (const raw of more) await rehearsed(raw)
  const after = await Promise.all(['postbacks', 'conversions', 'event_usage'].map((table) => database.db(table)))
  expect(after).toEqual(before)
  expect([await told(more[0]!), await told(more[1]!), await told(more[2]!), await told(more[3]!)]).toEqual([
    'duplicate',
    'over_cap',
    'repeat',
    'accepted',
  ])
})
