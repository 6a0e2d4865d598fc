import { PERIODS, type Period } from '@gokart/shared'
import type { PoolConnection } from 'mysql2/promise'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createHotPool, type HotPool } from '../db/hot-pool.js'
import type { EventUsageRow, OfferEventRow } from '../db/tables.js'
import { transact } from '../db/transact.js'
import { withConnection } from '../db/with-connection.js'
import { clean, testDatabase, type TestDatabase } from '../test/database.js'
import { createFactories, type Factories, type OfferWithEvents } from '../test/factories.js'
import type { NeededUsage } from './needs.js'
import { inTransaction } from './transaction.js'
import { holdUsage, moveUsage } from './usage.js'
import type { Sql } from '../db/sql.js'

const AT = new Date('2026-11-22T23:59:59.999Z')
let database: TestDatabase
let pool: HotPool
let make: Factories

beforeAll(async () => {
  database = await testDatabase()
  pool = createHotPool(database.url, 8)
  make = createFactories(database.db)
})
beforeEach(clean)
afterAll(() => pool.end())

const limited = (over: Partial<OfferEventRow> = {}) => make.offer({ events: [{ cap_daily: 10, ...over }] })
const needed = (offer: OfferWithEvents, periods: readonly Period[] = ['daily']): NeededUsage => ({
  eventRowId: offer.events[0].id,
  limitsVersion: offer.events[0].limits_version,
  periods,
})
const sqlOf =
  (db: PoolConnection): Sql =>
  (text, values) =>
    db.query(text, values)
const rows = (): Promise<EventUsageRow[]> =>
  database.db('event_usage').orderBy(['offer_event_id', 'starts_on', 'period'])

function inHand<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  return withConnection(pool, 30_000, (db) => inTransaction(db, () => work(sqlOf(db))))
}

/** What a recorder does: one conversion where there is room. */
function countOne(offer: OfferWithEvents, cap: number, at = AT): Promise<boolean> {
  return inHand(async (sql) => {
    const held = await holdUsage(sql, [{ needed: needed(offer), at }])
    if ((held.of(needed(offer), at).daily?.conversions ?? 0) >= cap) return false
    held.add(needed(offer), at, 1, '2.5')
    await held.write()
    return true
  })
}

