import { describe, expect, test } from 'vitest'
import { bytesToUuid } from '../db/uuid.js'
import { refusal, useGoKart } from '../test/harness.js'

const gokart = await useGoKart()
const { make } = gokart
const day = (n: number) => new Date(Date.UTC(2026, 10, n))
const nowhere = '01a1760a-7a60-7000-8001-000001cd3295'

async function asAdvertiser(advertiser_id: number) {
  return gokart.as(await make.user({ advertiser_id }))
}

test('a conversion shows what arrived, and money as decimals', async () => {
  const partner = await make.partner()
  const offer = await make.offer({ currency: 'EUR' })
  const click = await make.click({ offer, partner_id: partner.id })
  const row = await make.conversion({
    click,
    amount: '49.9',
    revenue: '5.9880',
    currency: 'EUR',
    conversion_ref: 'order-1',
    email_hash: 'a'.repeat(64),
    cnv_sub_2: 'two',
  })
  const client = await asAdvertiser(offer.advertiser_id)
  const id = bytesToUuid(row.id)
  expect(await client.conversions.get({ params: { id } })).toMatchObject({
    id,
    clickId: bytesToUuid(click.id),
    postbackId: bytesToUuid(row.postback_id),
    offerName: offer.name,
    partnerName: partner.name,
    status: 'success',
    amount: '49.90',
    revenue: '5.988',
    currency: 'EUR',
    conversionId: 'order-1',
    email: null,
    subs: [null, 'two', null, null, null],
    changes: [],
  })
})

test('a pending conversion says when it becomes a success by itself', async () => {
  const row = await make.conversion({ status: 'pending', due_at: day(29) })
  const { dueAt } = await gokart.as('ops').conversions.get({ params: { id: bytesToUuid(row.id) } })
  expect(dueAt).toBe(day(29).toISOString())
})

describe('the list', () => {
  test('sorts, filters and pages', async () => {
    const offer = await make.offer({ name: 'Garden 100%' })
    const other = await make.offer()
    const a = await make.conversion({ offer, converted_at: day(1), revenue: '3', conversion_ref: 'ref-a' })
    const b = await make.conversion({ offer, converted_at: day(2), revenue: '1', status: 'pending' })
    const c = await make.conversion({ offer: other, converted_at: day(3), revenue: '2' })
    const [idA, idB, idC] = [a, b, c].map(({ id }) => bytesToUuid(id))
    const client = gokart.as('ops')
    const ids = async (query: Parameters<typeof client.conversions.list>[0] extends infer C ? C : never) =>
      (await client.conversions.list(query)).items.map(({ id }) => id)
    expect(await ids({})).toEqual([idC, idB, idA])
    expect(await ids({ query: { sort: 'revenue' } })).toEqual([idB, idC, idA])
    expect(await ids({ query: { sort: '-revenue' } })).toEqual([idA, idC, idB])
    expect(await ids({ query: { status: 'pending' } })).toEqual([idB])
    expect(await ids({ query: { status: ['pending', 'success', 'pending'] } })).toEqual([idC, idB, idA])
    expect(await ids({ query: { status: ['rejected', 'pending'], sort: 'revenue' } })).toEqual([idB])
    expect(await ids({ query: { offerId: other.id } })).toEqual([idC])
    expect(await ids({ query: { advertiserId: offer.advertiser_id } })).toEqual([idB, idA])
    expect(await ids({ query: { clickId: bytesToUuid(a.click_id) } })).toEqual([idA])
    expect(await ids({ query: { from: day(2).toISOString(), to: day(3).toISOString() } })).toEqual([idB])
    expect(await client.conversions.list({ query: { page: 2, pageSize: 2 } })).toMatchObject({
      total: 3,
      items: [{ id: idA }],
    })
    for (const q of ['ref-a', idA, bytesToUuid(a.click_id).toUpperCase()])
      expect(await ids({ query: { q } })).toEqual([idA])
    expect(await ids({ query: { q: 'den 100%' } })).toEqual([idB, idA])
    expect(await ids({ query: { q: 'ref' } })).toEqual([])
  })

  test('holds the own ones only', async () => {
    const own = await make.conversion()
    const other = await make.conversion({ conversion_ref: 'theirs' })
    const client = await asAdvertiser(own.advertiser_id)
    expect(await client.conversions.list()).toMatchObject({ total: 1, items: [{ id: bytesToUuid(own.id) }] })
    for (const query of [
      { advertiserId: other.advertiser_id },
      { offerId: other.offer_id },
      { clickId: bytesToUuid(other.click_id) },
      { q: bytesToUuid(other.id) },
      { q: 'theirs' },
    ]) {
      expect(await client.conversions.list({ query })).toMatchObject({ total: 0, items: [] })
    }
  })
})

test('statuses come one by one, repeated or with commas; an unknown one is refused', async () => {
  await make.conversion({ status: 'pending' })
  await make.conversion({ status: 'rejected' })
  const cookie = await gokart.cookie('ops')
  const get = (query: string) => gokart.fetch(`/api/conversions?${query}`, { headers: { cookie } })
  for (const query of ['status=pending,rejected', 'status=pending&status=rejected'])
    expect(await (await get(query)).json()).toMatchObject({ total: 2 })
  for (const query of ['status=lost', 'status=pending,']) {
    const answer = await get(query)
    expect([query, answer.status]).toEqual([query, 422])
    expect(JSON.stringify(await answer.json())).toContain('/query/status')
  }
})

describe('changing the status', () => {
  test('keeps who, when and why', async () => {
    const { id: key } = await make.conversion()
    const id = bytesToUuid(key)
    const ops = await make.user({ email: 'rosa@example.com' })
    const body = { status: 'rejected', reason: '  The order was cancelled ' } as const
    const changed = await gokart.as(ops).conversions.patch({ params: { id }, body })
    expect(changed).toMatchObject({
      status: 'rejected',
      changes: [{ from: 'success', to: 'rejected', by: 'rosa@example.com', reason: 'The order was cancelled' }],
    })
    const again = gokart.as(ops).conversions.patch({ params: { id }, body })
    expect(await refusal(again)).toMatchObject({ status: 409, code: 'conflict' })
  })

  test('is for ops, with a reason, and of what is there', async () => {
    const { id: key, advertiser_id } = await make.conversion()
    const params = { id: bytesToUuid(key) }
    const body = { status: 'rejected', reason: 'Because' } as const
    const client = await asAdvertiser(advertiser_id)
    expect(await refusal(client.conversions.patch({ params, body }))).toMatchObject({ status: 403, code: 'wrong_role' })
    const ops = gokart.as('ops')
    const silent = ops.conversions.patch({ params, body: { status: 'rejected', reason: ' ' } })
    expect(await refusal(silent)).toMatchObject({ status: 422, faults: [{ pointer: '/body/reason' }] })
    const missing = ops.conversions.patch({ params: { id: nowhere }, body })
    expect(await refusal(missing)).toMatchObject({ status: 404 })
  })
})

test('a conversion of others is not there', async () => {
  const { advertiser_id } = await make.offer()
  const theirs = await make.conversion()
  const client = await asAdvertiser(advertiser_id)
  const problem = await refusal(client.conversions.get({ params: { id: bytesToUuid(theirs.id) } }))
  expect(problem).toMatchObject({ status: 404 })
  const nobodys = await refusal(client.conversions.get({ params: { id: nowhere } }))
  expect({ ...problem, requestId: '' }).toEqual({ ...nobodys, requestId: '' })
})
