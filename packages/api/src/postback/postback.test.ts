import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createHotPool, type HotPool } from '../db/hot-pool.js'
import { bytesToUuid } from '../db/uuid.js'
import { createSnapshotStore, type SnapshotStore } from '../snapshot/snapshot-store.js'
import { clean, testDatabase, type TestDatabase } from '../test/database.js'
import { createFactories } from '../test/factories.js'
import { createPostbackPath, type PostbackPath } from './postback.js'

const log = pino({ level: 'silent' })
let database: TestDatabase
let pool: HotPool
let away: HotPool
let snapshot: SnapshotStore
let folder: string

beforeEach(async () => {
  database = await testDatabase()
  await clean()
  pool = createHotPool(database.url, 4)
  away = createHotPool('mysql://root@127.0.0.1:1/none', 1)
  snapshot = createSnapshotStore({ pool, log })
  await snapshot.start()
  folder = await mkdtemp(join(tmpdir(), 'gokart-postbacks-'))
})
afterEach(async () => {
  snapshot.stop()
  await Promise.all([pool.end(), away.end(), rm(folder, { recursive: true })])
})

function pathOn(hotPool: HotPool, clicksWaiting = () => 0): PostbackPath {
  const clientIp = () => '192.0.2.1'
  return createPostbackPath({
    pool: hotPool,
    snapshot,
    log,
    clock: () => new Date(),
    clientIp,
    spoolFolder: folder,
    clicksWaiting,
  })
}

async function serve(path: PostbackPath): Promise<{ server: Server; base: string }> {
  const server = createServer(path.handle)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { server, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

it('keeps what was acknowledged while the database was away, also past its own end, and counts it once', async () => {
  const click = await createFactories(database.db, () => snapshot.refresh()).click()
  const before = pathOn(away)
  await before.start()
  const { server, base } = await serve(before)
  const url = `${base}/postback?gk_click_id=${bytesToUuid(click.id)}`
  const answers = await Promise.all([fetch(url), fetch(url)])
  expect(answers.map(({ status }) => status)).toEqual([202, 202])
  const { postback_id } = (await answers[0]!.json()) as { postback_id: string }
  expect(before.waiting().depth).toBe(2)
  await expect(before.drain()).rejects.toThrow('ECONNREFUSED')
  server.close()
  server.closeAllConnections()
  await before.close()

  let clicks = 1
  const after = pathOn(pool, () => clicks)
  await after.start()
  expect(after.waiting().depth).toBe(2)
  await after.drain()
  expect(await database.db('postbacks').select()).toEqual([])
  clicks = 0
  await after.drain()
  await after.drain()
  await after.settle()
  expect(after.waiting()).toEqual({ depth: 0, oldest: undefined })
  await after.close()
  expect(await database.db('conversions').select()).toHaveLength(1)
  const rows = await database.db('postbacks').orderBy('id')
  expect(rows.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', 'duplicate'])
  expect(rows.map(({ id }) => bytesToUuid(id))).toContain(postback_id)
})

it.each([
  ['/postback', true],
  ['/postback/', true],
  ['/postback?gk_click_id=x', true],
  ['/postback/?gk_click_id=x', true],
  ['/postbacks', false],
  ['/postback/x', false],
  ['/api/postback', false],
  ['/', false],
])('takes %s: %s', (target, taken) => {
  expect(pathOn(pool).matches(target)).toBe(taken)
})
