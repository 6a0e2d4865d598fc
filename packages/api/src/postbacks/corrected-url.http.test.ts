import { PostbackAnswer, REASONS, type Reason } from '@gokart/shared'
import { createClickIdMinter } from '@gokart/shared/click-id'
import { beforeEach, describe, expect, it, test } from 'vitest'
import type { AdvertiserRow, OfferEventRow } from '../db/tables.js'
import { uuidToBytes } from '../db/uuid.js'
import type { OfferWithEvents } from '../test/factories.js'
import { useGoKart } from '../test/harness.js'

/*
 * For every reason: what is wrong, and then either the corrected URL that its reader is shown, filled in as a tracker would and
 * sent, or the remedy carried out and the same URL sent again. Both end with an accepted postback.
 */

const BASE = 'https://go.example.com'
const NOW = Date.parse('2026-11-25T12:00:00.000Z')
const HOUR = 3_600_000
let now = NOW
const gokart = await useGoKart({ now: () => now, config: { publicUrl: BASE, trustProxy: ['127.0.0.1'] } })
const { make } = gokart
const ops = () => gokart.as('ops')

let advertiser: AdvertiserRow
let nodes = 0

beforeEach(async () => {
  now = NOW
  advertiser = await make.advertiser({ name: 'Broker', token_policy: 'optional' })
})

const offerWith = (events: Partial<OfferEventRow>[] = [{}], over: object = {}) =>
  make.offer({
    advertiser_id: advertiser.id,
    tracker_id: 'everflow',
    tracking_link: 'https://trk.example/2CTPL/3QQG7/?sub1={gk_click_id}',
    events,
    ...over,
  })
/** A signed click of an hour ago, as the redirect would have stored it. */
async function clickOf(offer: OfferWithEvents, { ago = HOUR, ...over }: { ago?: number; pub_member_id?: string } = {}) {
  const [mac] = gokart.context.snapshot.current().macs
  const at = now - ago
  const id = createClickIdMinter({ mac, node: ++nodes, now: () => at }).mint(offer.id)
  await make.click({ id: uuidToBytes(id), offer, created_at: new Date(at), ...over })
  return id
}
const newClick = async (events?: Partial<OfferEventRow>[], over?: object) => clickOf(await offerWith(events, over))
const token = () => ({ token: advertiser.postback_token })

type Parameters = Record<string, string>
async function send(parameters: Parameters | string, ip = '198.51.100.7') {
  const query = typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString()
  const response = await gokart.fetch(`/postback?${query}`, { headers: { 'x-forwarded-for': ip } })
  return PostbackAnswer.parse(await response.json())
}

interface Wrong {
  sent: Parameters
  /** What the tracker puts in the place of a macro, or a person in the place of TOBEREPLACED. */
  fill?: Parameters
  /** The remedy that is not in the URL. */
  remedy?: () => Promise<unknown>
  /** The corrected URL comes before the same one again. */
  thenAgain?: boolean
  /** Who reads: only some may know what is right. */
  reader?: 'ops'
}
type Make = () => Promise<Wrong>

const wrongId =
  (change: (id: string) => string, over: Partial<Wrong> = {}): Make =>
  async () => ({ sent: { gk_click_id: change(await newClick()), ...token() }, ...over })
const needsMacro =
  (text: string): Make =>
  async () => {
    const id = await newClick()
    return { sent: { gk_click_id: text, ...token() }, fill: { '{sub1}': id } }
  }
const amount =
  (sent: Parameters, event: Partial<OfferEventRow> = {}, fill?: Parameters): Make =>
  async () => ({ sent: { gk_click_id: await newClick([event]), ...sent }, ...(fill && { fill }) })
const FUNNEL = [
  { name: 'Sign up', event_id: 'SignUp', sequence_number: 1 },
  { name: 'Trade', event_id: 'Trade', sequence_number: 2 },
]
const event =
  (sent: Parameters, over: Partial<Wrong> = {}): Make =>
  async () => ({ sent: { gk_click_id: await newClick(FUNNEL), ...sent }, ...over })

async function limited(column: Partial<OfferEventRow>, change: object, before: Parameters = {}): Promise<Wrong> {
  const offer = await offerWith([column])
  await send({ gk_click_id: await clickOf(offer), ...before })
  return {
    sent: { gk_click_id: await clickOf(offer) },
    remedy: () =>
      ops().offers.patch({ params: { id: offer.id }, body: { events: [{ name: '', payout: '10', ...change }] } }),
  }
}

