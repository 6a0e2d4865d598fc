import type { EndpointCall, api } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { refusal, useGoKart } from '../test/harness.js'

const now = Date.parse('2026-11-22T12:00:00.000Z')
const gokart = await useGoKart({ now: () => now, config: { publicUrl: 'https://go.example.com' } })
const { make } = gokart

type NewOffer = EndpointCall<typeof api.offers.create>['body']
const link = 'https://trk.example/2CTPL/3QQG7/?sub1={gk_click_id}'
const draft = (advertiserId: number, over: Partial<NewOffer> = {}): NewOffer => ({
  advertiserId,
  name: 'Summer sale',
  trackingLink: link,
  trackerId: 'everflow',
  ...over,
})
const asAdvertiser = async (advertiser_id?: number) => {
  const user = await make.user({ role: 'advertiser', ...(advertiser_id ? { advertiser_id } : {}) })
  return { client: gokart.as(user), advertiserId: user.advertiser_id! }
}

const eventNamed = (name: string) => ({ name, payout: '1' })

describe('adding an offer', () => {
  test('answers with its links', async () => {
    const { id: advertiserId, name } = await make.advertiser({
      token_policy: 'required',
      postback_token: 't'.repeat(32),
    })
    const offer = await gokart.as('ops').offers.create({ body: draft(advertiserId) })
    expect(offer).toMatchObject({
      advertiserId,
      advertiserName: name,
      status: 'active',
      currency: 'USD',
      version: 1,
      events: [{ name: '', eventId: null, payoutType: 'flat', payout: '0.00' }],
      warnings: [],
      createdAt: '2026-11-22T12:00:00.000Z',
    })
    expect(offer.clickLink).toBe(`https://go.example.com/c/${offer.key}`)
    const url = `https://go.example.com/postback?gk_click_id={sub1}&cnv_amount={sale_amount}&cnv_conversion_id={transaction_id}&token=${'t'.repeat(32)}`
    expect(offer.postbackUrl).toBe(url)
    expect(offer.postbackUrls).toEqual([{ event: null, url }])
    expect(await gokart.as('ops').offers.get({ params: { id: offer.id } })).toEqual(offer)
  })

  test('with several events: one URL each, and the dynamic one', async () => {
    const { client, advertiserId } = await asAdvertiser()
    const events = [
      { name: 'SignUp', payout: '8' },
      { name: 'FirstTrade', eventId: 'first trade', payout: '120.5' },
    ]
    const offer = await client.offers.create({ body: draft(advertiserId, { events }) })
    expect(offer.events.map(({ eventId, payout }) => [eventId, payout])).toEqual([
      ['SignUp', '8.00'],
      ['first trade', '120.50'],
    ])
    expect(offer.postbackUrl).toContain('&cnv_event_id={event_name}&')
    expect(offer.postbackUrls.map(({ event, url }) => [event, /cnv_event_id=([^&]*)/.exec(url)?.[1]])).toEqual([
      ['SignUp', 'SignUp'],
      ['first trade', 'first%20trade'],
    ])
  })

  test('is seen by the very next click', async () => {
    const { client, advertiserId } = await asAdvertiser()
    const offer = await client.offers.create({ body: draft(advertiserId) })
    expect(gokart.context.snapshot.current().offersByKey.get(offer.key)).toMatchObject({
      id: offer.id,
      status: 'active',
    })
    await client.offers.patch({ params: { id: offer.id }, body: { status: 'paused' } })
    expect(gokart.context.snapshot.current().offersByKey.get(offer.key)).toMatchObject({ status: 'paused' })
  })

  test.each([
    ['an unknown tracker', { trackerId: 'nonesuch' }, '/body/trackerId'],
    ['an end before the start', { startsAt: '2026-12-02T00:00:00Z', endsAt: '2026-12-01T00:00:00Z' }, '/body/endsAt'],
    ['an end at the start', { startsAt: '2026-12-01T02:00:00+02:00', endsAt: '2026-12-01T00:00:00Z' }, '/body/endsAt'],
    ['a link without a click ID', { trackingLink: 'https://adv.example/' }, '/body/trackingLink'],
    ['a macro in the host', { trackingLink: 'https://{country}.example/?c={gk_click_id}' }, '/body/trackingLink'],
    ['an unnamed one of several events', { events: [eventNamed('A'), { payout: '1' }] }, '/body/events/1/name'],
    [
      'an event ID that is there twice',
      { events: [eventNamed('A'), { ...eventNamed('B'), eventId: 'A' }] },
      '/body/events/1/eventId',
    ],
    ['an event of nobody', { events: [{ ...eventNamed('A'), id: 999 }] }, '/body/events/0/id'],
    ['an event without a payout', { events: [{ name: 'A', payuot: '5' } as never] }, '/body/events/0/payout'],
    ['a share above all', { events: [{ payoutType: 'percent' as const, payout: '100.5' }] }, '/body/events/0/payout'],
  ])('refuses %s', async (_, over, pointer) => {
    const { client, advertiserId } = await asAdvertiser()
    const problem = await refusal(client.offers.create({ body: draft(advertiserId, over) }))
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' })
    expect(problem.faults?.map((fault) => fault.pointer)).toEqual([pointer])
    expect(await gokart.db('offers').select('id')).toEqual([])
  })

  test('for another advertiser is refused like for one that is not there', async () => {
    const { client } = await asAdvertiser()
    const other = await make.advertiser()
    const forOther = await refusal(client.offers.create({ body: draft(other.id) }))
    const forNobody = await refusal(client.offers.create({ body: draft(2_000_000) }))
    expect(forOther.faults).toEqual([{ pointer: '/body/advertiserId', message: 'There is no such advertiser' }])
    expect({ ...forOther, requestId: '' }).toEqual({ ...forNobody, requestId: '' })
    expect(await refusal(gokart.as('ops').offers.create({ body: draft(2_000_000) }))).toMatchObject({ status: 422 })
  })
})

