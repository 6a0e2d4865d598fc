import { randomUUID } from 'node:crypto'
import type { Habit } from '@gokart/shared/trackers'
import { timeFirstId } from '../../postback/id.js'
import type { RawPostback } from '../../postback/raw.js'
import type { ClickRow } from '../tables.js'
import type { PlacedOffer } from './demo-clicks.js'
import { sentParameters, type DemoConversion } from './demo-sender.js'
import type { Random } from './random.js'

type Parameters = Record<string, string>
/** A bad habit of the tracker, or something that is wrong in the URL that was put into it. */
type Mistake = Habit | ((sent: Parameters) => Parameters)

const MINUTE = 60_000

/** What goes wrong at trackers, and how often. */
const MISTAKES: readonly (readonly [Mistake, number])[] = [
  ['unreplaced_macro', 5],
  ['cut_click_id', 3],
  ['own_id', 2],
  [(sent) => ({ ...sent, gk_click_id: randomUUID() }), 4],
  [(sent) => ({ ...sent, gk_click_id: forged(sent['gk_click_id'] ?? '') }), 2],
  [(sent) => ({ ...without(sent, 'gk_click_id'), click_id: sent['gk_click_id'] ?? '' }), 2],
  [(sent) => without(sent, 'token'), 4],
  [(sent) => ({ ...sent, token: 'f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0' }), 2],
  [(sent) => without(sent, 'cnv_event_id'), 3],
  [(sent) => ({ ...sent, cnv_event_id: 'Deposit' }), 3],
  [(sent) => ({ ...sent, cnv_amount: '12.5.0' }), 3],
  // Repaired, and so accepted with a note.
  [(sent) => ({ ...sent, gk_click_id: `{${sent['gk_click_id']?.toUpperCase()}}` }), 2],
]

function without(sent: Parameters, name: string): Parameters {
  return Object.fromEntries(Object.entries(sent).filter(([key]) => key !== name))
}

function forged(clickId: string): string {
  return clickId.slice(0, -1) + (clickId.endsWith('0') ? '1' : '0')
}

/** What the trackers sent for these clicks up to `now`, oldest first: mostly right, now and then wrong or twice. */
export function demoPostbacks(
  random: Random,
  clicks: readonly ClickRow[],
  offers: readonly PlacedOffer[],
  now: Date,
): RawPostback[] {
  const offersById = new Map(offers.map((offer) => [offer.id, offer]))
  const sent: RawPostback[] = []
  const send = (at: number, offer: PlacedOffer, parameters: Parameters) => {
    if (at < now.getTime() - MINUTE) sent.push(raw(at, offer, parameters))
  }
  for (const click of clicks) {
    const offer = offersById.get(click.offer_id ?? 0)
    if (!offer || click.outcome !== 'sent' || click.traffic_class !== 'human' || !random.chance(offer.rate)) continue
    let at = click.created_at.getTime()
    for (const eventId of stepsOf(offer, random)) {
      at += delay(random)
      const conversion = conversionOf(offer, eventId, random)
      const status: Parameters = random.chance(0.05) ? { cnv_status: 'pending' } : {}
      const parameters = { ...sentParameters(click, offer, conversion), ...status }
      if (random.chance(0.14)) {
        const mistake = random.weighted(MISTAKES)
        const habitual = () => sentParameters(click, offer, conversion, mistake as Habit)
        send(at - MINUTE / 2, offer, typeof mistake === 'function' ? mistake(parameters) : habitual())
      }
      if (random.chance(0.94)) send(at, offer, parameters)
      if (random.chance(0.03)) send(at + 5 * MINUTE, offer, parameters)
    }
  }
  return sent.toSorted((a, b) => a.receivedAt - b.receivedAt)
}

/** Of an offer with several events, one visitor in four goes on to the next. */
function stepsOf(offer: PlacedOffer, random: Random): (string | undefined)[] {
  const names = offer.input.events?.map(({ name }) => name || undefined) ?? [undefined]
  return names.filter((_, index) => index === 0 || random.chance(0.25))
}

/** Most conversions follow within the hour, some days later. */
function delay(random: Random): number {
  const minutes = random.weighted([
    [2 + random.float() * 40, 60],
    [60 + random.float() * 600, 30],
    [1440 + random.float() * 4320, 10],
  ])
  return Math.round(minutes * MINUTE)
}

function conversionOf(offer: PlacedOffer, eventId: string | undefined, random: Random): DemoConversion {
  const amount = (offer.amount * (0.4 + random.float() * 1.4)).toFixed(2)
  return { eventId, amount, conversionId: `${offer.input.trackerId}-${100_000 + random.int(900_000)}` }
}

function raw(at: number, offer: PlacedOffer, parameters: Parameters): RawPostback {
  return {
    id: timeFirstId(new Date(at)),
    receivedAt: at,
    method: 'GET',
    url: `/postback?${new URLSearchParams(parameters)}`,
    contentType: null,
    body: null,
    userAgent: `${offer.input.trackerId}-postback/1.0`,
    ip: `198.51.100.${200 + (offer.advertiserId % 50)}`,
    from: 'wire',
  }
}
