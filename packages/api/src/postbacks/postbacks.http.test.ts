import { RULES } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { bytesToUuid } from '../db/uuid.js'
import { refusal, useGoKart } from '../test/harness.js'

const gokart = await useGoKart({ config: { publicUrl: 'https://go.example.com' } })
const { make } = gokart
const day = (n: number) => new Date(Date.UTC(2026, 10, n))
const nowhere = '01a1760a-7a60-7000-8001-000001cd3295'
const asAdvertiser = async (advertiser_id: number) => gokart.as(await make.user({ advertiser_id }))

describe('the story of a postback', () => {
  test('of an accepted one', async () => {
    const conversion = await make.conversion()
    const id = bytesToUuid(conversion.postback_id)
    const story = await (await asAdvertiser(conversion.advertiser_id)).postbacks.get({ params: { id } })
    expect(story).toMatchObject({
      id,
      outcome: 'accepted',
      reason: null,
      remedy: null,
      conversionId: bytesToUuid(conversion.id),
      clickId: bytesToUuid(conversion.click_id),
    })
    expect(story.rules.every(({ result }) => result === 'passed')).toBe(true)
  })

  test('of a rejected one: what arrived, the rule, the remedy and the URL that was meant', async () => {
    const offer = await make.offer({ name: 'Broker' })
    const click = await make.click({ offer })
    const clickId = bytesToUuid(click.id)
    const row = await make.postback({
      click,
      outcome: 'rejected',
      reason: 'malformed_click_id',
      url: `/postback?gk_click_id=${clickId}-x&cnv_amount=5&token=sha256:${'a'.repeat(32)}`,
    })
    const story = await gokart.as('ops').postbacks.get({ params: { id: bytesToUuid(row.id) } })
    expect(story).toMatchObject({
      offerName: 'Broker',
      reason: 'malformed_click_id',
      message: RULES.malformed_click_id.message,
    })
    expect(story.url).toContain('token=***')
    expect(story.understood).toContainEqual({ name: 'cnv_amount', value: '5' })
    const failed = story.rules.findIndex(({ result }) => result === 'failed')
    expect(story.rules[failed]?.rule).toBe('malformed_click_id')
    expect(JSON.stringify(story)).not.toContain('sha256')
  })

  test('of others, or of nobody, is not there', async () => {
    const { advertiser_id } = await make.offer()
    const client = await asAdvertiser(advertiser_id)
    const theirs = await make.postback()
    const nobodys = await make.postback({ click_id: null, outcome: 'rejected', reason: 'missing_click_id' })
    const problems = await Promise.all(
      [bytesToUuid(theirs.id), bytesToUuid(nobodys.id), nowhere].map((id) =>
        refusal(client.postbacks.get({ params: { id } })),
      ),
    )
    for (const problem of problems)
      expect(problem).toMatchObject({ ...problems[2], requestId: problem.requestId, status: 404 })
  })
})

