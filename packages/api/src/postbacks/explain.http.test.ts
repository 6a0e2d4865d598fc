import type { PostbackExplanation } from '@gokart/shared'
import { createClickIdMinter } from '@gokart/shared/click-id'
import { beforeEach, describe, expect, test } from 'vitest'
import { bytesToUuid, uuidToBytes } from '../db/uuid.js'
import type { OfferWithEvents } from '../test/factories.js'
import { refusal, useGoKart } from '../test/harness.js'

const BASE = 'https://go.example.com'
const gokart = await useGoKart({ config: { publicUrl: BASE } })
const { make, db } = gokart

let offer: OfferWithEvents
let own: { id: number }

beforeEach(async () => {
  offer = await make.offer({
    name: 'Mine',
    tracker_id: 'tune',
    tracking_link: 'https://t.example/?aff_click_id={gk_click_id}',
  })
  own = await make.user({ advertiser_id: offer.advertiser_id })
})

function signed(of: OfferWithEvents, ago = 3_600_000): string {
  const [mac] = gokart.context.snapshot.current().macs
  return createClickIdMinter({ mac, node: Math.floor(Math.random() * 16_384), now: () => Date.now() - ago }).mint(of.id)
}
async function stored(of: OfferWithEvents): Promise<string> {
  const id = signed(of)
  await make.click({ id: uuidToBytes(id), offer: of })
  return id
}
const forgedOf = (id: string) => id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')
const explain = (url: string, who: 'ops' | { id: number } = own) =>
  gokart.as(who).postbackTools.explain({ body: { url: `${BASE}/postback?${url}` } })
const everything = async () => {
  const tables = ['postbacks', 'conversions', 'conversion_changes', 'event_usage', 'clicks']
  return Promise.all(tables.map((table) => db(table)))
}

describe('an explanation', () => {
  test('is what would be decided now, writes nothing and leaves no lock', async () => {
    const limited = await make.offer({ advertiser_id: offer.advertiser_id, events: [{ cap_daily: 1 }] })
    const id = await stored(limited)
    const before = await everything()
    for (const _ of [1, 2]) {
      expect(await explain(`gk_click_id=${id}`)).toMatchObject({ outcome: 'accepted', reason: null, httpStatus: 200 })
    }
    expect(await everything()).toEqual(before)
    await db.raw('SELECT id FROM clicks WHERE id = ? FOR UPDATE NOWAIT', [uuidToBytes(id)])
    await gokart.fetch(`/postback?gk_click_id=${id}`)
    const again = await explain(`gk_click_id=${id}`)
    expect(again).toMatchObject({ outcome: 'duplicate', reason: 'duplicate', httpStatus: 200 })
    expect(again.conversionId).toBe(bytesToUuid((await db('conversions').first()).id))
    expect(await explain(`gk_click_id=${await stored(limited)}`)).toMatchObject({ reason: 'over_cap', httpStatus: 409 })
  })

  test('says rule by rule what passed, and what a sender reads', async () => {
    const story = await explain(`gk_click_id={s2}&cnv_amount=5`)
    expect(story).toMatchObject({
      outcome: 'rejected',
      reason: 'unreplaced_macro',
      httpStatus: 400,
      url: '/postback?gk_click_id={s2}&cnv_amount=5',
      correctedUrl: `${BASE}/postback?gk_click_id={aff_click_id}&cnv_amount=5`,
      correctedUrlNote: 'TUNE (HasOffers) puts the click ID in the place of {aff_click_id}.',
    })
    expect(story.rules.slice(0, 3).map(({ result }) => result)).toEqual(['passed', 'failed', 'not_reached'])
  })

  test('of a body, of another time, of an address', async () => {
    const { id: advertiserId } = await make.advertiser({ ip_allow_list: '["203.0.113.0/24"]' })
    const mine = await make.offer({ advertiser_id: advertiserId, max_days_after_click: 1 })
    const gk_click_id = await stored(mine)
    const ask = (over: object) =>
      gokart
        .as('ops')
        .postbackTools.explain({ body: { url: '/postback', body: JSON.stringify({ gk_click_id }), ...over } })
    const unknownSender = await ask({})
    expect(unknownSender).toMatchObject({ outcome: 'accepted', method: 'POST', contentType: 'application/json' })
    expect(unknownSender.notes.at(-1)).toContain('IP allow-list was not asked')
    expect(await ask({ ip: '198.51.100.1' })).toMatchObject({ reason: 'ip_not_allowed' })
    const receivedAt = new Date(Date.now() + 3 * 86_400_000).toISOString()
    expect(await ask({ ip: '203.0.113.7', receivedAt })).toMatchObject({ reason: 'too_late', receivedAt })
  })

  test('of a log row is as of its arrival, by the rules of today, with the token that came', async () => {
    const { postback_token: token } = await db('advertisers').where({ id: offer.advertiser_id }).first()
    const id = await stored(offer)
    const answer = await gokart.fetch(`/postback?gk_click_id=${id}&cnv_amount=abc&token=${token}`)
    const { postback_id: postbackId } = (await answer.json()) as { postback_id: string }
    const story = await gokart.as(own).postbackTools.explain({ body: { postbackId } })
    expect(story).toMatchObject({ reason: 'invalid_amount', offerName: 'Mine' })
    expect(story.notes).toEqual([])
    expect(story.receivedAt).toBe((await gokart.as(own).postbacks.get({ params: { id: postbackId } })).receivedAt)

    const good = await gokart.fetch(`/postback?gk_click_id=${id}&token=${token}`)
    const counted = (await good.json()) as { postback_id: string }
    const second = await gokart.as(own).postbackTools.explain({ body: { postbackId: counted.postback_id } })
    expect(second.outcome).toBe('duplicate')
    expect(second.notes).toEqual([expect.stringContaining('This postback itself made the conversion')])
  })

  test.each([
    [{ url: 'https://go.example.com/c/KEY' }, '/body/url'],
    [{ url: '/postback', postbackId: '0199c2f4-7a31-8005-92c4-00002af81d6e' }, '/body/url'],
    [{}, '/body/url'],
    [{ url: `/postback?x=${'y'.repeat(17_000)}` }, '/body/url'],
    [{ url: '/postback', body: 'y'.repeat(17_000) }, '/body/body'],
    [{ url: '/postback', ip: 'localhost' }, '/body/ip'],
    [{ url: '/postback', receivedAt: '1970-01-01T00:00:00Z' }, '/body/receivedAt'],
    [{ url: '/postback', receivedAt: '9999-12-31T23:59:59Z' }, '/body/receivedAt'],
  ])('needs something to explain: %j', async (body, pointer) => {
    expect(await refusal(gokart.as(own).postbackTools.explain({ body }))).toMatchObject({
      status: 422,
      faults: [{ pointer }],
    })
  })

  test('is given 60 times a minute to each user', async () => {
    const body = { url: '/postback' }
    const client = gokart.as(own)
    const all = await Promise.all(
      Array.from({ length: 61 }, () => client.postbackTools.explain({ body }).catch(() => null)),
    )
    expect(all.filter(Boolean)).toHaveLength(60)
    expect(await refusal(client.postbackTools.explain({ body }))).toMatchObject({ code: 'too_many_requests' })
    expect(await gokart.as(await make.user()).postbackTools.explain({ body })).toMatchObject({ outcome: 'rejected' })
  })
})