describe('changing an offer', () => {
  test('leaves what is not named', async () => {
    const offer = await make.offer({ name: 'Before', tracker_id: 'cake' })
    const body = { name: 'After', advertiserId: offer.advertiser_id }
    const changed = await gokart.as('ops').offers.patch({ params: { id: offer.id }, body })
    expect(changed).toMatchObject({ name: 'After', trackerId: 'cake', version: 2 })
  })

  test('does not give it to another advertiser', async () => {
    const offer = await make.offer()
    const body = { advertiserId: (await make.advertiser()).id }
    expect(await refusal(gokart.as('ops').offers.patch({ params: { id: offer.id }, body }))).toMatchObject({
      status: 422,
      faults: [{ pointer: '/body/advertiserId' }],
    })
  })

  test('of a version that is over is refused', async () => {
    const { id } = await make.offer({ version: 3 })
    const client = gokart.as('ops')
    expect(await refusal(client.offers.patch({ params: { id }, body: { name: 'Late', version: 2 } }))).toMatchObject({
      status: 409,
      code: 'stale_version',
    })
    expect(await client.offers.patch({ params: { id }, body: { name: 'In time', version: 3 } })).toMatchObject({
      version: 4,
    })
  })

  test('cannot take an event away that has conversions', async () => {
    const offer = await make.offer({
      events: [
        { name: 'A', event_id: 'A' },
        { name: 'B', event_id: 'B' },
      ],
    })
    await make.conversion({ offer })
    const client = gokart.as('ops')
    const params = { id: offer.id }
    const withoutA = { events: [{ ...eventNamed('B'), id: offer.events[1]!.id }] }
    expect(await refusal(client.offers.patch({ params, body: withoutA }))).toMatchObject({
      status: 409,
      code: 'event_in_use',
    })
    const withoutB = { events: [{ id: offer.events[0].id, name: 'A', payout: '7' }] }
    const changed = await client.offers.patch({ params, body: withoutB })
    expect(changed.events).toMatchObject([{ id: offer.events[0].id, payout: '7.00' }])
  })

  test('warns of what is odd in the link', async () => {
    const { id } = await make.offer()
    const body = { trackingLink: 'http://adv.example/?s={gk_click_id}&t={pub_sub_16}' }
    const { warnings } = await gokart.as('ops').offers.patch({ params: { id }, body })
    expect(warnings.map(({ code, severity }) => [code, severity])).toEqual([
      ['insecure', 'warning'],
      ['unknown_macro', 'warning'],
    ])
  })
})

describe('offers of others', () => {
  test('are not there: the same answers as for an offer that does not exist', async () => {
    const { client } = await asAdvertiser()
    const { id } = await make.offer()
    const calls = [
      (of: number) => client.offers.get({ params: { id: of } }),
      (of: number) => client.offers.patch({ params: { id: of }, body: { name: 'Mine' } }),
    ]
    for (const call of calls) {
      const theirs = await refusal(call(id))
      expect(theirs).toMatchObject({ status: 404, code: 'not_found' })
      expect({ ...theirs, requestId: '' }).toEqual({ ...(await refusal(call(2_000_000))), requestId: '' })
    }
    expect((await gokart.db('offers').where({ id }).first()).name).not.toBe('Mine')
  })

  test('are in no list, whatever is asked for', async () => {
    const { client, advertiserId } = await asAdvertiser()
    const own = await make.offer({ advertiser_id: advertiserId, name: 'Own' })
    const other = await make.offer({ name: 'Other' })
    expect(await client.offers.list()).toMatchObject({ total: 1, items: [{ id: own.id }] })
    const asked = await client.offers.list({ query: { advertiserId: other.advertiser_id } })
    expect(asked).toMatchObject({ total: 0, items: [] })
    expect(await client.offers.list({ query: { q: 'Other' } })).toMatchObject({ total: 0 })
  })
})
