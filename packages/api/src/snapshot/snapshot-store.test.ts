import { createClickIdMinter, clickIdBytes, verifyClickId } from '@gokart/shared/click-id'
import { renderTemplate } from '@gokart/shared/macros'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHotPool, type HotPool } from '../db/hot-pool.js'
import { clean, testDatabase } from '../test/database.js'
import { createFactories, type Factories } from '../test/factories.js'
import { createSnapshotStore, type SnapshotStore, type SnapshotStoreOptions } from './snapshot-store.js'

const log = pino({ level: 'silent' })
let pool: HotPool
let store: SnapshotStore
let make: Factories

beforeEach(async () => {
  await clean()
  const { db, url } = await testDatabase()
  make = createFactories(db)
  pool = createHotPool(url, 2)
})
afterEach(async () => {
  await store.stop()
  await pool.end()
})

async function started(over: Partial<SnapshotStoreOptions> = {}): Promise<SnapshotStore> {
  store = createSnapshotStore({ pool, log, pollMs: 60_000, ...over })
  await store.start()
  return store
}

describe('what the snapshot holds', () => {
  it('has offers by key and by ID, with their events in order and a parsed template', async () => {
    const startsAt = new Date('2026-11-01T00:00:00.000Z')
    const row = await make.offer({
      tracker_id: 'everflow',
      starts_at: startsAt,
      tracking_link: 'https://adv.example/t?s={gk_click_id}',
      events: [
        { position: 1, name: 'FirstTrade', event_id: 'FirstTrade', payout_type: 'percent', payout: '12.5000' },
        { position: 0, name: 'SignUp', event_id: 'SignUp', payout: '3.0000' },
      ],
    })
    const { offersByKey, offersById } = (await started()).current()
    const offer = offersByKey.get(row.link_key)!
    expect(offersById.get(row.id)).toBe(offer)
    expect(offer).toMatchObject({
      id: row.id,
      key: row.link_key,
      advertiserId: row.advertiser_id,
      name: row.name,
      status: 'active',
      trackerId: 'everflow',
      currency: 'USD',
      linkVersion: 1,
      startsAt: startsAt.getTime(),
      endsAt: null,
      fallbackUrl: null,
    })
    expect(offer.events.map(({ eventId, payoutType, payout }) => [eventId, payoutType, payout])).toEqual([
      ['SignUp', 'flat', '3.0000'],
      ['FirstTrade', 'percent', '12.5000'],
    ])
    expect(renderTemplate(offer.template, { gk_click_id: 'x' })).toBe('https://adv.example/t?s=x')
  })

  it('has the fallback of the offer, else of its advertiser', async () => {
    const advertiser = await make.advertiser({ fallback_url: 'https://adv.example/ü' })
    const own = await make.offer({ advertiser_id: advertiser.id, fallback_url: 'https://own.example/' })
    const inherited = await make.offer({ advertiser_id: advertiser.id })
    const { offersById } = (await started()).current()
    expect(offersById.get(own.id)?.fallbackUrl).toBe('https://own.example/')
    expect(offersById.get(inherited.id)?.fallbackUrl).toBe('https://adv.example/%C3%BC')
  })

  it('has partners, advertisers and tokens, the previous token with its end', async () => {
    const partner = await make.partner()
    const until = new Date('2026-12-01T00:00:00.000Z')
    const advertiser = await make.advertiser({
      token_policy: 'required',
      keep_email: 1,
      postback_token: 'a'.repeat(32),
      previous_token: 'b'.repeat(32),
      previous_token_until: until,
    })
    const snapshot = (await started()).current()
    expect(snapshot.partnersByKey.get(partner.link_key)).toEqual({
      id: partner.id,
      key: partner.link_key,
      name: partner.name,
    })
    expect(snapshot.partnersById.get(partner.id)?.name).toBe(partner.name)
    expect(snapshot.advertisersById.get(advertiser.id)).toEqual({
      id: advertiser.id,
      name: advertiser.name,
      tokenPolicy: 'required',
      keepEmail: true,
      fallbackUrl: null,
      statusWords: [],
      ipAllowList: [],
      always200: false,
      approval: 'automatic',
      pendingDays: 0,
    })
    expect(snapshot.tokens.get('a'.repeat(32))).toEqual({ advertiserId: advertiser.id, validUntil: null })
    expect(snapshot.tokens.get('b'.repeat(32))).toEqual({ advertiserId: advertiser.id, validUntil: until.getTime() })
  })

  it('signs with the newest key and verifies with all of them', async () => {
    const { db } = await testDatabase()
    const before = (await started()).current()
    const [newId] = await db('click_keys').insert({ secret: Buffer.alloc(32, 7), created_at: new Date() })
    await make.partner()
    await store.refresh()
    const after = store.current()
    expect(after.macs).toHaveLength(before.macs.length + 1)
    const mint = (mac = after.macs[0]) => clickIdBytes(createClickIdMinter({ mac, node: 1, now: Date.now }).mint(5))!
    expect(verifyClickId(mint(), before.macs)).toBe(false)
    expect(verifyClickId(mint(before.macs[0]), after.macs)).toBe(true)
    await db('click_keys').where({ id: newId }).delete()
  })
})

