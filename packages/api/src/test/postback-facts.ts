import { createHmac } from 'node:crypto'
import { type EventRules, NO_EVENT_RULES, PERIODS, type Reason, type TokenPolicy } from '@gokart/shared'
import { createClickIdMinter, type Mac } from '@gokart/shared/click-id'
import type { AdvertiserPolicy, CountedConversion, Facts, OfferPolicy, StoredClick } from '../postback/case.js'
import { dedupeKey } from '../postback/dedupe-key.js'
import { identify } from '../postback/identify.js'
import { parsePostback } from '../postback/parse.js'

/* Facts for tests of the rules: an accepted postback, and what is to be changed of it. */

export const ARRIVAL = Date.UTC(2026, 10, 22, 12)
const mac: Mac = (message) => createHmac('sha256', 'key').update(message).digest()
export const SIGNED = createClickIdMinter({ mac, node: 7, now: () => ARRIVAL - 3_600_000 }).mint(3)
const FORGED = SIGNED.slice(0, -1) + (SIGNED.endsWith('0') ? '1' : '0')
export const FOREIGN = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'

export const CLICK: StoredClick = {
  offerId: 3,
  partnerId: 5,
  clickedAt: new Date(ARRIVAL - 3_600_000),
  outcome: 'sent',
  trafficClass: 'human',
  country: 'DE',
}
const RULELESS = { ...NO_EVENT_RULES, limitsVersion: 1 }
export const SINGLE = { id: 11, name: '', eventId: null, payoutType: 'flat', payout: '10.0000', ...RULELESS } as const
export const SIGN_UP = {
  id: 12,
  name: 'Sign up',
  eventId: 'SignUp',
  payoutType: 'flat',
  payout: '2.0000',
  ...RULELESS,
} as const
export const SALE = { id: 13, name: 'Sale', eventId: 'Sale', payoutType: 'percent', payout: '10', ...RULELESS } as const
const WINDOW = { minSecondsAfterClick: null, maxDaysAfterClick: null }
export const OFFER: OfferPolicy = {
  id: 3,
  advertiserId: 9,
  status: 'active',
  currency: 'USD',
  ...WINDOW,
  events: [SINGLE],
}
export const SEVERAL: OfferPolicy = { ...OFFER, events: [SIGN_UP, SALE] }

/** An advertiser that leaves everything as it is, but for its policy on tokens. */
export function advertiser(tokenPolicy: TokenPolicy, over: Partial<AdvertiserPolicy> = {}): AdvertiserPolicy {
  return { tokenPolicy, statusWords: [], ipAllowList: [], approval: 'automatic', pendingDays: 0, ...over }
}

export const FULL = Object.fromEntries(PERIODS.map((period) => [period, { conversions: 5, revenue: '99.5' }]))
/** A trade after a sign-up. */
const IN_ORDER: OfferPolicy = {
  ...OFFER,
  events: [
    { ...SINGLE, id: 21, name: 'Sign up', eventId: 'SignUp', sequenceNumber: 1 },
    { ...SINGLE, id: 22, name: 'Trade', eventId: 'Trade', sequenceNumber: 2 },
  ],
}

export interface Changes extends Partial<Omit<Facts, 'postback' | 'identity'>> {
  parameters?: Record<string, string>
  /** Of every event of the offer. */
  rules?: Partial<EventRules>
  window?: Partial<typeof WINDOW | Record<keyof typeof WINDOW, number>>
  policy?: Partial<AdvertiserPolicy>
  clicked?: Partial<StoredClick>
}

/** Both changes; where they are about one and the same value, the second one's. */
export function both(one: Changes, two: Changes): Changes {
  const nested = ['parameters', 'rules', 'window', 'policy', 'clicked'] as const
  const merged = nested.flatMap((name) => (one[name] || two[name] ? [[name, { ...one[name], ...two[name] }]] : []))
  return { ...one, ...two, ...Object.fromEntries(merged) }
}

