import { PostbackAnswer } from '@gokart/shared'
import { createClickIdMinter } from '@gokart/shared/click-id'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ConversionRow, EventUsageRow, OfferEventRow } from '../db/tables.js'
import { bytesToUuid, uuidToBytes } from '../db/uuid.js'
import type { OfferWithEvents } from '../test/factories.js'
import { type GoKart, startGoKart, useGoKart } from '../test/harness.js'

/* The rules that rest on more than one postback, against two processes' worth of GoKart on one database. */

const NOW = Date.parse('2026-11-22T12:00:00.000Z')
let now = NOW
const settings = { now: () => now, config: { trustProxy: ['127.0.0.1', '10.0.0.0/8'] } }
const gokart = await useGoKart(settings)
const { make, db } = gokart
let other: GoKart

beforeAll(async () => void (other = await startGoKart(settings)))
beforeEach(() => void (now = NOW))
afterAll(() => other.close())

type Parameters = Record<string, string>

async function send(parameters: Parameters, to: GoKart = gokart, headers: Record<string, string> = {}) {
  const response = await to.fetch(`/postback?${new URLSearchParams(parameters)}`, { headers })
  const body = PostbackAnswer.parse(await response.json())
  return { status: response.status, body, told: 'reason' in body ? body.reason : body.status }
}

/** All at once, in turns to both. */
async function sendAll(all: readonly Parameters[]) {
  await other.context.snapshot.refresh()
  return Promise.all(all.map((parameters, index) => send(parameters, index % 2 ? other : gokart)))
}

const many = <T>(count: number, each: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => each(index))
function tally(answers: readonly { told: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { told } of answers) counts[told] = (counts[told] ?? 0) + 1
  return counts
}
const conversions = (): Promise<ConversionRow[]> => db('conversions').orderBy('id')
const usage = (): Promise<EventUsageRow[]> => db('event_usage').orderBy('period')

const withEvent = (event: Partial<OfferEventRow>) => make.offer({ events: [event] })
/** A click of an hour ago. */
async function clickOf(offer: OfferWithEvents, over: object = {}): Promise<string> {
  return bytesToUuid((await make.click({ offer, created_at: new Date(now - 3_600_000), ...over })).id)
}
const clicksOf = (offer: OfferWithEvents, count: number) => Promise.all(many(count, () => clickOf(offer)))

