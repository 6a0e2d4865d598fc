import { parseClickId, verifyClickId, clickIdBytes } from '@gokart/shared/click-id'
import { CLICK_LIMITS } from '@gokart/shared'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { offerGroup } from '../db/offer-group.js'
import { clean, testDatabase } from '../test/database.js'
import { createFactories } from '../test/factories.js'
import { clickIdIn, startRedirect, type RedirectRig } from '../test/redirect-rig.js'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36'
const NOW = Date.parse('2026-11-22T12:00:00.123Z')
let rig: RedirectRig

beforeAll(async () => {
  rig = await startRedirect({ now: () => NOW, trustProxy: ['127.0.0.1'] })
})
beforeEach(async () => {
  await clean()
  await rig.snapshot.refresh()
})
afterAll(() => rig.close())

describe('a click on an active offer', () => {
  it('sends the visitor to the tracking link, with an answer that nobody keeps', async () => {
    const offer = await rig.make.offer({ tracking_link: 'https://adv.example/track?sub1={gk_click_id}&x=1#top' })
    const { status, headers, body } = await rig.send(`/c/${offer.link_key}`)
    expect(status).toBe(302)
    expect(headers.location).toBe(`https://adv.example/track?sub1=${clickIdIn(headers.location)}&x=1#top`)
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['content-length']).toBe('0')
    expect(headers['set-cookie']).toBeUndefined()
    expect(body).toBe('')
  })

  it('is stored before the visitor is told to go, with all that is known', async () => {
    const offer = await rig.make.offer({ link_version: 3 })
    const partner = await rig.make.partner()
    const answer = await rig.send(
      `/c/${offer.link_key}/${partner.link_key}?pub_click_id=pc&pub_member_id=m&pub_session_id=s&pub_sub_1=a&pub_sub_15=z`,
      { 'User-Agent': CHROME, Referer: 'https://blog.example/post?x=1', 'X-Forwarded-For': '8.8.8.8' },
    )
    expect(await rig.clickOf(answer)).toEqual({
      id: Buffer.from(clickIdBytes(clickIdIn(answer.headers.location))!),
      created_at: new Date(NOW),
      offer_id: offer.id,
      offer_group: offerGroup(offer.id),
      advertiser_id: offer.advertiser_id,
      partner_id: partner.id,
      link_version: 3,
      outcome: 'sent',
      traffic_class: 'human',
      ip: '8.8.8.8',
      country: 'US',
      device: 'desktop',
      os: 'Windows',
      browser: 'Chrome',
      user_agent: CHROME,
      referrer: 'https://blog.example/post?x=1',
      pub_click_id: 'pc',
      pub_member_id: 'm',
      pub_session_id: 's',
      ...Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`pub_sub_${index + 1}`, null])),
      pub_sub_1: 'a',
      pub_sub_15: 'z',
      test: 0,
    })
  })

  it('has an ID of ours, signed, with time and offer in it', async () => {
    const offer = await rig.make.offer()
    const ids: string[] = []
    for (let click = 0; click < 3; click++)
      ids.push(clickIdIn((await rig.send(`/c/${offer.link_key}`)).headers.location))
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) {
      expect(parseClickId(id)).toMatchObject({ ours: true, timeMs: NOW, offerNumber: offer.id })
      expect(verifyClickId(clickIdBytes(id)!, rig.snapshot.current().macs)).toBe(true)
    }
  })

  it('fills every macro', async () => {
    const link =
      'https://adv.example/{gk_offer_id}/{gk_advertiser_id}/{gk_partner_id}?id={gk_click_id}&n={gk_offer_name}&t={gk_timestamp}' +
      '&c={country}&d={device}&o={os}&b={browser}&ip={ip}&ua={user_agent}&r={referrer}&pc={pub_click_id}&s3={pub_sub_3}&none={pub_sub_4}&x={unknown}'
    const offer = await rig.make.offer({ tracking_link: link, name: 'Größe & Co' })
    const partner = await rig.make.partner()
    const { headers } = await rig.send(
      `/c/${offer.link_key}/${partner.link_key}?pub_click_id=p%26c&pub_sub_3=%F0%9F%98%80`,
      {
        'User-Agent': CHROME,
        Referer: 'https://blog.example/?a=b',
        'X-Forwarded-For': '2001:4860:4860::8888',
      },
    )
    const location = new URL(headers.location!)
    expect(location.pathname).toBe(`/${offer.id}/${offer.advertiser_id}/${partner.id}`)
    expect(Object.fromEntries(location.searchParams)).toEqual({
      id: clickIdIn(headers.location),
      n: 'Größe & Co',
      t: '1795348800',
      c: 'US',
      d: 'desktop',
      o: 'Windows',
      b: 'Chrome',
      ip: '2001:4860:4860::8888',
      ua: CHROME,
      r: 'https://blog.example/?a=b',
      pc: 'p&c',
      s3: '😀',
      none: '',
      x: '{unknown}',
    })
  })

  it.each([
    ['an unknown partner', '/NOBODY'],
    ['a partner with more behind it', '/NOBODY/x/y'],
    ['a slash at the end', '/'],
  ])('is redirected all the same with %s', async (_, suffix) => {
    const offer = await rig.make.offer()
    const answer = await rig.send(`/c/${offer.link_key}${suffix}`)
    expect(answer.status).toBe(302)
    expect(await rig.clickOf(answer)).toMatchObject({ outcome: 'sent', partner_id: null })
  })

  it.each([
    ['human', { 'User-Agent': CHROME }],
    ['prefetch', { 'User-Agent': CHROME, 'Sec-Purpose': 'prefetch' }],
    ['bot', { 'User-Agent': 'facebookexternalhit/1.1' }],
    ['bot', {}],
  ])('of a %s is stored and redirected', async (expected, headers) => {
    const offer = await rig.make.offer()
    const answer = await rig.send(`/c/${offer.link_key}`, headers as Record<string, string>)
    expect(answer.status).toBe(302)
    expect((await rig.clickOf(answer))?.traffic_class).toBe(expected)
  })

  it('keeps an empty value as none', async () => {
    const offer = await rig.make.offer()
    const answer = await rig.send(`/c/${offer.link_key}?pub_sub_1=&pub_sub_1=b`)
    expect((await rig.clickOf(answer))?.pub_sub_1).toBeNull()
  })

  it('cuts what is too long at a whole character and never answers with an error', async () => {
    const offer = await rig.make.offer({ tracking_link: 'https://adv.example/?id={gk_click_id}&s={pub_sub_1}' })
    const answer = await rig.send(`/c/${offer.link_key}?pub_sub_1=${'%F0%9F%98%80'.repeat(300)}`, {
      'User-Agent': 'a'.repeat(2_000),
      Referer: `https://blog.example/${'b'.repeat(2_000)}`,
    })
    const click = (await rig.clickOf(answer))!
    expect(click.pub_sub_1).toBe('😀'.repeat(CLICK_LIMITS.pub))
    expect(click.user_agent).toBe('a'.repeat(CLICK_LIMITS.userAgent))
    expect(click.referrer?.length).toBe(CLICK_LIMITS.referrer)
    expect(new URL(answer.headers.location!).searchParams.get('s')).toBe('😀'.repeat(CLICK_LIMITS.pub))
  })

  it('stores and passes on what was sent, for every text', { timeout: 60_000 }, async () => {
    const link = 'https://adv.example/{pub_sub_2}?id={gk_click_id}&s={pub_sub_1}#{pub_member_id}'
    const offer = await rig.make.offer({ tracking_link: link })
    const special = fc.constantFrom(..."&#%+=?/{} '\\\r\n\u2028")
    const value = fc.string({
      unit: fc.oneof(special, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
      maxLength: 260,
    })
    await fc.assert(
      fc.asyncProperty(value, value, async (a, b) => {
        const query = new URLSearchParams({ pub_sub_1: a, pub_sub_2: b, pub_member_id: a })
        const answer = await rig.send(`/c/${offer.link_key}?${query}`)
        const kept = (text: string) => Array.from(text.replaceAll('\0', '')).slice(0, CLICK_LIMITS.pub).join('')
        const { location } = answer.headers
        expect(location).toMatch(/^https:\/\/adv\.example\/[\x21-\x7e]*$/)
        const [, path, query1, hash] = /^https:\/\/adv\.example\/([^?#]*)\?id=[^&]*&s=([^#]*)#(.*)$/.exec(location!)!
        expect(decodeURIComponent(query1!)).toBe(kept(a))
        expect(decodeURIComponent(hash!)).toBe(kept(a))
        if (!['.', '..'].includes(kept(b))) expect(decodeURIComponent(path!)).toBe(kept(b))
        const click = await rig.clickOf(answer)
        expect([click?.pub_sub_1, click?.pub_sub_2]).toEqual([kept(a) || null, kept(b) || null])
      }),
      { numRuns: 60 },
    )
  })
})

describe('an offer that takes no visitors', () => {
  const day = (text: string) => new Date(`2026-11-${text}T00:00:00.000Z`)
  const CASES = [
    ['offer_pending', { status: 'pending' }, 404],
    ['offer_paused', { status: 'paused' }, 404],
    ['offer_expired', { status: 'expired' }, 410],
    ['not_started', { starts_at: day('23') }, 404],
    ['offer_expired', { ends_at: day('22') }, 410],
    ['offer_expired', { starts_at: day('01'), ends_at: new Date(NOW) }, 410],
  ] as const

  it.each(CASES)('%s: its fallback, and the reason is recorded', async (outcome, over) => {
    const offer = await rig.make.offer({ ...over, fallback_url: 'https://own.example/?a={gk_click_id}' })
    const answer = await rig.send(`/c/${offer.link_key}?pub_sub_1=a`, { 'User-Agent': CHROME })
    expect(answer.status).toBe(302)
    expect(answer.headers.location).toBe('https://own.example/?a={gk_click_id}')
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(await rig.clicks()).toMatchObject([
      { outcome, offer_id: offer.id, link_version: null, traffic_class: 'human', pub_sub_1: 'a' },
    ])
  })

  it.each(CASES)('%s: else its advertiser’s fallback', async (_, over) => {
    const advertiser = await rig.make.advertiser({ fallback_url: 'https://advertiser.example/' })
    const offer = await rig.make.offer({ ...over, advertiser_id: advertiser.id })
    expect((await rig.send(`/c/${offer.link_key}`)).headers.location).toBe('https://advertiser.example/')
  })

  it.each(CASES)('%s: else a plain page', async (outcome, over, status) => {
    const offer = await rig.make.offer(over)
    const answer = await rig.send(`/c/${offer.link_key}`)
    expect(answer.status).toBe(status)
    expect(answer.headers.location).toBeUndefined()
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.body).toMatch(/^This offer [a-z ]+\.( Come back later\.)?\n$/)
    expect(await rig.clicks()).toMatchObject([{ outcome, offer_id: offer.id }])
  })

  it('takes visitors between its dates', async () => {
    const offer = await rig.make.offer({ starts_at: new Date(NOW), ends_at: day('23') })
    expect((await rig.send(`/c/${offer.link_key}`)).headers.location).toContain('https://shop.example/')
  })

  it.each(['/c/NOBODY', '/c/', '/c//evil.example', '/c/NOBODY/x', '/c/%2e%2e%2fetc', '/c/__proto__', '/c/constructor'])(
    '%s: an unknown offer gets a plain page, and is recorded',
    async (path) => {
      const answer = await rig.send(`${path}?pub_sub_1=a`)
      expect(answer).toMatchObject({
        status: 404,
        body: 'There is nothing behind this link. Check that it was copied in full.\n',
      })
      expect(await rig.clicks()).toMatchObject([
        { outcome: 'unknown_offer', offer_id: null, advertiser_id: null, pub_sub_1: 'a' },
      ])
    },
  )
})