describe('the log', () => {
  test('is newest first, and filters and pages', async () => {
    const offer = await make.offer({ name: 'Garden' })
    const click = await make.click({ offer })
    const a = await make.postback({ click, received_at: day(1) })
    const b = await make.postback({ click, received_at: day(2), outcome: 'rejected', reason: 'unknown_event' })
    const c = await make.postback({ received_at: day(3), outcome: 'duplicate', reason: 'duplicate' })
    const [idA, idB, idC] = [a, b, c].map(({ id }) => bytesToUuid(id))
    const client = gokart.as('ops')
    type Query = NonNullable<Parameters<typeof client.postbacks.list>[0]>['query']
    const ids = async (query: Query) => (await client.postbacks.list({ query })).items.map(({ id }) => id)
    expect(await ids({})).toEqual([idC, idB, idA])
    expect(await ids({ sort: 'receivedAt' })).toEqual([idA, idB, idC])
    expect(await ids({ outcome: 'rejected' })).toEqual([idB])
    expect(await ids({ reason: 'duplicate' })).toEqual([idC])
    expect(await ids({ offerId: offer.id })).toEqual([idB, idA])
    expect(await ids({ advertiserId: offer.advertiser_id, outcome: 'accepted' })).toEqual([idA])
    expect(await ids({ clickId: bytesToUuid(click.id) })).toEqual([idB, idA])
    expect(await ids({ from: day(2).toISOString(), to: day(3).toISOString() })).toEqual([idB])
    expect(await ids({ q: 'gard' })).toEqual([idB, idA])
    expect(await ids({ q: bytesToUuid(click.id) })).toEqual([idB, idA])
    expect(await ids({ q: idC! })).toEqual([idC])
    expect(await client.postbacks.list({ query: { page: 2, pageSize: 2 } })).toMatchObject({
      total: 3,
      items: [{ id: idA }],
    })
  })

  test('holds the own ones only', async () => {
    const own = await make.postback()
    const other = await make.postback()
    await make.postback({ click_id: null, outcome: 'rejected', reason: 'missing_click_id' })
    const client = await asAdvertiser(own.advertiser_id!)
    expect(await client.postbacks.list()).toMatchObject({ total: 1, items: [{ id: bytesToUuid(own.id) }] })
    for (const query of [
      { advertiserId: other.advertiser_id! },
      { offerId: other.offer_id! },
      { clickId: bytesToUuid(other.click_id!) },
      { q: bytesToUuid(other.id) },
    ]) {
      expect(await client.postbacks.list({ query })).toMatchObject({ total: 0, items: [] })
    }
    expect((await gokart.as('ops').postbacks.list()).total).toBe(3)
  })

  test('is searched by either conversion ID, and by the address of the sender', async () => {
    const conversion = await make.conversion({ conversion_ref: 'order-1' })
    const own = { advertiser_id: conversion.advertiser_id, conversion_id: conversion.id, conversion_ref: 'order-1' }
    // A repeated one of another click of the offer, and a rejected one: they share the advertiser's ID alone.
    const again = await make.postback({ ...own, received_at: day(2), outcome: 'duplicate', reason: 'duplicate' })
    const { conversion_id: _none, ...refused } = own
    const rejected = await make.postback({
      ...refused,
      outcome: 'rejected',
      reason: 'invalid_amount',
      ip: '2001:db8::7',
    })
    const other = await make.conversion({ conversion_ref: 'order-2' })
    const client = await asAdvertiser(conversion.advertiser_id)
    type Query = NonNullable<Parameters<typeof client.postbacks.list>[0]>['query']
    const ids = async (query: Query, who = client) =>
      new Set((await who.postbacks.list({ query })).items.map(({ id }) => id))
    const made = [conversion.postback_id, again.id].map(bytesToUuid)
    const sent = new Set([...made, bytesToUuid(rejected.id)])
    expect(await ids({ q: bytesToUuid(conversion.id) })).toEqual(new Set(made))
    expect(await ids({ conversionId: bytesToUuid(conversion.id) })).toEqual(new Set(made))
    expect(await ids({ q: 'order-1' })).toEqual(sent)
    expect(await ids({ cnvConversionId: 'order-1', outcome: 'rejected' })).toEqual(new Set([bytesToUuid(rejected.id)]))
    for (const query of [{ ip: '2001:DB8:0::7' }, { q: '2001:db8::7' }])
      expect(await ids(query)).toEqual(new Set([bytesToUuid(rejected.id)]))
    for (const query of [{ q: 'order-2' }, { cnvConversionId: 'order-2' }, { conversionId: bytesToUuid(other.id) }])
      expect(await ids(query)).toEqual(new Set())
    const theirs = new Set([bytesToUuid(other.postback_id)])
    for (const query of [{ q: 'ORDER-2' }, { conversionId: bytesToUuid(other.id) }])
      expect(await ids(query, gokart.as('ops'))).toEqual(theirs)
  })

  test('refuses what is no address', async () => {
    const problem = await refusal(gokart.as('ops').postbacks.list({ query: { ip: '10.0.0' } }))
    expect(problem).toMatchObject({ status: 422, faults: [{ pointer: '/query/ip' }] })
  })
})

describe('a cursor', () => {
  test('leads on and back; of another list, or made up, it is refused', async () => {
    const click = await make.click()
    for (const n of [1, 2, 3]) await make.postback({ click, received_at: day(n) })
    const client = gokart.as('ops')
    const query = { pageSize: 2 }
    const first = await client.postbacks.list({ query })
    expect(first).toMatchObject({ total: 3, totalIsExact: true, page: 1, previous: null, searchedTo: null })
    const second = await client.postbacks.list({ query: { ...query, after: first.next! } })
    expect(second).toMatchObject({ total: 3, page: 2, next: null, items: [{ receivedAt: day(1).toISOString() }] })
    expect(await client.postbacks.list({ query: { ...query, before: second.previous! } })).toEqual(first)
    for (const given of [
      { ...query, after: 'x' },
      { ...query, after: 'x'.repeat(301) },
      { ...query, pageSize: 3, after: first.next! },
      { ...query, outcome: 'rejected' as const, after: first.next! },
    ]) {
      const problem = await refusal(client.postbacks.list({ query: given }))
      expect(problem).toMatchObject({ status: 422, faults: [{ pointer: '/query/after' }] })
    }
  })

  test('of ops shows an advertiser nothing of others', async () => {
    const own = await make.postback({ received_at: day(1) })
    for (const n of [2, 3]) await make.postback({ received_at: day(n) })
    const query = { pageSize: 1 }
    const { next } = await gokart.as('ops').postbacks.list({ query })
    const client = await asAdvertiser(own.advertiser_id!)
    const page = await client.postbacks.list({ query: { ...query, after: next! } })
    expect(page.items.map(({ id }) => id)).toEqual([bytesToUuid(own.id)])
    expect(page).toMatchObject({ total: 1, next: null })
  })
})