/** An accepted postback, but for the changes. */
export function facts({ parameters = {}, rules, window, policy, clicked, ...changes }: Changes = {}): Facts {
  const query = new URLSearchParams({ gk_click_id: SIGNED, ...parameters })
  const url = `/postback?${query.toString()}`
  const raw = { id: FOREIGN, method: 'GET', url, contentType: null, body: null, userAgent: null, ip: '' } as const
  const postback = parsePostback({ ...raw, receivedAt: ARRIVAL, from: 'wire' })
  const known: Facts = {
    postback,
    identity: identify(postback.clickId, [mac]),
    click: CLICK,
    offer: OFFER,
    ip: '198.51.100.7',
    advertiser: advertiser('off'),
    tokenOwner: undefined,
    earlier: [],
    ofMember: [],
    usage: {},
    receivedAt: new Date(ARRIVAL),
    now: new Date(ARRIVAL),
    ...changes,
  }
  const { click, offer } = known
  return {
    ...known,
    click: click && { ...click, ...clicked },
    offer: offer && { ...offer, ...window, events: offer.events.map((event) => ({ ...event, ...rules })) },
    advertiser: known.advertiser && { ...known.advertiser, ...policy },
  }
}

export const earlier = (
  eventRowId: number,
  conversionRef?: string,
  over: Partial<CountedConversion> = {},
): CountedConversion => ({
  id: 'first',
  clickId: SIGNED,
  offerEventId: eventRowId,
  dedupeKey: dedupeKey({ clickId: SIGNED, offerId: 3, eventRowId, conversionRef }),
  status: 'success',
  sentStatus: null,
  convertedAt: new Date(ARRIVAL - 60_000),
  revenue: '10.0000',
  ...over,
})

/** For each rule: facts that fail it and no rule before it. */
export const FAILING: Record<Reason, Changes> = {
  missing_click_id: { parameters: { gk_click_id: '' }, click: undefined, offer: undefined, advertiser: undefined },
  unreplaced_macro: {
    parameters: { gk_click_id: '{sub1}' },
    click: undefined,
    offer: undefined,
    advertiser: undefined,
  },
  malformed_click_id: {
    parameters: { gk_click_id: '12-x' },
    click: undefined,
    offer: undefined,
    advertiser: undefined,
  },
  forged_click_id: { parameters: { gk_click_id: FORGED }, click: undefined, offer: undefined, advertiser: undefined },
  unknown_click: { parameters: { gk_click_id: FOREIGN }, click: undefined, offer: undefined, advertiser: undefined },
  token_missing: { policy: { tokenPolicy: 'required' }, parameters: { token: '' }, tokenOwner: undefined },
  token_invalid: { policy: { tokenPolicy: 'optional' }, parameters: { token: 'nobody’s' }, tokenOwner: undefined },
  ip_not_allowed: { policy: { ipAllowList: ['203.0.113.0/24'] } },
  wrong_advertiser: { policy: { tokenPolicy: 'optional' }, parameters: { token: 'other' }, tokenOwner: 8 },
  missing_event: { offer: SEVERAL, parameters: { cnv_event_id: '' } },
  unknown_event: { offer: SEVERAL, parameters: { cnv_event_id: 'signup' } },
  invalid_amount: { parameters: { cnv_amount: 'abc' } },
  too_early: { window: { minSecondsAfterClick: 3 * 86_400 } },
  too_late: { window: { maxDaysAfterClick: 1 }, clicked: { clickedAt: new Date(ARRIVAL - 2 * 86_400_000) } },
  event_out_of_order: { offer: IN_ORDER, parameters: { cnv_event_id: 'Trade' } },
  over_cap: { rules: { caps: { ...NO_EVENT_RULES.caps, daily: 5 } }, usage: FULL },
  over_budget: { rules: { budgets: { ...NO_EVENT_RULES.budgets, monthly: '100' } }, usage: FULL },
  duplicate: { earlier: [earlier(11), earlier(22)] },
  repeat: { clicked: { memberId: 'm-1' }, ofMember: [earlier(11, 'other', { clickId: FOREIGN })] },
}