describe('how the snapshot stays fresh', () => {
  it('looks again within half a second of itself, so that a change is known within a second', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    store = createSnapshotStore({ pool, log, deadlineMs: 5_000 })
    await store.start()
    const delays = timers.mock.calls.map(([, delay]) => delay).filter((delay) => delay !== 5_000)
    timers.mockRestore()
    expect(delays.at(-1)).toBeLessThanOrEqual(500)
  })

  it('polls: what another process writes comes without being told', async () => {
    await started({ pollMs: 500 })
    const { link_key: key } = await make.offer()
    await vi.waitFor(() => expect(store.current().offersByKey.has(key)).toBe(true), { timeout: 10_000, interval: 10 })
  })

  it('is a new object after a change and the same one without, and parses only links that changed', async () => {
    const { db } = await testDatabase()
    const [kept, changed] = [await make.offer(), await make.offer()]
    const before = (await started()).current()
    await store.refresh()
    expect(store.current()).toBe(before)
    await db('offers')
      .where({ id: changed.id })
      .update({ tracking_link: 'https://new.example/{gk_click_id}', link_version: 2 })
    await make.partner()
    await store.refresh()
    const after = store.current()
    expect(after.offersById.get(kept.id)?.template).toBe(before.offersById.get(kept.id)?.template)
    expect(renderTemplate(after.offersById.get(changed.id)!.template, { gk_click_id: 'y' })).toBe(
      'https://new.example/y',
    )
    expect(before.offersById.get(changed.id)?.linkVersion).toBe(1)
  })

  it('shows a write to its writer, also when a look was already under way', async () => {
    await started()
    for (let round = 0; round < 10; round++) {
      const early = store.refresh()
      const { link_key: key } = await make.offer()
      await Promise.all([store.refresh(), store.refresh()])
      expect(store.current().offersByKey.has(key)).toBe(true)
      await early
    }
  })

  it('keeps the last one while the database fails, says so, and recovers', async () => {
    await started({ deadlineMs: 300 })
    const before = store.current()
    const [connection] = [await pool.getConnection(), await pool.getConnection()]
    await store.refresh()
    expect(store.current()).toBe(before)
    expect(store.lastError()?.message).toBe('The database did not answer within 300 ms')
    expect(store.age()).toBeGreaterThanOrEqual(300)
    connection!.destroy()
    await store.refresh()
    expect(store.lastError()).toBeUndefined()
    expect(store.age()).toBeLessThan(300)
  })

  it('does not start without a database, and has nothing to give before', async () => {
    const broken = createHotPool('mysql://root@127.0.0.1:1/none', 1)
    store = createSnapshotStore({ pool: broken, log })
    expect(() => store.current()).toThrow('not loaded yet')
    await expect(store.start()).rejects.toThrow('ECONNREFUSED')
    await broken.end()
  })
})
