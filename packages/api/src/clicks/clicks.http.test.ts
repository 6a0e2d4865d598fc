import { describe, expect, test } from 'vitest'
import { bytesToUuid, uuidToBytes } from '../db/uuid.js'
import { refusal, useGoKart } from '../test/harness.js'

const now = Date.parse('2026-11-22T12:00:00.000Z')
const gokart = await useGoKart({ now: () => now })
const { make } = gokart
const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 10, day, hour))
const imported = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'
const asAdvertiser = async (advertiser_id: number) => gokart.as(await make.user({ advertiser_id }))

describe('the story of a click', () => {
  test('has the destination of the link version that it used, its postbacks and its conversions', async () => {
    const partner = await make.partner()
    const offer = await make.offer({
      name: 'Été & co',
      tracking_link:
        'https://adv.example/?sub1={gk_click_id}&n={gk_offer_name}&p={gk_partner_id}&t={gk_timestamp}&s={pub_sub_15}',
    })
    const click = await make.click({
      offer,
      partner_id: partner.id,
      created_at: at(20),
      pub_sub_15: 'a b',
      pub_member_id: 'm1',
    })
    await gokart.db('offers').where({ id: offer.id }).update({ tracking_link: 'https://new.example/', link_version: 2 })
    await gokart
      .db('offer_links')
      .insert({ offer_id: offer.id, version: 2, tracking_link: 'https://new.example/', created_at: at(21) })
    const conversion = await make.conversion({ click })
    const rejected = await make.postback({ click, outcome: 'rejected', reason: 'invalid_amount' })
    const clickId = bytesToUuid(click.id)
    const story = await (await asAdvertiser(offer.advertiser_id)).clicks.get({ params: { clickId } })
    const seconds = at(20).getTime() / 1000
    expect(story).toMatchObject({
      clickId,
      offerName: offer.name,
      partnerName: partner.name,
      createdAt: at(20).toISOString(),
      linkVersion: 1,
      destination: `https://adv.example/?sub1=${clickId}&n=%C3%89t%C3%A9%20%26%20co&p=${partner.id}&t=${seconds}&s=a%20b`,
      pubMemberId: 'm1',
      conversions: [{ id: bytesToUuid(conversion.id), revenue: '10.00' }],
    })
    expect(story).toMatchObject({ pubSubs: [...Array.from({ length: 14 }, () => null), 'a b'] })
    const ids = story.postbacks.map(({ id }) => id)
    expect(new Set(ids)).toEqual(new Set([conversion.postback_id, rejected.id].map(bytesToUuid)))
  })

  test('of a visitor who was not sent has no destination', async () => {
    const click = await make.click({ outcome: 'offer_paused' })
    const story = await gokart.as('ops').clicks.get({ params: { clickId: bytesToUuid(click.id) } })
    expect(story).toMatchObject({ outcome: 'offer_paused', destination: null })
  })

  test('of an imported click is found by the ID that it came with, in any case', async () => {
    await make.click({ id: uuidToBytes(imported), created_at: at(1) })
    const story = await gokart.as('ops').clicks.get({ params: { clickId: imported.toUpperCase() } })
    expect(story).toMatchObject({ clickId: imported, createdAt: at(1).toISOString() })
  })

  test('of others, or of nobody, is not there', async () => {
    const { advertiser_id } = await make.offer()
    const client = await asAdvertiser(advertiser_id)
    const theirs = await make.click()
    const nobodys = await make.click({ offer_id: null, outcome: 'unknown_offer' })
    const ids = [bytesToUuid(theirs.id), bytesToUuid(nobodys.id), imported]
    const problems = await Promise.all(ids.map((clickId) => refusal(client.clicks.get({ params: { clickId } }))))
    for (const problem of problems)
      expect(problem).toMatchObject({ ...problems[2], requestId: problem.requestId, status: 404 })
    expect(await gokart.as('ops').clicks.get({ params: { clickId: ids[1]! } })).toMatchObject({ offerId: null })
  })

  test('shows an advertiser no postback that another one sent for it', async () => {
    const click = await make.click()
    const { id: stranger } = await make.advertiser()
    await make.postback({ click, advertiser_id: stranger, outcome: 'rejected', reason: 'wrong_advertiser' })
    const params = { clickId: bytesToUuid(click.id) }
    expect(await (await asAdvertiser(click.advertiser_id!)).clicks.get({ params })).toMatchObject({ postbacks: [] })
    expect((await gokart.as('ops').clicks.get({ params })).postbacks).toHaveLength(1)
  })
})

