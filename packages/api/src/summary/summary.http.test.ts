import { expect, test } from 'vitest'
import { bytesToUuid, uuidToBytes } from '../db/uuid.js'
import { useGoKart } from '../test/harness.js'

const now = Date.parse('2026-11-22T12:00:00.000Z')
const gokart = await useGoKart({ now: () => now })
const { make } = gokart
const today = new Date('2026-11-22T00:00:00.000Z')
const yesterday = new Date('2026-11-21T23:59:59.999Z')

test('nothing yet', async () => {
  const nothing = { clicks: 0, conversions: 0, revenue: [], rejectedPostbacks: 0, latestRejected: [], offers: 0 }
  expect(await gokart.as('ops').summary.get()).toEqual(nothing)
})

test('counts since midnight UTC, or since the moment that is asked for', async () => {
  const offer = await make.offer()
  const other = await make.offer()
  for (const created_at of [today, new Date(now)]) await make.click({ offer, created_at })
  await make.click({ offer: other, created_at: today })
  await make.click({ offer, created_at: today, traffic_class: 'prefetch' })
  await make.click({ offer, created_at: today, outcome: 'offer_expired' })
  await make.click({ offer, id: uuidToBytes('efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'), created_at: yesterday })
  const click = await make.click({ offer, created_at: yesterday })
  await make.conversion({ click, converted_at: today, revenue: '0.1' })
  await make.conversion({ click, converted_at: today, revenue: '0.2', status: 'pending' })
  await make.conversion({ click, converted_at: today, revenue: '7', currency: 'EUR' })
  await make.conversion({ click, converted_at: today, revenue: '99', status: 'rejected' })
  await make.conversion({ click, converted_at: yesterday, revenue: '5' })
  const rejected = { outcome: 'rejected', reason: 'unknown_event' } as const
  const older = await make.postback({ click, ...rejected, received_at: yesterday })
  const newer = await make.postback({ click, ...rejected, received_at: today })
  const nobodys = await make.postback({
    ...rejected,
    reason: 'missing_click_id',
    click_id: null,
    received_at: new Date(now),
  })
  const ids = [nobodys, newer, older].map(({ id }) => bytesToUuid(id))

  const all = await gokart.as('ops').summary.get()
  expect(all).toMatchObject({ clicks: 3, conversions: 3, rejectedPostbacks: 2, offers: 2 })
  expect(all.revenue).toEqual([
    { currency: 'EUR', amount: '7.00' },
    { currency: 'USD', amount: '0.30' },
  ])
  expect(all.latestRejected.map(({ id }) => id)).toEqual(ids)

  const user = await make.user({ advertiser_id: offer.advertiser_id })
  const own = await gokart.as(user).summary.get()
  expect(own).toMatchObject({ clicks: 2, conversions: 3, rejectedPostbacks: 1, offers: 1 })
  expect(own.latestRejected.map(({ id }) => id)).toEqual(ids.slice(1))

  const since = await gokart.as('ops').summary.get({ query: { from: yesterday.toISOString() } })
  expect(since).toMatchObject({ clicks: 4, conversions: 4, rejectedPostbacks: 3 })
})

test('another advertiser sees none of it', async () => {
  await make.conversion()
  await make.postback({ outcome: 'rejected', reason: 'unknown_event' })
  const user = await make.user({ role: 'advertiser' })
  expect(await gokart.as(user).summary.get()).toEqual({
    clicks: 0,
    conversions: 0,
    revenue: [],
    rejectedPostbacks: 0,
    latestRejected: [],
    offers: 0,
  })
})

test('the number of clicks is the total of the list with the same filters', async () => {
  const offer = await make.offer()
  for (let index = 0; index < 3; index++) await make.click({ offer, created_at: today })
  await make.click({ offer, created_at: today, outcome: 'offer_paused' })
  const client = gokart.as('ops')
  const query = { from: today.toISOString(), trafficClass: 'human', outcome: 'sent' } as const
  expect((await client.clicks.list({ query })).total).toBe((await client.summary.get()).clicks)
})