describe('a cap', () => {
  it('of 10 has ten of 32 at once, to the place', async () => {
    const ids = await clicksOf(await withEvent({ cap_daily: 10 }), 32)
    expect(tally(await sendAll(ids.map((gk_click_id) => ({ gk_click_id }))))).toEqual({ accepted: 10, over_cap: 22 })
    expect(await conversions()).toHaveLength(10)
    expect(await usage()).toMatchObject([{ period: 'daily', conversions: 10, revenue: '100.0000' }])
  })

  it('takes no place for what comes again: of 4 clicks 8 times each, 4 count and the others are told which', async () => {
    const offer = await withEvent({ cap_lifetime: 4 })
    const ids = await clicksOf(offer, 4)
    const answers = await sendAll(many(32, (index) => ({ gk_click_id: ids[index % 4]! })))
    expect(tally(answers)).toEqual({ accepted: 4, duplicate: 28 })
    const counted = (await conversions()).map(({ id }) => bytesToUuid(id))
    expect(new Set(answers.map(({ body }) => 'conversion_id' in body && body.conversion_id))).toEqual(new Set(counted))
    expect((await send({ gk_click_id: await clickOf(offer) })).told).toBe('over_cap')
  })

  it('that is full does not hide that a conversion was counted with another click', async () => {
    const offer = await withEvent({ cap_daily: 1 })
    const ids = await clicksOf(offer, 32)
    const answers = await sendAll(ids.map((gk_click_id) => ({ gk_click_id, cnv_conversion_id: 'A' })))
    expect(tally(answers)).toEqual({ accepted: 1, duplicate: 31 })
    expect((await send({ gk_click_id: await clickOf(offer), cnv_conversion_id: 'B' })).told).toBe('over_cap')
  })

  it('has a place again when a conversion is rejected, by its sender or by hand', async () => {
    const offer = await withEvent({ cap_daily: 1 })
    const [one, two, three] = await clicksOf(offer, 3)
    const next = (gk_click_id: string) => send({ gk_click_id })
    expect([(await next(one!)).told, (await next(two!)).told]).toEqual(['accepted', 'over_cap'])
    expect((await send({ gk_click_id: one!, cnv_status: 'rejected' })).told).toBe('duplicate')
    expect((await next(two!)).told).toBe('accepted')
    const [, second] = await conversions()
    const params = { id: bytesToUuid(second!.id) }
    await gokart.as('ops').conversions.patch({ params, body: { status: 'rejected', reason: 'Checked' } })
    expect((await next(three!)).told).toBe('accepted')
    expect(await usage()).toMatchObject([{ conversions: 1 }])
  })

  it('begins anew with its period', async () => {
    const offer = await withEvent({ cap_daily: 1, cap_weekly: 2 })
    const next = async () => (await send({ gk_click_id: await clickOf(offer) })).told
    expect([await next(), await next()]).toEqual(['accepted', 'over_cap'])
    now = Date.parse('2026-11-23T00:00:00.000Z')
    expect([await next(), await next()]).toEqual(['accepted', 'over_cap'])
    now += 86_400_000
    // Monday and Tuesday of one week; the Sunday before was another.
    expect([await next(), await next()]).toEqual(['accepted', 'over_cap'])
    now += 86_400_000
    expect(await next()).toBe('over_cap')
  })

  it('counts what was there before it was set', async () => {
    const offer = await withEvent({})
    for (const gk_click_id of await clicksOf(offer, 3)) await send({ gk_click_id })
    const events = [{ payout: '10', caps: { monthly: 5 } }]
    await gokart.as('ops').offers.patch({ params: { id: offer.id }, body: { events } })
    const ids = await clicksOf(offer, 16)
    expect(tally(await sendAll(ids.map((gk_click_id) => ({ gk_click_id }))))).toEqual({ accepted: 2, over_cap: 14 })
  })

  it('costs an offer without one nothing', async () => {
    const ids = await clicksOf(await withEvent({}), 8)
    expect(tally(await sendAll(ids.map((gk_click_id) => ({ gk_click_id }))))).toEqual({ accepted: 8 })
    expect(await usage()).toEqual([])
  })
})

it('a budget is spent to the last conversion that fits, by 32 at once', async () => {
  const offer = await withEvent({ payout_type: 'percent', payout: '10', budget_monthly: '25' })
  const ids = await clicksOf(offer, 32)
  const answers = await sendAll(ids.map((gk_click_id) => ({ gk_click_id, cnv_amount: '40' })))
  expect(tally(answers)).toEqual({ accepted: 6, over_budget: 26 })
  expect(await usage()).toMatchObject([{ conversions: 6, revenue: '24.0000' }])
  // What is left is enough for less.
  const small = { gk_click_id: await clickOf(offer), cnv_amount: '10' }
  expect((await send(small)).told).toBe('accepted')
})

