import { RULES } from '@gokart/shared'
import { createClickIdMinter } from '@gokart/shared/click-id'
import { pino } from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import { bytesToUuid, uuidToBytes } from '../db/uuid.js'
import { requestLog } from '../http/request-log.js'
import type { OfferWithEvents } from '../test/factories.js'
import { refusal, useGoKart } from '../test/harness.js'
import { mintShareToken } from './share-token.js'

const BASE = 'https://go.example.com'
const DAY = 86_400_000
let now = Date.now()
const gokart = await useGoKart({ now: () => now, config: { publicUrl: BASE } })
const { make, db } = gokart

let offer: OfferWithEvents
let token: string
let own: { id: number }

beforeEach(async () => {
  now = Date.now()
  const advertiser = await make.advertiser({ name: 'Broker', token_policy: 'required' })
  token = advertiser.postback_token
  offer = await make.offer({
    advertiser_id: advertiser.id,
    name: 'Hidden offer',
    events: [
      { name: 'One', event_id: 'One' },
      { name: 'Two', event_id: 'Two' },
    ],
  })
  own = await make.user({ advertiser_id: advertiser.id })
})

async function storedClick(of = offer): Promise<string> {
  const [mac] = gokart.context.snapshot.current().macs
  const id = createClickIdMinter({ mac, node: Math.floor(Math.random() * 16_384), now: () => now - 3_600_000 }).mint(
    of.id,
  )
  await make.click({ id: uuidToBytes(id), offer: of })
  return id
}
async function send(parameters: Record<string, string>): Promise<string> {
  const answer = await gokart.fetch(`/postback?${new URLSearchParams(parameters)}`)
  return ((await answer.json()) as { postback_id: string }).postback_id
}
async function linkTo(id: string, who: 'ops' | { id: number } = own): Promise<string> {
  const { url } = await gokart.as(who).postbackTools.share({ params: { id } })
  expect(url.startsWith(`${BASE}/p/`)).toBe(true)
  return url.slice(`${BASE}/p/`.length)
}
const open = (shareToken: string) => gokart.nobody.postbackTools.shared({ body: { token: shareToken } })
const slip = (id: string) => id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')

describe('a link to a postback', () => {
  test('shows what arrived, rule by rule, the verdict and what to send, to anybody, for 7 days', async () => {
    const gk_click_id = await storedClick()
    const postback = await send({
      gk_click_id,
      cnv_event_id: 'one',
      cnv_amount: '49.90',
      cnv_email: 'ann@example.com',
      token,
    })
    const { url, expiresAt } = await gokart.as(own).postbackTools.share({ params: { id: postback } })
    const link = url.slice(`${BASE}/p/`.length)
    const story = await open(link)
    expect(story).toMatchObject({
      outcome: 'rejected',
      reason: 'unknown_event',
      advertiserName: 'Broker',
      correctedUrl: `${BASE}/postback?gk_click_id=${gk_click_id}&cnv_event_id=One&cnv_amount=49.90&token=***`,
      correctedUrlNote: 'Add cnv_email again: it is not kept in the log.',
      expiresAt,
    })
    expect(story.rules.find(({ result }) => result === 'failed')?.rule).toBe('unknown_event')
    const text = JSON.stringify(story)
    for (const secret of [token, 'ann@', 'sha256', 'Hidden offer', '"Two"']) expect(text).not.toContain(secret)
    expect(story.url).toContain('token=***')
    expect(story.url).toContain('cnv_email=***')

    now += 7 * DAY - 2_000
    expect(await open(link)).toEqual(story)
    now += 3_000
    expect(await refusal(open(link))).toMatchObject({ status: 404 })
  })

  test('does not name the events, offers or notes that the sender was not told', async () => {
    await db('offers').where({ id: offer.id }).update({ status: 'paused' })
    await make.partner()
    const id = await send({ gk_click_id: `{${await storedClick()}}`, token })
    const story = await open(await linkTo(id))
    expect(story).toMatchObject({
      reason: 'missing_event',
      correctedUrlNote: expect.stringContaining('the event ID that the offer’s page shows'),
    })
    expect(story.notes).toEqual([expect.stringContaining('Characters around the click ID')])
    expect((await gokart.as(own).postbacks.get({ params: { id } })).notes).toContainEqual(
      expect.stringContaining('is paused'),
    )
  })

  test('does not say how much of a budget is left', async () => {
    const limited = await make.offer({
      advertiser_id: offer.advertiser_id,
      events: [{ budget_daily: '123.45', payout: '100' }],
    })
    await send({ gk_click_id: await storedClick(limited), token })
    const id = await send({ gk_click_id: await storedClick(limited), token })
    expect((await gokart.as(own).postbacks.get({ params: { id } })).message).toContain('123.45')
    const story = await open(await linkTo(id))
    expect(story).toMatchObject({ reason: 'over_budget', message: RULES.over_budget.message })
    expect(JSON.stringify(story)).not.toMatch(/123\.45|23\.45/)
  })

  test('has no click ID that the advertiser’s own user could not see', async () => {
    const mine = await storedClick()
    const others = await storedClick(await make.offer())
    const told = async (text: string, from?: string) =>
      open(await linkTo(await send({ gk_click_id: text, ...(from && { token: from }) }), 'ops'))
    const ofMine = await told(slip(mine), token)
    expect(ofMine.suggestions).toMatchObject([
      { kind: 'typo', clickId: mine, message: 'It is the ID of a stored click, but for one character.' },
    ])
    const ofOthers = await told(slip(others), token)
    const ofNobody = await told(slip(mine))
    for (const story of [ofOthers, ofNobody])
      expect(story.suggestions.filter(({ clickId }) => clickId !== null)).toEqual([])
    expect(JSON.stringify(ofOthers)).not.toContain(others)
    expect(JSON.stringify(ofNobody)).not.toContain(mine)
    const wrongSender = await told(others, token)
    expect(wrongSender).toMatchObject({
      reason: 'wrong_advertiser',
      advertiserName: 'Broker',
      suggestions: [],
      correctedUrl: null,
    })
  })
})