describe('an advertiser’s user is told of what is another’s as of what is not there', () => {
  /** Without what only tells the texts apart that were asked. */
  const plain = (story: PostbackExplanation, ...texts: string[]) =>
    JSON.parse(
      texts.reduce((text, sent) => text.replaceAll(sent, 'SENT'), JSON.stringify({ ...story, receivedAt: '' })),
    ) as unknown

  async function expectSame(theirs: string, nobodys: string, rest = ''): Promise<void> {
    const [a, b] = [await explain(`gk_click_id=${theirs}${rest}`), await explain(`gk_click_id=${nobodys}${rest}`)]
    expect(plain(a, theirs)).toEqual(plain(b, nobodys))
    expect(JSON.stringify(a)).not.toContain('Zebrafish')
  }

  let other: OfferWithEvents
  beforeEach(async () => {
    const { id } = await make.advertiser({ name: 'Zebrafish', token_policy: 'required' })
    other = await make.offer({
      advertiser_id: id,
      name: 'Zebrafish offer',
      events: [{ name: 'Zebrafish', event_id: 'Zebrafish' }],
    })
  })

  test('a signed click, and whether its check value is right', async () => {
    const theirs = await stored(other)
    await expectSame(theirs, signed({ ...other, id: 9_999_999 }))
    await expectSame(theirs, forgedOf(signed(other)))
    await expectSame(theirs, signed(other))
    expect(await explain(`gk_click_id=${theirs}`)).toMatchObject({
      reason: 'unknown_click',
      offerId: null,
      advertiserId: null,
    })
  })

  /** Of the same form, and of no click. */
  const nobodysLike = (id: Buffer) => bytesToUuid(Buffer.concat([id.subarray(0, 13), Buffer.from('abcdef', 'hex')]))

  test('an imported click, its conversion, its event and the amount', async () => {
    const { click_id: id } = await make.conversion({ click: await make.click({ offer: other }) })
    await expectSame(bytesToUuid(id), nobodysLike(id))
    await expectSame(bytesToUuid(id), nobodysLike(id), `&cnv_event_id=${other.events[0].event_id?.toLowerCase()}`)
    await expectSame(bytesToUuid(id), nobodysLike(id), '&cnv_amount=x')
  })

  test('a click of no offer', async () => {
    const { id } = await make.click({ offer_id: null, advertiser_id: null, outcome: 'unknown_offer' })
    await expectSame(bytesToUuid(id), nobodysLike(id))
  })

  test('a click ID with a slip', async () => {
    const theirs = await stored(other)
    await expectSame(forgedOf(theirs), forgedOf(signed({ ...other, id: 9_999_999 })))
    await expectSame(theirs.slice(0, -3), signed({ ...other, id: 9_999_999 }).slice(0, -3))
  })

  test('a token', async () => {
    const { postback_token: theirs } = await db('advertisers').where({ id: other.advertiser_id }).first()
    for (const token_policy of ['off', 'optional'] as const) {
      await db('advertisers').where({ id: offer.advertiser_id }).update({ token_policy })
      await make.partner()
      const id = await stored(offer)
      const [a, b] = [
        await explain(`gk_click_id=${id}&token=${theirs}`),
        await explain(`gk_click_id=${id}&token=made-up`),
      ]
      expect(plain(a)).toEqual(plain(b))
      expect(a.reason).toBe(token_policy === 'off' ? null : 'token_invalid')
    }
  })

  test('a log row', async () => {
    const { id } = await make.postback({ click: await make.click({ offer: other }) })
    const ask = (postbackId: string) => refusal(gokart.as(own).postbackTools.explain({ body: { postbackId } }))
    const [theirs, nobodys] = [await ask(bytesToUuid(id)), await ask('efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32')]
    expect({ ...theirs, requestId: '' }).toEqual({ ...nobodys, requestId: '' })
    expect(theirs.status).toBe(404)
  })

  test('and ops are told', async () => {
    expect(await explain(`gk_click_id=${await stored(other)}`, 'ops')).toMatchObject({
      reason: 'token_missing',
      advertiserName: 'Zebrafish',
      offerName: 'Zebrafish offer',
    })
  })
})