describe('a member', () => {
  const member = { pub_member_id: 'm-1' }
  const orders = (ids: readonly string[]) =>
    ids.map((gk_click_id, index) => ({ gk_click_id, cnv_conversion_id: `A${index}` }))

  it('counts once of 32 clicks at once with orders of their own', async () => {
    const offer = await withEvent({})
    const ids = await Promise.all(many(32, () => clickOf(offer, member)))
    expect(tally(await sendAll(orders(ids)))).toEqual({ accepted: 1, repeat: 31 })
    expect(await conversions()).toMatchObject([{ only_one: 1 }])
  })

  it('counts each time where repeats are allowed, and not any more when they are not', async () => {
    const offer = await withEvent({ allow_repetitions: 1 })
    const ids = await Promise.all(many(8, () => clickOf(offer, member)))
    expect(tally(await sendAll(orders(ids)))).toEqual({ accepted: 8 })
    const events = [{ payout: '10', allowRepetitions: false }]
    await gokart.as('ops').offers.patch({ params: { id: offer.id }, body: { events } })
    expect((await send({ gk_click_id: await clickOf(offer, member) })).told).toBe('repeat')
  })

  it('is one of its partner and event, and nobody where the partner’s macro was not replaced', async () => {
    const offer = await make.offer({
      events: [
        { name: 'A', event_id: 'A' },
        { name: 'B', event_id: 'B' },
      ],
    })
    const partner = await make.partner()
    const sent = async (cnv_event_id: string, over: object) =>
      (await send({ gk_click_id: await clickOf(offer, over), cnv_event_id })).told
    expect(await sent('A', member)).toBe('accepted')
    expect(await sent('B', member)).toBe('accepted')
    expect(await sent('A', { ...member, partner_id: partner.id })).toBe('accepted')
    expect(await sent('A', { ...member, partner_id: partner.id })).toBe('repeat')
    for (const pub_member_id of ['{member}', '{member}', '', null, null]) {
      expect(await sent('A', { pub_member_id })).toBe('accepted')
    }
  })

  it('may convert anew when its conversion was rejected', async () => {
    const offer = await withEvent({})
    const [one, two, three] = await Promise.all(many(3, () => clickOf(offer, member)))
    expect((await send({ gk_click_id: one! })).told).toBe('accepted')
    expect((await send({ gk_click_id: one!, cnv_status: 'rejected' })).told).toBe('duplicate')
    expect(tally(await sendAll([{ gk_click_id: two! }, { gk_click_id: three! }]))).toEqual({ accepted: 1, repeat: 1 })
  })

  it('that was counted with the same order is a duplicate before it is a repeat', async () => {
    const offer = await withEvent({})
    const ids = await Promise.all(many(16, () => clickOf(offer, member)))
    expect(tally(await sendAll(ids.map((gk_click_id) => ({ gk_click_id, cnv_conversion_id: 'A' }))))).toEqual({
      accepted: 1,
      duplicate: 15,
    })
  })
})

describe('events in an order', () => {
  const steps = () =>
    make.offer({
      events: [
        { name: 'Install', event_id: 'install', sequence_number: 1 },
        { name: 'Deposit', event_id: 'deposit', sequence_number: 2, min_seconds_after_previous: 60 },
        { name: 'Survey', event_id: 'survey' },
      ],
    })

  it.each([
    [
      ['install', 'deposit'],
      ['accepted', 'accepted'],
    ],
    [
      ['deposit', 'install', 'deposit'],
      ['event_out_of_order', 'accepted', 'accepted'],
    ],
    [
      ['survey', 'deposit'],
      ['accepted', 'event_out_of_order'],
    ],
    [
      ['install', 'deposit', 'deposit', 'install'],
      ['accepted', 'accepted', 'duplicate', 'duplicate'],
    ],
  ])('%j are told %j, a minute between them', async (events, expected) => {
    const gk_click_id = await clickOf(await steps())
    const told = []
    for (const cnv_event_id of events) {
      told.push((await send({ gk_click_id, cnv_event_id })).told)
      now += 60_000
    }
    expect(told).toEqual(expected)
  })

  it('come too early before their time', async () => {
    const gk_click_id = await clickOf(await steps())
    const deposit = { gk_click_id, cnv_event_id: 'deposit' }
    await send({ gk_click_id, cnv_event_id: 'install' })
    now += 59_999
    expect(await send(deposit)).toMatchObject({ status: 422, told: 'too_early' })
    now += 1
    expect((await send(deposit)).told).toBe('accepted')
  })

  it('of a click that is not stored yet wait, and are decided in the order in which they came', async () => {
    const offer = await steps()
    const [mac] = gokart.context.snapshot.current().macs
    const gk_click_id = createClickIdMinter({ mac, node: 1, now: () => now - 60_000 }).mint(offer.id)
    const told = []
    for (const cnv_event_id of ['deposit', 'install', 'deposit']) {
      told.push((await send({ gk_click_id, cnv_event_id })).told)
      now += 60_000
    }
    expect(told).toEqual(['queued', 'queued', 'queued'])
    await make.click({ offer, id: uuidToBytes(gk_click_id) })
    await gokart.context.postback.settle()
    expect((await db('postbacks').orderBy('id')).map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      'event_out_of_order',
      'accepted',
      'accepted',
    ])
  })
})