const WRONG: Record<Reason, Record<string, Make>> = {
  missing_click_id: {
    'no parameter': async () => ({ sent: { cnv_amount: '5', ...token() }, fill: { '{sub1}': await newClick() } }),
    'in another parameter': async () => ({ sent: { clickid: await newClick() } }),
    'of a sender that nobody knows': async () => ({
      sent: { cnv_amount: '5' },
      fill: { TOBEREPLACED: await newClick() },
    }),
  },
  unreplaced_macro: {
    'of another tracker': needsMacro('#s2#'),
    'of the right tracker': needsMacro('{sub1}'),
    'the placeholder of postback URLs': needsMacro('TOBEREPLACED'),
    'of a sender that nobody knows': async () => ({
      sent: { gk_click_id: '(clickid)' },
      fill: { '(clickid)': await newClick() },
      reader: 'ops',
    }),
  },
  malformed_click_id: {
    'text around it': wrongId((id) => `click-${id}`),
    'cut short': wrongId((id) => id.slice(0, -5)),
    'a number of another system': needsMacro('4711'),
  },
  forged_click_id: { 'a wrong character': wrongId((id) => id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')) },
  unknown_click: { 'the tracker’s own ID': needsMacro('efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32') },
  token_missing: {
    required: async () => {
      await ops().advertisers.patch({ params: { id: advertiser.id }, body: { tokenPolicy: 'required' } })
      return { sent: { gk_click_id: await newClick() } }
    },
  },
  token_invalid: {
    'of nobody': async () => ({ sent: { gk_click_id: await newClick(), token: 'long-gone' } }),
  },
  ip_not_allowed: {
    'the address is added': async () => {
      const change = (ipAllowList: string[]) =>
        ops().advertisers.patch({ params: { id: advertiser.id }, body: { ipAllowList } })
      await change(['203.0.113.0/24'])
      return { sent: { gk_click_id: await newClick() }, remedy: () => change(['203.0.113.0/24', '198.51.100.7']) }
    },
  },
  wrong_advertiser: {
    'the token of the click’s advertiser': async () => {
      const { postback_token } = await make.advertiser()
      return { sent: { gk_click_id: await newClick(), token: postback_token }, reader: 'ops' }
    },
  },
  missing_event: {
    'not sent': event({}, { fill: { TOBEREPLACED: 'SignUp' } }),
    'a macro': event({ cnv_event_id: '{event_name}' }, { fill: { TOBEREPLACED: 'SignUp' } }),
  },
  unknown_event: {
    'other capitals': event({ cnv_event_id: 'sign_up' }),
    'another word': event({ cnv_event_id: 'Purchase' }, { fill: { TOBEREPLACED: 'SignUp' } }),
  },
  invalid_amount: {
    'with its currency': amount({ cnv_amount: '1.234,50 EUR' }),
    'with a sign': amount({ cnv_amount: '€49.90' }, { payout_type: 'percent', payout: '10' }),
    'with a dollar sign': amount({ cnv_amount: '$1,234.50' }),
    scientific: amount({ cnv_amount: '4.99e1' }),
    'a currency by its name': amount({ cnv_amount: '5', cnv_currency: 'Euro' }),
    'no amount for a share': amount({}, { payout_type: 'percent', payout: '10' }, { '{sale_amount}': '49.90' }),
  },
  too_early: {
    'it is sent when it happened': async () => {
      const id = await newClick([{}], { min_seconds_after_click: 7_200 })
      return { sent: { gk_click_id: id }, remedy: async () => void (now += 2 * HOUR) }
    },
  },
  too_late: {
    'a longer window': async () => {
      const offer = await offerWith([{}], { max_days_after_click: 1 })
      const sent = { gk_click_id: await clickOf(offer, { ago: 48 * HOUR }) }
      return {
        sent,
        remedy: () => ops().offers.patch({ params: { id: offer.id }, body: { maxDaysAfterClick: 30 } }),
      }
    },
  },
  event_out_of_order: {
    'the earlier one first': event({ cnv_event_id: 'Trade', cnv_amount: '5' }, { thenAgain: true }),
  },
  over_cap: { 'a higher cap': () => limited({ cap_daily: 1 }, { caps: { daily: 2 } }) },
  over_budget: { 'a larger budget': () => limited({ budget_daily: '15' }, { budgets: { daily: '25' } }) },
  duplicate: {
    'another conversion of the click': async () => {
      const sent = { gk_click_id: await newClick() }
      await send(sent)
      return { sent, fill: { '{transaction_id}': 'order-2' } }
    },
    'another one where an ID was sent': async () => {
      const sent = { gk_click_id: await newClick(), cnv_conversion_id: 'order-1' }
      await send(sent)
      return { sent, fill: { '{transaction_id}': 'order-2' } }
    },
  },
  repeat: {
    'repeats are allowed': async () => {
      const offer = await offerWith()
      const member = { pub_member_id: 'm-1' }
      // The member is a partner's.
      const { id: partner_id } = await make.partner()
      const [one, two] = [await clickOf(offer, member), await clickOf(offer, member)]
      await gokart.db('clicks').update({ partner_id })
      await send({ gk_click_id: one })
      const events = [{ name: '', payout: '10', allowRepetitions: true }]
      return {
        sent: { gk_click_id: two },
        remedy: () => ops().offers.patch({ params: { id: offer.id }, body: { events } }),
      }
    },
  },
}

const filled = (url: string, fill: Parameters) =>
  Object.entries(fill).reduce((text, [macro, value]) => text.replace(`=${macro}`, `=${value}`), url)
const queryOf = (url: string) => {
  expect(url.startsWith(`${BASE}/postback?`)).toBe(true)
  return url.slice(`${BASE}/postback?`.length)
}

describe.each(REASONS)('%s', (reason) => {
  it.each(Object.entries(WRONG[reason]))('%s', async (_, makeWrong) => {
    const { sent, fill = {}, remedy, thenAgain, reader } = await makeWrong()
    const answer = await send(sent)
    expect('reason' in answer ? answer.reason : answer.status).toBe(reason)
    const postbackId = 'postback_id' in answer ? answer.postback_id : ''
    const own = await make.user({ advertiser_id: advertiser.id })
    // Without a token, and where the click is not known, the log row is nobody's: ops read it.
    const row = await gokart
      .db('postbacks')
      .where({ id: uuidToBytes(postbackId) })
      .first('advertiser_id')
    const client = gokart.as(reader === 'ops' || row.advertiser_id === null ? 'ops' : own)
    const story = await client.postbacks.get({ params: { id: postbackId } })

    const url = `${BASE}/postback?${new URLSearchParams(sent)}`
    const pasted = await client.postbackTools.explain({ body: { url, ip: '198.51.100.7' } })
    const { reason: told, message, rules, remedy: advice } = story
    expect(pasted).toMatchObject({ reason: told, message, rules, remedy: advice, correctedUrl: story.correctedUrl })

    if (remedy) {
      expect(story.correctedUrl).toBeNull()
      expect(story.remedy).toBeTruthy()
      await remedy()
    } else {
      expect(await send(filled(queryOf(story.correctedUrl ?? ''), fill))).toMatchObject({ status: 'accepted' })
    }
    if (remedy || thenAgain) expect(await send(sent)).toMatchObject({ status: 'accepted' })
  })
})

describe('what cannot be told is not guessed', () => {
  test.each([
    ['two readings', { cnv_amount: '1,234' }],
    ['a refund', { cnv_amount: '-5' }],
    ['two currencies', { cnv_amount: '5 EUR', cnv_currency: 'USD' }],
    ['a sign of several currencies', { cnv_amount: '5 kr' }],
    ['a share of a hundred', { cnv_amount: '5%' }],
    ['a currency that there is not', { cnv_amount: '5', cnv_currency: 'COINS' }],
  ])('%s', async (_, sent) => {
    const { correctedUrl, reason } = await ops().postbackTools.explain({
      body: { url: `/postback?${new URLSearchParams({ gk_click_id: await newClick(), ...sent })}` },
    })
    expect({ reason, correctedUrl }).toEqual({ reason: 'invalid_amount', correctedUrl: null })
  })

  test('which of two trackers sends', async () => {
    await newClick()
    await newClick([{}], { tracker_id: 'cake', tracking_link: 'https://cake.example/?a=1&s2={gk_click_id}' })
    const story = await ops().postbackTools.explain({ body: { url: `/postback?token=${advertiser.postback_token}` } })
    expect(story.correctedUrl).toBe(`${BASE}/postback?gk_click_id=TOBEREPLACED&token=${advertiser.postback_token}`)
    expect(story.correctedUrlNote).toContain('Replace TOBEREPLACED')
  })

  test('which conversion a member that converts once may have beside', async () => {
    const offer = await offerWith()
    const sent = { gk_click_id: await clickOf(offer, { pub_member_id: 'm-1' }) }
    await send(sent)
    const story = await ops().postbackTools.explain({ body: { url: `/postback?${new URLSearchParams(sent)}` } })
    expect(story).toMatchObject({ reason: 'duplicate', correctedUrl: null })
  })
})
