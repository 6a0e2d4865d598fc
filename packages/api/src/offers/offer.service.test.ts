import { OfferInput, OfferPatch } from '@gokart/shared'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Actor } from '../http/actor.js'
import { clean, testDatabase } from '../test/database.js'
import { createFactories } from '../test/factories.js'
import { createOfferService } from './offer.service.js'

const { db } = await testDatabase()
const make = createFactories(db)
const snapshot = { refresh: vi.fn<() => Promise<undefined>>(async () => undefined) }
const clock = () => new Date('2026-11-22T12:00:00.000Z')
const deps = { db, publicUrl: 'https://go.example.com', snapshot, clock }
const service = createOfferService(deps)
const ops: Actor = { userId: 1, email: 'ops@example.com', role: 'ops', advertiserId: null, sessionId: 1 }

beforeEach(clean)
beforeEach(() => snapshot.refresh.mockClear())

const link = 'https://adv.example/?sub1={gk_click_id}'
const input = (advertiserId: number, over = {}) =>
  OfferInput.parse({ advertiserId, name: 'Summer', trackingLink: link, trackerId: 'everflow', ...over })
const patch = (values: unknown) => OfferPatch.parse(values)
const version = async () => (await db('snapshot_version').first()).version as number
/** How many of the calls went through, and with which codes the others failed. */
async function outcomes(calls: Promise<unknown>[]) {
  const settled = await Promise.allSettled(calls)
  const failed = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.code ?? one.reason] : []))
  return { done: settled.length - failed.length, failed }
}

describe('writing an offer', () => {
  test('commits all of it, then refreshes the snapshot', async () => {
    const { id: advertiserId } = await make.advertiser()
    const before = await version()
    const offer = await service.create(input(advertiserId), ops)
    expect(await version()).toBe(before + 1)
    expect(snapshot.refresh).toHaveBeenCalledTimes(1)
    expect(await db('offer_links').where({ offer_id: offer.id }).select('version', 'tracking_link')).toEqual([
      { version: 1, tracking_link: link },
    ])
  })

  test('leaves nothing behind when it fails half way', async () => {
    const offer = await make.offer({
      events: [
        { name: 'A', event_id: 'A' },
        { name: 'B', event_id: 'B' },
      ],
    })
    await make.conversion({ offer })
    const before = await version()
    const events = [{ id: offer.events[1]!.id, name: 'B', payout: '1' }]
    await expect(
      service.change(offer.id, patch({ name: 'New', trackingLink: `${link}&x=1`, events }), ops),
    ).rejects.toMatchObject({ code: 'event_in_use' })
    expect(await db('offers').where({ id: offer.id }).first()).toMatchObject({ name: offer.name, link_version: 1 })
    expect(await db('offer_links').where({ offer_id: offer.id })).toHaveLength(1)
    expect(await version()).toBe(before)
  })

  test('takes the next key where one is taken', async () => {
    const taken = await make.offer({ link_key: 'takenkey' })
    const keys = ['takenkey', 'takenkey', 'freshkey']
    const stubborn = createOfferService({ ...deps, newKey: () => keys.shift()! })
    const offer = await stubborn.create(input(taken.advertiser_id), ops)
    expect(offer.key).toBe('freshkey')
    expect(await db('offers').where({ link_key: 'takenkey' })).toHaveLength(1)
  })

  test('keeps every link that the offer ever had, and counts only real changes', async () => {
    const { id: advertiserId } = await make.advertiser()
    const { id } = await service.create(input(advertiserId), ops)
    await service.change(id, patch({ trackingLink: `${link}&v=2` }), ops)
    await service.change(id, patch({ trackingLink: `${link}&v=2`, name: 'Other' }), ops)
    expect(await db('offer_links').where({ offer_id: id }).orderBy('version').pluck('tracking_link')).toEqual([
      link,
      `${link}&v=2`,
    ])
    expect(await db('offers').where({ id }).first()).toMatchObject({ link_version: 2, version: 3 })
  })

  test('lets two events swap their IDs', async () => {
    const offer = await make.offer({
      events: [
        { name: 'A', event_id: 'A' },
        { name: 'B', event_id: 'B' },
      ],
    })
    const [a, b] = offer.events.map(({ id }) => id)
    const events = [
      { id: a, name: 'A', eventId: 'B', payout: '1' },
      { id: b, name: 'B', eventId: 'A', payout: '1' },
    ]
    const changed = await service.change(offer.id, patch({ events }), ops)
    expect(changed.events.map(({ id, eventId }) => [id, eventId])).toEqual([
      [a, 'B'],
      [b, 'A'],
    ])
  })
})

describe('at the same time', () => {
  test('two changes of the version that both saw: one wins', async () => {
    const { id } = await make.offer()
    const calls = ['One', 'Two', 'Three', 'Four'].map((name) => service.change(id, patch({ name, version: 1 }), ops))
    expect(await outcomes(calls)).toEqual({ done: 1, failed: ['stale_version', 'stale_version', 'stale_version'] })
    expect(await db('offers').where({ id }).first()).toMatchObject({ version: 2 })
  })

  test('changes that name no version take turns, and each link gets its own number', async () => {
    const { id } = await make.offer()
    const calls = [1, 2, 3, 4].map((n) => service.change(id, patch({ trackingLink: `${link}&n=${n}` }), ops))
    expect(await outcomes(calls)).toEqual({ done: 4, failed: [] })
    expect(await db('offer_links').where({ offer_id: id }).orderBy('version').pluck('version')).toEqual([1, 2, 3, 4, 5])
  })

  test('an event whose conversion is not committed yet stays', async () => {
    const { offer, keepB } = await twoEvents()
    const trx = await db.transaction()
    await createFactories(trx).conversion({ offer })
    const removal = service.change(offer.id, keepB, ops)
    await trx.commit()
    await expect(removal).rejects.toMatchObject({ code: 'event_in_use' })
  })

  test('an event that is gone takes no conversion', async () => {
    const { offer, keepB } = await twoEvents()
    const { id: offer_event_id } = offer.events[0]
    await service.change(offer.id, keepB, ops)
    await expect(make.conversion({ offer, offer_event_id })).rejects.toMatchObject({ code: 'ER_NO_REFERENCED_ROW_2' })
  })

  async function twoEvents() {
    const offer = await make.offer({
      events: [
        { name: 'A', event_id: 'A' },
        { name: 'B', event_id: 'B' },
      ],
    })
    return { offer, keepB: patch({ events: [{ id: offer.events[1]!.id, name: 'B', payout: '1' }] }) }
  }
})