it('the conversion window is open from its first second to its last day, and later only for what was counted', async () => {
  const offer = await make.offer({ min_seconds_after_click: 7_200, max_days_after_click: 2 })
  const gk_click_id = await clickOf(offer)
  expect((await send({ gk_click_id })).told).toBe('too_early')
  now += 3_600_000
  expect((await send({ gk_click_id })).told).toBe('accepted')
  now += 3 * 86_400_000
  expect((await send({ gk_click_id })).told).toBe('duplicate')
  expect((await send({ gk_click_id, cnv_conversion_id: 'late' })).told).toBe('too_late')
  // A chargeback comes when it comes.
  expect((await send({ gk_click_id, cnv_status: 'rejected' })).body).toMatchObject({
    note: expect.stringContaining('rejected'),
  })
  expect(await conversions()).toMatchObject([{ status: 'rejected' }])
})

describe('an IP allow-list', () => {
  const list = JSON.stringify(['203.0.113.0/24', '2001:db8::/32'])
  async function told(forwarded: string) {
    const advertiser = await make.advertiser({ ip_allow_list: list })
    const offer = await make.offer({ advertiser_id: advertiser.id })
    return send({ gk_click_id: await clickOf(offer) }, gokart, forwarded ? { 'X-Forwarded-For': forwarded } : {})
  }

  it.each([
    ['203.0.113.9', 'accepted'],
    ['203.0.113.9, 10.1.2.3', 'accepted'],
    ['2001:db8::7', 'accepted'],
    ['::ffff:203.0.113.9', 'accepted'],
    ['198.51.100.1', 'ip_not_allowed'],
    ['2001:db9::7', 'ip_not_allowed'],
    // What stands left of a stranger is the stranger's word.
    ['203.0.113.9, 198.51.100.1', 'ip_not_allowed'],
    ['203.0.113.9, nonsense', 'ip_not_allowed'],
    ['', 'ip_not_allowed'],
  ])('behind our proxies, forwarded for "%s": %s', async (forwarded, expected) => {
    expect((await told(forwarded)).told).toBe(expected)
  })

  it('says so in the words of the specification, and names the address', async () => {
    expect(await told('198.51.100.1')).toMatchObject({
      status: 403,
      body: { message: 'IP address is not whitelisted.', remedy: expect.stringContaining('198.51.100.1') },
    })
  })
})

describe('"always 200"', () => {
  it('is the status of each answer on what was recorded, and the body stays true', async () => {
    const advertiser = await make.advertiser({ always_200: 1, token_policy: 'optional' })
    const offer = await make.offer({ advertiser_id: advertiser.id })
    const gk_click_id = await clickOf(offer)
    const { postback_token: token } = advertiser
    const answers = [
      await send({ gk_click_id, cnv_amount: 'x' }),
      await send({ gk_click_id, token: 'wrong' }),
      await send({ gk_click_id: '{sub1}', token }),
      await send({ gk_click_id: await clickOf(await make.offer()), token }),
      await send({ gk_click_id }),
    ]
    expect(answers.map(({ status, told }) => [status, told])).toEqual([
      [200, 'invalid_amount'],
      [200, 'token_invalid'],
      [200, 'unreplaced_macro'],
      [200, 'wrong_advertiser'],
      [200, 'accepted'],
    ])
  })

  it('is not that of others, nor where nobody knows whose it is', async () => {
    await make.advertiser({ always_200: 1 })
    const gk_click_id = await clickOf(await make.offer())
    expect((await send({ gk_click_id, cnv_amount: 'x' })).status).toBe(422)
    expect((await send({ gk_click_id: '{sub1}' })).status).toBe(400)
  })
})