describe('other methods', () => {
  it('HEAD gets the headers of the redirect and records nothing', async () => {
    const offer = await rig.make.offer()
    const answer = await rig.send(`/c/${offer.link_key}`, {}, 'HEAD')
    expect(answer.status).toBe(302)
    expect(answer.headers.location).toBe(`https://shop.example/landing?click_id=${clickIdIn(answer.headers.location)}`)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect((await rig.send('/c/NOBODY', {}, 'HEAD')).status).toBe(404)
    expect(await rig.clicks()).toEqual([])
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])(
    '%s is refused and records nothing',
    async (method) => {
      const offer = await rig.make.offer()
      const answer = await rig.send(`/c/${offer.link_key}`, {}, method)
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
      expect(await rig.clicks()).toEqual([])
    },
  )
})

describe('what other processes write', () => {
  it('counts without being told: half a second by the poll, more on a busy machine', async () => {
    const { db } = await testDatabase()
    const elsewhere = createFactories(db)
    const offer = await elsewhere.offer()
    const location = async () => (await rig.send(`/c/${offer.link_key}`)).headers.location
    await vi.waitFor(async () => expect(await location()).toContain('https://shop.example/'), {
      timeout: 10_000,
      interval: 20,
    })
    await db('offers')
      .where({ id: offer.id })
      .update({ tracking_link: 'https://new.example/{gk_click_id}', link_version: 2 })
    await elsewhere.partner()
    await vi.waitFor(async () => expect(await location()).toContain('https://new.example/'), {
      timeout: 10_000,
      interval: 20,
    })
  })
})
