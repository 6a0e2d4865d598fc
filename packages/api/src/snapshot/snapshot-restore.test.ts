import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clickIdBytes, createClickIdMinter, verifyClickId } from '@gokart/shared/click-id'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createGate } from '../db/gate.js'
import { createHotPool, type HotPool } from '../db/hot-pool.js'
import { clean, testDatabase } from '../test/database.js'
import { createFactories, type Factories } from '../test/factories.js'
import { createSnapshotFile } from './snapshot-file.js'
import { createSnapshotStore, type SnapshotStore } from './snapshot-store.js'

const log = pino({ level: 'silent' })
let pool: HotPool
let away: HotPool
let folder: string
let make: Factories
const stores: SnapshotStore[] = []

beforeEach(async () => {
  await clean()
  const { db, url } = await testDatabase()
  make = createFactories(db)
  pool = createHotPool(url, 2)
  away = createHotPool('mysql://root@127.0.0.1:1/none', 1)
  folder = await mkdtemp(join(tmpdir(), 'gokart-restore-'))
})
afterEach(async () => {
  for (const store of stores.splice(0)) await store.stop()
  await Promise.all([pool.end(), away.end(), rm(folder, { recursive: true })])
})

function storeOn(hotPool: HotPool, now = Date.now): SnapshotStore {
  const file = createSnapshotFile({ folder, slot: 0, log })
  const store = createSnapshotStore({ pool: hotPool, log, file, pollMs: 60_000, now })
  stores.push(store)
  return store
}

/** A copy on the disk of what the database holds now. */
async function leaveCopy(now = Date.now): Promise<SnapshotStore> {
  const store = storeOn(pool, now)
  await store.start()
  store.keepCopy()
  await store.stop()
  return store
}

it('starts without the database from what the last process kept, and is the same', async () => {
  const until = new Date('2026-12-01T00:00:00.000Z')
  const advertiser = await make.advertiser({ previous_token: 'b'.repeat(32), previous_token_until: until })
  await make.partner()
  await make.offer({ advertiser_id: advertiser.id, starts_at: until, tracking_link: 'https://ü.example/{country}' })
  await make.offer({ fallback_url: 'https://adv.example/ü' })
  const before = (await leaveCopy(() => 5_000)).current()
  const store = storeOn(away, () => 65_000)
  await store.start()
  const { macs, ...rest } = store.current()
  expect(rest).toEqual({ ...before, macs: undefined })
  const id = clickIdBytes(createClickIdMinter({ mac: macs[0], node: 1, now: Date.now }).mint(5))!
  expect(verifyClickId(id, before.macs)).toBe(true)
  expect(store.source()).toBe('disk')
  expect(store.age()).toBeGreaterThanOrEqual(60_000)
  expect(store.lastError()?.message).toContain('ECONNREFUSED')
})

it('takes what the database has as soon as it answers, also where the number of its version is the same', async () => {
  const offer = await make.offer()
  await leaveCopy()
  const { db } = await testDatabase()
  await db('offers').where({ id: offer.id }).update({ name: 'changed behind our back' })
  const gate = createGate()
  gate.close()
  const store = storeOn(gate.guard(pool))
  await store.start()
  expect(store.current().offersById.get(offer.id)?.name).toBe(offer.name)
  gate.open()
  await store.refresh()
  expect(store.current().offersById.get(offer.id)?.name).toBe('changed behind our back')
  expect(store.source()).toBe('database')
})

it('keeps each later one, and only where it was told to', async () => {
  const silent = storeOn(pool)
  await silent.start()
  await silent.stop()
  await expect(storeOn(away).start()).rejects.toThrow('ECONNREFUSED')

  const store = storeOn(pool)
  await store.start()
  store.keepCopy()
  const { id } = await make.offer()
  await vi.waitFor(async () => {
    await store.refresh()
    expect(store.current().offersById.has(id)).toBe(true)
  })
  await store.stop()
  const reader = storeOn(away)
  await reader.start()
  expect(reader.current().offersById.has(id)).toBe(true)
})

it('does not hide another fault than that the database is away', async () => {
  await leaveCopy()
  const { url } = await testDatabase()
  const refused = createHotPool(Object.assign(new URL(url), { username: 'nobody', password: 'x' }).href, 1)
  await expect(storeOn(refused).start()).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' })
  await refused.end()
})