describe('the words of a sender', () => {
  const words = JSON.stringify([
    { word: 'lead', status: 'pending' },
    { word: 'sale', status: 'success' },
    { word: 'trash', status: 'rejected' },
  ])
  const offerOf = async (over: object = {}) =>
    make.offer({ advertiser_id: (await make.advertiser({ status_words: words, ...over })).id })
  const orders = [
    ['lead', 'sale', 'trash'],
    ['lead', 'trash', 'sale'],
    ['sale', 'lead', 'trash'],
    ['sale', 'trash', 'lead'],
    ['trash', 'lead', 'sale'],
    ['trash', 'sale', 'lead'],
  ]

  it.each(orders)('in the order %s, %s, %s end equal, and twice is once', async (...sent) => {
    const gk_click_id = await clickOf(await offerOf())
    for (const cnv_status of [...sent, ...sent]) await send({ gk_click_id, cnv_status, cnv_conversion_id: 'A' })
    expect(await conversions()).toMatchObject([{ status: 'rejected', sent_status: 'rejected', due_at: null }])
    const path = (await db('conversion_changes').orderBy('id')).map((row) => `${row.from_status}-${row.to_status}`)
    expect(path).toEqual([...new Set(path)])
  })

  it('at once end as one after the other', async () => {
    const offer = await offerOf()
    const ids = await clicksOf(offer, 6)
    const all = ids.flatMap((gk_click_id, index) => orders[index]!.map((cnv_status) => ({ gk_click_id, cnv_status })))
    await sendAll([...all, ...all])
    expect((await conversions()).map(({ status }) => status)).toEqual(many(6, () => 'rejected'))
  })

  it('change a conversion with who, when and why, and tell the sender', async () => {
    const gk_click_id = await clickOf(await offerOf())
    const first = await send({ gk_click_id, cnv_status: 'lead' })
    now += 60_000
    const answer = await send({ gk_click_id, cnv_status: 'Sale' })
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: 'duplicate',
        conversion_id: 'conversion_id' in first.body && first.body.conversion_id,
        note: 'The conversion was pending and is success now, as cnv_status says.',
      },
    })
    expect(await db('conversion_changes')).toMatchObject([
      {
        from_status: 'pending',
        to_status: 'success',
        user_id: null,
        changed_at: new Date(now),
        reason: expect.stringContaining('"Sale"'),
      },
    ])
    expect((await db('postbacks').orderBy('id', 'desc').first()).notes).toContain('is success now')
  })

  it('wait for the advertiser’s approval, and for the day that it says', async () => {
    const gk_click_id = await clickOf(await offerOf({ pending_days: 7 }))
    await send({ gk_click_id, cnv_status: 'what?' })
    expect(await conversions()).toMatchObject([{ status: 'pending', sent_status: null, due_at: null }])
    now += 86_400_000
    await send({ gk_click_id, cnv_status: 'sale' })
    const due = new Date(NOW + 7 * 86_400_000)
    expect(await conversions()).toMatchObject([{ status: 'pending', sent_status: 'success', due_at: due }])
    await send({ gk_click_id, cnv_status: 'trash' })
    expect(await conversions()).toMatchObject([{ status: 'rejected', due_at: null }])
  })

  it('do not overrule a person who took a conversion back in', async () => {
    const gk_click_id = await clickOf(await offerOf())
    await send({ gk_click_id, cnv_status: 'trash' })
    const [{ id }] = (await conversions()) as [ConversionRow]
    const body = { status: 'success', reason: 'It was paid after all' } as const
    await gokart.as('ops').conversions.patch({ params: { id: bytesToUuid(id) }, body })
    await send({ gk_click_id, cnv_status: 'trash' })
    expect(await conversions()).toMatchObject([{ status: 'success' }])
  })
})

it('two tokens are valid at once while the advertiser changes its postback URLs', async () => {
  const advertiser = await make.advertiser({ token_policy: 'required' })
  const offer = await make.offer({ advertiser_id: advertiser.id })
  const { token } = await gokart.as('ops').advertisers.rotateToken({ params: { id: advertiser.id } })
  const told = async (sent: string) => (await send({ gk_click_id: await clickOf(offer), token: sent })).told
  expect([await told(token), await told(advertiser.postback_token)]).toEqual(['accepted', 'accepted'])
  now += 7 * 86_400_000
  expect([await told(token), await told(advertiser.postback_token)]).toEqual(['accepted', 'token_invalid'])
})
