import type { PostbackAnswer } from '@gokart/shared'
import { describe, expect, it } from 'vitest'
import { createApp } from './app.js'
import { createHttpServer } from './http/server.js'
import { PASSWORD } from './test/factories.js'
import { startGoKart, useGoKart } from './test/harness.js'

const gokart = await useGoKart()
const { make } = gokart

/** From the click to the credited conversion, on the server at this address: what each step answered. */
async function journey(url: string) {
  const offer = await make.offer({ tracking_link: 'https://shop.example/?sub1={gk_click_id}' })
  const click = await fetch(`${url}/c/${offer.link_key}?pub_click_id=abc`, { redirect: 'manual' })
  const clickId = new URL(click.headers.get('location')!).searchParams.get('sub1')!
  const values = new URLSearchParams({ gk_click_id: clickId, cnv_conversion_id: 'order-1' })
  const first = await fetch(`${url}/postback?${values}`)
  const fromPage = { method: 'POST', body: values, headers: { origin: 'https://adv.example' } }
  const second = await fetch(`${url}/postback`, fromPage)
  const ops = gokart.as('ops')
  const story = await ops.clicks.get({ params: { clickId } })
  const { items } = await ops.conversions.list({ query: { clickId } })
  return {
    redirect: [click.status, click.headers.get('cache-control')],
    pubClickId: story.recorded && story.pubClickId,
    postbacks: [await statusIn(first), await statusIn(second)],
    conversions: items.map(({ conversionId, revenue }) => [conversionId, revenue]),
  }
}

const statusIn = async (answer: Response) => ((await answer.json()) as PostbackAnswer).status

const credited = {
  redirect: [302, 'no-store'],
  pubClickId: 'abc',
  postbacks: ['accepted', 'duplicate'],
  conversions: [['order-1', '10.00']],
}

describe('GoKart as a whole', () => {
  it('credits a conversion to its click', async () => {
    expect(await journey(gokart.url)).toEqual(credited)
  })

  it('does so without the short cut before Express', async () => {
    const server = createHttpServer(createApp(gokart.context), [], gokart.context.log)
    const port = await server.listen(0, '127.0.0.1')
    expect(await journey(`http://127.0.0.1:${port}`)).toEqual(credited)
    await server.close(1_000)
  })

  it('shows an offer that was added a moment ago to the very next click', async () => {
    const { id: advertiserId } = await make.advertiser()
    const trackingLink = 'https://shop.example/?c={gk_click_id}'
    const body = { advertiserId, name: 'New', trackingLink }
    const { clickLink } = await gokart.as('ops').offers.create({ body })
    const answer = await gokart.fetch(new URL(clickLink).pathname)
    expect(answer.status).toBe(302)
  })
})

describe('the headers', () => {
  it('let the admin load from here alone, and nobody frame it', async () => {
    const { headers } = await gokart.fetch('/')
    const policy = headers.get('content-security-policy')!
    expect(policy.split(';')).toEqual(
      expect.arrayContaining(["default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]),
    )
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  it.each([
    ['https://go.example.com', 'max-age=31536000; includeSubDomains', '__Host-gokart', '; Secure; '],
    ['http://localhost:3000', null, 'gokart', '; HttpOnly; '],
  ])('and the cookie follow %s', async (publicUrl, strictTransport, name, flags) => {
    const own = await startGoKart({ config: { publicUrl } })
    const { email } = await own.make.user()
    const answer = await own.fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: PASSWORD }),
    })
    expect(answer.headers.get('strict-transport-security')).toBe(strictTransport)
    expect(answer.headers.getSetCookie()[0]).toMatch(
      new RegExp(`^${name}=.{43}; Max-Age=\\d+; Path=/; .*SameSite=Lax$`),
    )
    expect(answer.headers.getSetCookie()[0]).toContain(flags)
    await own.close()
  })
})

describe('health', () => {
  it('tells that all parts work', async () => {
    expect(await (await gokart.fetch('/health/live')).json()).toEqual({ status: 'ok' })
    const ready = await gokart.fetch('/health/ready')
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({ status: 'ok', database: 'ok', snapshot: 'ok' })
  })
})
