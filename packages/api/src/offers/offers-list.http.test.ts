import type { OfferListItem } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { rollUp } from '../counters/roll-up.js'
import { useGoKart } from '../test/harness.js'

const now = Date.parse('2026-11-22T12:00:00.000Z')
const gokart = await useGoKart({ now: () => now })
const { make } = gokart

describe('the list of offers', () => {
  const names = ({ items }: { items: OfferListItem[] }) => items.map(({ name }) => name)

  test('sorts by each column, both ways, and pages without gaps', async () => {
    const zeta = await make.advertiser({ name: 'Zeta' })
    const alpha = await make.advertiser({ name: 'Alpha' })
    const at = (day: number) => new Date(Date.UTC(2026, 9, day))
    await make.offer({ name: 'one', advertiser_id: zeta.id, status: 'paused', created_at: at(3) })
    await make.offer({ name: 'two', advertiser_id: alpha.id, status: 'active', created_at: at(1) })
    await make.offer({ name: 'three', advertiser_id: zeta.id, status: 'active', created_at: at(2) })
    const client = gokart.as('ops')
    const sorted = async (sort: 'name') => names(await client.offers.list({ query: { sort } }))
    expect(await sorted('name')).toEqual(['one', 'three', 'two'])
    expect(await sorted('-name' as 'name')).toEqual(['two', 'three', 'one'])
    expect(await sorted('createdAt' as 'name')).toEqual(['two', 'three', 'one'])
    expect(await sorted('advertiserName' as 'name')).toEqual(['two', 'one', 'three'])
    expect(await sorted('status' as 'name')).toEqual(['two', 'three', 'one'])
    const pages = await Promise.all(
      [1, 2, 3].map((page) => client.offers.list({ query: { sort: 'status', page, pageSize: 2 } })),
    )
    expect(pages.map(names)).toEqual([['two', 'three'], ['one'], []])
    expect(pages.map(({ total }) => total)).toEqual([3, 3, 3])
  })

  test('filters', async () => {
    const offer = await make.offer({ status: 'paused', tracker_id: 'cake' })
    await make.offer({ status: 'active', tracker_id: 'everflow' })
    const client = gokart.as('ops')
    const filters = [{ status: 'paused' as const }, { trackerId: 'cake' }, { advertiserId: offer.advertiser_id }]
    for (const query of filters) {
      expect(await client.offers.list({ query })).toMatchObject({ total: 1, items: [{ id: offer.id }] })
    }
  })

  test.each([
    ['its name', 'mmer sa'],
    ['another case', 'SUMMER'],
    ['its key', 'abcd2345'],
    ['its tracking link', 'trk.example/x_y%'],
    ['its advertiser', 'o’Brien'],
    ['a wildcard as text', '100%'],
    ['an underscore as text', 'x_y'],
    ['a backslash as text', 'a\\b'],
    ['other scripts', 'łód 🌍'],
  ])('finds by %s', async (_, q) => {
    const { id } = await make.advertiser({ name: 'O’Brien & Söhne' })
    await make.offer({
      name: 'Summer sale 100% a\\b łódź łód 🌍',
      link_key: 'abcd2345',
      advertiser_id: id,
      tracking_link: 'https://trk.example/x_y%25?s={gk_click_id}',
    })
    await make.offer({ name: 'Winter 100 xzy', tracking_link: 'https://other.example/xzy25?s={gk_click_id}' })
    expect(await gokart.as('ops').offers.list({ query: { q } })).toMatchObject({
      total: 1,
      items: [{ key: 'abcd2345' }],
    })
  })

  test('counts today: human clicks that were sent on, and conversions that were not rejected', async () => {
    const offer = await make.offer()
    const idle = await make.offer()
    const today = new Date('2026-11-22T00:00:00.000Z')
    const yesterday = new Date('2026-11-21T23:59:59.999Z')
    for (const created_at of [today, new Date(now)]) await make.click({ offer, created_at })
    await make.click({ offer, created_at: yesterday })
    await make.click({ offer, created_at: today, traffic_class: 'bot' })
    await make.click({ offer, created_at: today, outcome: 'offer_paused' })
    const imported = Buffer.from('efb2a7d2c01a4e3fb8a181b4568e9f32', 'hex')
    await make.click({ offer, id: imported, created_at: yesterday })
    const click = await make.click({ offer, created_at: yesterday })
    await make.conversion({ click, converted_at: today })
    await make.conversion({ click, converted_at: today, status: 'pending' })
    await make.conversion({ click, converted_at: today, status: 'rejected' })
    await make.conversion({ click, converted_at: yesterday })
    const { items } = await gokart.as('ops').offers.list({ query: { sort: 'createdAt' } })
    expect(items.map(({ id, clicksToday, conversionsToday }) => [id, clicksToday, conversionsToday])).toEqual([
      [offer.id, 2, 2],
      [idle.id, 0, 0],
    ])
    // Counted already, but for the last two minutes.
    await rollUp(gokart.db, undefined, now / 1_000 - 120)
    const counted = await gokart.as('ops').offers.list({ query: { sort: 'createdAt' } })
    expect(counted.items.map(({ clicksToday }) => clicksToday)).toEqual([2, 0])
    const query = { todayFrom: '2026-11-22T00:59:59.999+01:00' }
    const early = await gokart.as('ops').offers.list({ query })
    expect(early.items.find(({ id }) => id === offer.id)).toMatchObject({ clicksToday: 4, conversionsToday: 3 })
  })
})
