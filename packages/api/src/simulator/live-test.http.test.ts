import { LIVE_TEST_MS, type Client, type LiveTest } from '@gokart/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import type { OfferWithEvents } from '../test/factories.js'
import { refusal, startGoKart, useGoKart } from '../test/harness.js'

const gokart = await useGoKart({ config: { publicUrl: 'https://go.example' } })
const VISITOR = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0' }

let offer: OfferWithEvents
let owner: { id: number }
beforeEach(async () => {
  offer = await gokart.make.offer({
    tracker_id: 'cake',
    tracking_link: 'https://trk.example.com/?a=1&s2={gk_click_id}',
  })
  owner = await gokart.make.user({ advertiser_id: offer.advertiser_id })
})

const states = ({ steps }: LiveTest) => steps.map(({ state }) => state)
type Messages = AsyncIterator<LiveTest>

async function open(client: Client, since = new Date().toISOString(), clickId?: string): Promise<Messages> {
  const query = { since, ...(clickId ? { clickId } : {}) }
  const messages = await client.simulations.follow({ params: { id: offer.id }, query })
  return messages[Symbol.asyncIterator]()
}

/** Reads on until it is as expected; fails by the test's own time limit. */
async function until(messages: Messages, wanted: (test: LiveTest) => boolean): Promise<LiveTest> {
  for (;;) {
    const { done, value } = await messages.next()
    if (done) throw new Error('The stream ended')
    if (wanted(value)) return value
  }
}

async function followTestLink(client: Client): Promise<string> {
  const { clickLink } = await client.simulations.testLink({ params: { id: offer.id } })
  const click = await gokart.fetch(clickLink.replace('https://go.example', ''), { headers: VISITOR })
  return new URL(click.headers.get('location') ?? '').searchParams.get('s2') ?? ''
}

describe('a test that is followed live', () => {
  it('goes from the click to the conversion, which counts nowhere', async () => {
    const client = gokart.as(owner)
    const messages = await open(client)
    const first = (await messages.next()).value as LiveTest
    expect(states(first)).toEqual(['waiting', 'waiting', 'waiting', 'waiting'])
    const clickId = await followTestLink(client)
    const clicked = await until(messages, (test) => test.clickId !== null)
    expect(clicked).toMatchObject({ clickId, destination: `https://trk.example.com/?a=1&s2=${clickId}`, over: false })
    expect(states(clicked)).toEqual(['done', 'done', 'waiting', 'waiting'])
    await gokart.fetch(`/postback?gk_click_id=${clickId}`)
    const converted = await until(messages, (test) => test.conversions.length > 0)
    expect(states(converted)).toEqual(['done', 'done', 'done', 'done'])
    expect(converted.conversions).toMatchObject([{ test: true }])
    await messages.return?.()
    const ever = { from: '2025-01-01T00:00:00Z', to: '2028-01-01T00:00:00Z' }
    const { totals } = await client.reports.run({
      query: { ...ever, metrics: 'clicks,conversions,rejected_postbacks' },
    })
    expect(totals).toEqual({ clicks: 0, conversions: 0, rejected_postbacks: 0 })
    expect((await client.conversions.list()).total).toBe(0)
  })

  it('shows a rejected postback with its reason and the URL that is right', async () => {
    const sale = await gokart.make.offer({
      tracking_link: 'https://trk.example.com/?s2={gk_click_id}',
      tracker_id: 'cake',
      events: [
        { name: 'Sale', event_id: 'Sale' },
        { name: 'Lead', event_id: 'Lead' },
      ],
    })
    offer = sale
    const client = gokart.as('ops')
    const messages = await open(client)
    const clickId = await followTestLink(client)
    await gokart.fetch(`/postback?gk_click_id=${clickId}&cnv_event_id=sale`)
    const test = await until(messages, ({ postbacks }) => postbacks.length > 0)
    await messages.return?.()
    expect(states(test)).toEqual(['done', 'done', 'done', 'failed'])
    const url = `https://go.example/postback?gk_click_id=${clickId}&cnv_event_id=Sale`
    expect(test.steps[3]?.causes).toMatchObject([{ remedy: expect.stringContaining('Sale'), copy: { text: url } }])
    expect(test.postbacks).toMatchObject([{ reason: 'unknown_event', correctedUrl: url }])
  })

  it('says that the click ID stands where the tracker does not read it', async () => {
    offer = await gokart.make.offer({
      tracking_link: 'https://demo.go2cloud.org/?subid={gk_click_id}',
      tracker_id: 'tune',
    })
    const client = gokart.as('ops')
    const messages = await open(client)
    const { clickLink } = await client.simulations.testLink({ params: { id: offer.id } })
    await gokart.fetch(clickLink.replace('https://go.example', ''), { headers: VISITOR })
    const test = await until(messages, ({ clickId }) => clickId !== null)
    await messages.return?.()
    expect(test.steps[1]).toMatchObject({
      state: 'failed',
      causes: [{ copy: { label: 'Tracking link', text: 'https://demo.go2cloud.org/?aff_click_id={gk_click_id}' } }],
    })
  })

  it('shows what came without a click ID: of the own advertiser, and to ops also of nobody', async () => {
    const advertiser = await gokart.make.advertiser({ token_policy: 'optional' })
    offer = await gokart.make.offer({ advertiser_id: advertiser.id })
    const since = new Date().toISOString()
    await gokart.fetch(`/postback?gk_click_id=%23s2%23&token=${advertiser.postback_token}`)
    await gokart.fetch('/postback?gk_click_id=%7Bnobody%7D')
    const told = async (client: Client) => {
      const messages = await open(client, since)
      const { value } = await messages.next()
      await messages.return?.()
      return (value as LiveTest).strays.map(({ url }) => new URL(url, 'http://x').searchParams.get('gk_click_id'))
    }
    expect(await told(gokart.as(await gokart.make.user({ advertiser_id: advertiser.id })))).toEqual(['#s2#'])
    expect(await told(gokart.as('ops'))).toEqual(['{nobody}', '#s2#'])
  })

  it('sees what came to another process', async () => {
    const other = await startGoKart()
    const client = gokart.as(owner)
    const messages = await open(client)
    await messages.next()
    const { clickLink } = await client.simulations.testLink({ params: { id: offer.id } })
    await other.context.snapshot.refresh()
    await other.fetch(clickLink.replace('https://go.example', ''), { headers: VISITOR })
    expect(states(await until(messages, ({ clickId }) => clickId !== null)).slice(0, 2)).toEqual(['done', 'done'])
    await messages.return?.()
    await other.close()
  })

  it('tells the whole state to whoever comes back, and ends with the test', async () => {
    const client = gokart.as(owner)
    const since = new Date().toISOString()
    const clickId = await followTestLink(client)
    await followTestLink(client)
    const again = await open(client, since, clickId)
    expect((await again.next()).value).toMatchObject({ clickId, clicks: [{}, { clickId }] })
    await again.return?.()
    const ended = await open(client, new Date(Date.now() - LIVE_TEST_MS).toISOString())
    expect((await ended.next()).value).toMatchObject({ over: true })
    expect((await ended.next()).done).toBe(true)
  })

  it('follows no click of another offer, and no real one', async () => {
    const strange = await gokart.make.click()
    const real = await gokart.make.click({ offer })
    for (const { id } of [strange, real]) {
      const hex = id.toString('hex')
      const clickId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
      const messages = await open(gokart.as('ops'), new Date().toISOString(), clickId)
      expect((await messages.next()).value).toMatchObject({ clickId: null, clicks: [] })
      await messages.return?.()
    }
  })
})