describe('what is held', () => {
  it('is for one at a time: 32 at once find the ten places of a cap of 10', async () => {
    const offer = await limited()
    const counted = await Promise.all(Array.from({ length: 32 }, () => countOne(offer, 10)))
    expect(counted.filter(Boolean)).toHaveLength(10)
    expect(await rows()).toMatchObject([{ conversions: 10, revenue: '25.0000' }])
  })

  it('is counted for each period in UTC, weeks from Monday', async () => {
    const offer = await limited()
    const wanted = { needed: needed(offer, PERIODS), at: AT }
    await inHand(async (sql) => {
      const held = await holdUsage(sql, [wanted])
      held.add(wanted.needed, AT, 1, '0.0001')
      await held.write()
    })
    const starts = (await rows()).map(({ period, starts_on }) => [period, starts_on.toISOString().slice(0, 10)])
    expect(Object.fromEntries(starts)).toEqual({
      daily: '2026-11-22',
      weekly: '2026-11-16',
      monthly: '2026-11-01',
      lifetime: '1970-01-01',
    })
    const next = new Date(AT.getTime() + 1)
    const usage = await inHand(async (sql) => (await holdUsage(sql, [{ ...wanted, at: next }])).of(wanted.needed, next))
    expect(Object.entries(usage).map(([period, tally]) => [period, tally.conversions])).toEqual([
      ['daily', 0],
      ['weekly', 0],
      ['monthly', 1],
      ['lifetime', 1],
    ])
  })

  it('has what was there before the limit was: of the period, not rejected and no test', async () => {
    const offer = await limited()
    const click = await make.click({ offer })
    const day = new Date('2026-11-22T08:00:00.000Z')
    for (const status of ['success', 'pending', 'rejected'] as const) {
      await make.conversion({ click, status, converted_at: day, revenue: '1.5000' })
    }
    await make.conversion({ click, converted_at: day, test: 1 })
    await make.conversion({ click, converted_at: new Date('2026-11-21T23:59:59.999Z') })
    await make.conversion({ click, converted_at: new Date('2026-11-23T00:00:00.000Z') })
    const usage = await inHand(async (sql) => {
      const held = await holdUsage(sql, [{ needed: needed(offer, ['daily', 'lifetime']), at: AT }])
      return held.of(needed(offer, ['daily', 'lifetime']), AT)
    })
    expect(usage).toEqual({
      daily: { conversions: 2, revenue: '3.0000' },
      lifetime: { conversions: 4, revenue: '23.0000' },
    })
    expect(await countOne(offer, 3)).toBe(true)
    expect(await countOne(offer, 3)).toBe(false)
  })

  it('is counted anew where other periods are limited than before', async () => {
    const offer = await limited()
    await countOne(offer, 10)
    const newer: OfferWithEvents = { ...offer, events: [{ ...offer.events[0], limits_version: 2 }] }
    await make.conversion({ offer, converted_at: AT })
    await make.conversion({ offer, converted_at: AT })
    expect(await countOne(newer, 3)).toBe(true)
    expect(await countOne(newer, 3)).toBe(false)
  })

  it('is locked in one order, so that nobody is in the way of another for good', async () => {
    const offers = [await limited(), await limited(), await limited()]
    let attempts = 0
    const one = (order: readonly OfferWithEvents[]) =>
      inHand(async (sql) => {
        attempts++
        const wanted = order.map((offer) => ({ needed: needed(offer, PERIODS), at: AT }))
        const held = await holdUsage(sql, wanted)
        for (const want of wanted) held.add(want.needed, want.at, 1, '1')
        await held.write()
      })
    // Once alone, so that the rows are there.
    await one(offers)
    await Promise.all(Array.from({ length: 20 }, (_, index) => one(index % 2 ? offers : offers.toReversed())))
    expect(attempts).toBe(21)
    expect((await rows()).map(({ conversions }) => conversions)).toEqual(Array.from({ length: 12 }, () => 21))
  })

  it('goes with the transaction that is taken back', async () => {
    const offer = await limited()
    const failed = inHand(async (sql) => {
      const held = await holdUsage(sql, [{ needed: needed(offer), at: AT }])
      held.add(needed(offer), AT, 1, '1')
      await held.write()
      throw new Error('taken back')
    })
    await expect(failed).rejects.toThrow('taken back')
    expect(await rows()).toEqual([])
  })
})

describe('a conversion that is moved', () => {
  const move = (id: Buffer, by: 1 | -1, status: string) =>
    transact(database.db, async (trx) => {
      await trx('conversions').where({ id }).forUpdate().first('id')
      await moveUsage((text, values) => trx.raw(text, values as Buffer[]), [{ conversionId: id, by }])
      await trx('conversions').where({ id }).update({ status })
    })

  it.each([
    ['counted before', true],
    ['not counted before', false],
  ])('gives its place back, and takes it again: what counts was %s', async (_, counted) => {
    const offer = await limited({ cap_weekly: 5, budget_lifetime: '100' })
    const { id } = await make.conversion({ offer, converted_at: AT, revenue: '4.0000' })
    const all: NeededUsage = needed(offer, ['daily', 'weekly', 'lifetime'])
    const usage = () => inHand(async (sql) => (await holdUsage(sql, [{ needed: all, at: AT }])).of(all, AT))
    const with1 = { conversions: 1, revenue: '4.0000' }
    const with0 = { conversions: 0, revenue: '0.0000' }
    if (counted) expect(await usage()).toEqual({ daily: with1, weekly: with1, lifetime: with1 })
    await move(id, -1, 'rejected')
    expect(await usage()).toEqual({ daily: with0, weekly: with0, lifetime: with0 })
    await move(id, 1, 'success')
    expect(await usage()).toEqual({ daily: with1, weekly: with1, lifetime: with1 })
  })

  it('costs nothing where its event has no limit, or it is a test', async () => {
    const free = await make.conversion()
    const test = await make.conversion({ offer: await limited(), test: 1 })
    await move(free.id, -1, 'rejected')
    await move(test.id, -1, 'rejected')
    expect(await rows()).toEqual([])
  })
})
