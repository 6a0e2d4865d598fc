import type { Random } from '../src/db/seeds/random.js'
import type { ClickSent, Ledger, PostbackSent } from './ledger.js'
import type { Catalogue } from './offers.js'
import type { WireRequest } from './wire.js'

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
/** Values that a careless writer of SQL, JSON or URLs would spoil. */
const SUBS = ['plain', '', 'a\'b\\c"d', 'a b&c=d#e%f+g', 'größe ☃ 🦊', '{gk_click_id}', 'line\tbreak', 'x'.repeat(255)]

export const isBot = ({ userAgent }: ClickSent): boolean => userAgent === BOT
export const clickMark = ({ number }: ClickSent): string => `c${number}`
export const postbackMark = ({ number }: PostbackSent): string => `postback-${number}-`
export const referrerOf = ({ number }: ClickSent): string => `https://pub.example/page?n=${number}`

/** Makes requests that were never made before, and puts them down. */
export function createRequestMaker({ offers, partners }: Catalogue, ledger: Ledger, random: Random) {
  function click(): ClickSent {
    const made: ClickSent = {
      number: ledger.clicks.length,
      sentAt: 0,
      offer: random.pick(offers),
      partner: random.pick([undefined, ...partners]),
      sub: random.pick(SUBS),
      ip: `81.${random.int(200)}.${random.int(256)}.${random.int(256)}`,
      userAgent: random.chance(0.03) ? BOT : BROWSER,
    }
    ledger.clicks.push(made)
    return made
  }

  function postback(of: ClickSent): PostbackSent {
    const number = ledger.postbacks.length
    const ref = random.chance(0.7) ? `order-${of.number}` : undefined
    const amount = 4 * (1 + random.int(500))
    return put({ number, sentAt: 0, click: of, forged: random.chance(0.05), method: anyMethod(), ref, amount })
  }

  /** A tracker sends once more. */
  function again({ click: of, forged, ref, amount }: PostbackSent): PostbackSent {
    return put({ number: ledger.postbacks.length, sentAt: 0, click: of, forged, method: anyMethod(), ref, amount })
  }

  function put(made: PostbackSent): PostbackSent {
    ledger.postbacks.push(made)
    return made
  }

  const anyMethod = () => random.pick(['GET', 'form', 'json'] as const)

  return { click, postback, again }
}

export function clickRequest(click: ClickSent): WireRequest {
  const { offer, partner, sub, ip, userAgent } = click
  const query = `pub_click_id=${clickMark(click)}&pub_sub_1=${encodeURIComponent(sub)}`
  return {
    method: 'GET',
    path: `/c/${offer.key}${partner ? `/${partner.key}` : ''}?${query}`,
    headers: { 'X-Forwarded-For': ip, 'User-Agent': userAgent, Referer: referrerOf(click) },
  }
}

export function postbackRequest(postback: PostbackSent): WireRequest {
  const { click, forged, method, ref, amount } = postback
  const values = new URLSearchParams({
    gk_click_id: forged ? forge(click.clickId!) : click.clickId!,
    cnv_amount: String(amount),
    cnv_sub_1: postbackMark(postback),
    ...(ref && { cnv_conversion_id: ref }),
  })
  const headers = { 'User-Agent': 'Tracker/1.0' }
  if (method === 'GET') return { method, path: `/postback?${values}`, headers }
  const json = method === 'json'
  const type = json ? 'application/json' : 'application/x-www-form-urlencoded'
  return {
    method: 'POST',
    path: '/postback',
    headers: { ...headers, 'Content-Type': type },
    body: json ? JSON.stringify(Object.fromEntries(values)) : values.toString(),
  }
}

/** The last digits of a click ID are its signature. */
function forge(clickId: string): string {
  const last = Number.parseInt(clickId.at(-1)!, 16)
  return clickId.slice(0, -1) + ((last + 1) % 16).toString(16)
}