describe('the stream', () => {
  const path = () => `/api/offers/${offer.id}/test?since=${new Date().toISOString()}`

  it('goes through proxies as it comes', async () => {
    const response = await gokart.fetch(path(), { headers: { cookie: await gokart.cookie(owner) } })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': expect.stringContaining('text/event-stream'),
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    await response.body?.cancel()
  })

  it('ends at the sign-out', async () => {
    const cookie = await gokart.cookie(owner)
    const response = await gokart.fetch(path(), { headers: { cookie } })
    const text = response.text()
    await gokart.fetch('/api/session', { method: 'DELETE', headers: { cookie } })
    expect(await text).toContain('data: {')
    expect((await gokart.fetch(path(), { headers: { cookie } })).status).toBe(401)
  })

  it('is bounded for each user, and one that was left makes room', async () => {
    const cookie = await gokart.cookie(owner)
    const start = () => gokart.fetch(path(), { headers: { cookie } })
    const streams = await Promise.all(Array.from({ length: 5 }, start))
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect((await start()).status).toBe(429)
    await streams[0]?.body?.cancel()
    await expect
      .poll(async () => {
        const again = await start()
        await again.body?.cancel()
        return again.status
      })
      .toBe(200)
    await Promise.all(streams.slice(1).map(({ body }) => body?.cancel()))
  })

  it('refuses a start that is no moment, and offers of others', async () => {
    const follow = (client: Client, since: string, id = offer.id) =>
      refusal(client.simulations.follow({ params: { id }, query: { since } }) as Promise<unknown>)
    expect((await follow(gokart.as(owner), 'yesterday')).faults).toMatchObject([{ pointer: '/query/since' }])
    const stranger = gokart.as(await gokart.make.user({ role: 'advertiser' }))
    expect((await follow(stranger, new Date().toISOString())).code).toBe('not_found')
  })
})
