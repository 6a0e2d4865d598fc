import { verifyClickId } from '@gokart/shared/click-id'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createMac } from '../../snapshot/mac.js'
import { clean, testDatabase } from '../../test/database.js'
import type { ClickRow } from '../tables.js'
import { seedDemo, type DemoCounts } from './demo.js'
import { DEMO_PARTNERS } from './demo-world.js'
import { seededRandom } from './random.js'

const { db } = await testDatabase()
const now = new Date('2026-11-22T21:00:00.000Z')
const load = () => seedDemo(db, { now, passwordHash: 'hash' })
const count = async (table: string) => Number((await db(table).count({ n: '*' }))[0]?.n)

describe('loading the demo', () => {
  beforeEach(clean)

  test('twice is once', async () => {
    const made = await load()
    expect(made).toMatchObject({ clicks: 4_000 })
    const tables = ['advertisers', 'users', 'partners', 'offers', 'offer_events', 'clicks', 'postbacks', 'conversions']
    const before = await Promise.all(tables.map(count))
    expect(await load()).toBeUndefined()
    expect(await Promise.all(tables.map(count))).toEqual(before)
    expect(before.slice(0, 5)).toEqual([3, 3, 3, 8, 9])
  })

  test('leaves a database alone that has an advertiser', async () => {
    await db('advertisers').insert({ name: 'Mine', postback_token: 'x'.repeat(32), created_at: now })
    expect(await load()).toBeUndefined()
    expect([await count('advertisers'), await count('offers'), await count('clicks')]).toEqual([1, 0, 0])
  })

  test('all or nothing', async () => {
    await db('partners').insert({ name: DEMO_PARTNERS[1], link_key: 'taken', created_at: now })
    await expect(load()).rejects.toMatchObject({ code: 'ER_DUP_ENTRY' })
    expect([await count('advertisers'), await count('partners')]).toEqual([0, 1])
  })
})

describe('the demo', () => {
  let made: DemoCounts | undefined
  beforeAll(async () => {
    await clean()
    made = await load()
  })

  test('each accepted postback has its conversion, and each conversion its postback and its click', async () => {
    const whole = await db('conversions as c')
      .join('postbacks as p', { 'p.id': 'c.postback_id', 'p.conversion_id': 'c.id', 'p.click_id': 'c.click_id' })
      .join('clicks as k', { 'k.id': 'c.click_id', 'k.offer_id': 'c.offer_id', 'k.created_at': 'c.clicked_at' })
      .join('offer_events as e', { 'e.id': 'c.offer_event_id', 'e.offer_id': 'c.offer_id' })
      .where('p.outcome', 'accepted')
      .whereRaw('c.converted_at = p.received_at AND c.converted_at > c.clicked_at')
      .count({ n: '*' })
    expect(Number(whole[0]?.['n'])).toBe(made?.conversions)
    expect(await db('postbacks').where({ outcome: 'accepted' })).toHaveLength(made?.conversions ?? -1)
    expect(made?.conversions).toBeGreaterThan(200)
  })

  test('is varied: trackers, reasons, statuses, and all of the last 30 days up to now', async () => {
    expect((await db('offers').distinct('tracker_id').pluck('tracker_id')).length).toBeGreaterThanOrEqual(5)
    expect(
      (await db('postbacks').where({ outcome: 'rejected' }).distinct('reason').pluck('reason')).length,
    ).toBeGreaterThan(6)
    expect((await db('conversions').distinct('status').pluck('status')).toSorted()).toEqual([
      'pending',
      'rejected',
      'success',
    ])
    const days = await db('clicks').select(db.raw('DATE(created_at) AS day')).count({ n: '*' }).groupBy('day')
    expect(days.length).toBe(31)
    const [{ first, last }] = await db('clicks').select(db.raw('MIN(created_at) AS first, MAX(created_at) AS last'))
    expect(now.getTime() - first.getTime()).toBeLessThanOrEqual(30 * 86_400_000)
    expect(last.getTime()).toBeLessThanOrEqual(now.getTime())
    expect(now.getTime() - last.getTime()).toBeLessThan(3_600_000)
  })

  test('has click IDs that verify, and begin with the time of the click', async () => {
    const [secret] = await db('click_keys').orderBy('id', 'desc').pluck('secret')
    const clicks: ClickRow[] = await db('clicks').orderBy('id').limit(200)
    for (const { id, created_at } of clicks) {
      expect(verifyClickId(id, [createMac(secret)])).toBe(true)
      expect(id.readUIntBE(0, 6)).toBe(created_at.getTime())
    }
  })

  test('shows no token in the log', async () => {
    const tokens = await db('advertisers').pluck('postback_token')
    const urls: string[] = await db('postbacks').pluck('url')
    expect(urls.some((url) => url.includes('token=sha256:'))).toBe(true)
    expect(urls.filter((url) => tokens.some((token) => url.includes(token)))).toEqual([])
  })
})

test('seededRandom gives the same numbers again, and others for another seed', () => {
  const numbers = (seed: number) => {
    const random = seededRandom(seed)
    return Array.from({ length: 5 }, () => random.float())
  }
  expect(numbers(1)).toEqual(numbers(1))
  expect(numbers(1)).not.toEqual(numbers(2))
  expect(numbers(1).every((number) => number >= 0 && number < 1)).toBe(true)
})