describe('the list', () => {
  test('is newest first, and filters and pages', async () => {
    const partner = await make.partner()
    const offer = await make.offer({ name: 'Garden' })
    const a = await make.click({ offer, created_at: at(1), partner_id: partner.id })
    const b = await make.click({ offer, created_at: at(2), traffic_class: 'bot' })
    const c = await make.click({ created_at: at(3), outcome: 'offer_paused' })
    const d = await make.click({ offer_id: null, created_at: at(4), outcome: 'unknown_offer' })
    const [idA, idB, idC, idD] = [a, b, c, d].map(({ id }) => bytesToUuid(id))
    const client = gokart.as('ops')
    type Query = NonNullable<Parameters<typeof client.clicks.list>[0]>['query']
    const ids = async (query: Query) => (await client.clicks.list({ query })).items.map(({ clickId }) => clickId)
    expect(await ids({})).toEqual([idD, idC, idB, idA])
    expect(await ids({ sort: 'createdAt' })).toEqual([idA, idB, idC, idD])
    expect(await ids({ offerId: offer.id })).toEqual([idB, idA])
    expect(await ids({ advertiserId: c.advertiser_id! })).toEqual([idC])
    expect(await ids({ partnerId: partner.id })).toEqual([idA])
    expect(await ids({ trafficClass: 'bot' })).toEqual([idB])
    expect(await ids({ outcome: 'unknown_offer' })).toEqual([idD])
    expect(await ids({ from: at(2).toISOString(), to: at(4).toISOString() })).toEqual([idC, idB])
    expect(await ids({ from: at(3).toISOString() })).toEqual([idD, idC])
    expect(await ids({ q: 'gard' })).toEqual([idB, idA])
    expect(await ids({ q: idC! })).toEqual([idC])
    expect(await ids({ q: 'nothing like it' })).toEqual([])
    expect(await client.clicks.list({ query: { page: 2, pageSize: 3 } })).toMatchObject({
      total: 4,
      items: [{ clickId: idA }],
    })
  })

  test('of an offer has none of the others in its group', async () => {
    const offer = await make.offer()
    const others = await Promise.all([256, 512].map((more) => make.offer({ id: offer.id + more })))
    for (const [n, other] of others.entries()) await make.click({ offer: other, created_at: at(1 + n) })
    const a = await make.click({ offer, created_at: at(1) })
    const b = await make.click({ offer, created_at: at(3), traffic_class: 'bot' })
    await make.click({ created_at: at(2) })
    const client = gokart.as('ops')
    const list = async (query: object) => {
      const { items, total } = await client.clicks.list({ query })
      return [total, ...items.map(({ clickId }) => clickId)]
    }
    expect(await list({ offerId: offer.id })).toEqual([2, bytesToUuid(b.id), bytesToUuid(a.id)])
    expect(await list({ offerId: offer.id, trafficClass: 'human' })).toEqual([1, bytesToUuid(a.id)])
    expect((await list({ offerId: others[1]!.id }))[0]).toBe(1)
  })

  test('holds the own ones only', async () => {
    const own = await make.click()
    const other = await make.click()
    await make.click({ offer_id: null, outcome: 'unknown_offer' })
    const client = await asAdvertiser(own.advertiser_id!)
    expect(await client.clicks.list()).toMatchObject({ total: 1, items: [{ clickId: bytesToUuid(own.id) }] })
    for (const query of [
      { advertiserId: other.advertiser_id! },
      { offerId: other.offer_id! },
      { q: bytesToUuid(other.id) },
    ]) {
      expect(await client.clicks.list({ query })).toMatchObject({ total: 0, items: [] })
    }
  })
})