describe('a link that opens nothing', () => {
  test('is told alike, whatever it is', async () => {
    const link = await linkTo(await send({ gk_click_id: 'x' }), 'ops')
    const [mac] = gokart.context.snapshot.current().macs
    const absent = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'
    const wrong = [
      '',
      'x',
      'x'.repeat(48),
      link.slice(0, -1) + (link.endsWith('A') ? 'B' : 'A'),
      link.slice(0, -4),
      `${link}AAAA`,
      mintShareToken(mac, absent, now + DAY),
      mintShareToken(mac, absent, now - DAY),
      mintShareToken((message) => Buffer.from(mac(message)).toReversed(), absent, now + DAY),
    ]
    const answers = await Promise.all(wrong.map((one) => refusal(open(one))))
    for (const answer of answers) expect({ ...answer, requestId: '' }).toEqual({ ...answers[0], requestId: '' })
    expect(answers[0]).toMatchObject({
      status: 404,
      detail: expect.stringContaining('links to a postback work for 7 days'),
    })
    expect(await open(link)).toMatchObject({ outcome: 'rejected' })
  })

  test('of another postback cannot be made of one that is ours', async () => {
    const [one, two] = [
      await linkTo(await send({ gk_click_id: 'x' }), 'ops'),
      await linkTo(await send({ gk_click_id: 'y' }), 'ops'),
    ]
    expect((await refusal(open(one.slice(0, 22) + two.slice(22)))).status).toBe(404)
  })
})

test('only who may see the postback may share it', async () => {
  const { id } = await make.postback()
  const share = (who: { id: number }, postbackId: string) =>
    refusal(gokart.as(who).postbackTools.share({ params: { id: postbackId } }))
  expect((await share(own, bytesToUuid(id))).status).toBe(404)
  expect((await refusal(gokart.nobody.postbackTools.share({ params: { id: bytesToUuid(id) } }))).status).toBe(401)
})

test('the page is nobody’s to index or to refer to, and its address stays out of the log', async () => {
  const link = await linkTo(await send({ gk_click_id: 'x' }), 'ops')
  for (const path of [`/p/${link}`, '/p/made-up']) {
    const page = await gokart.fetch(path)
    expect(page.headers.get('x-robots-tag')).toBe('noindex, nofollow')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  }
  const answer = await gokart.fetch('/api/postbacks/shared', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: link }),
  })
  expect([answer.status, answer.headers.get('x-robots-tag'), answer.headers.get('cache-control')]).toEqual([
    200,
    'noindex, nofollow',
    'no-store',
  ])
  const lines: string[] = []
  const log = requestLog(
    pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
    () => '127.0.0.1',
  )
  const req = { url: `/p/${link}`, method: 'GET', headers: {} } as never
  log.logger.info({ req })
  expect(lines.join('')).toContain('/p/***')
  expect(lines.join('')).not.toContain(link)
})
