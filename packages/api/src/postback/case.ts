import type { ClickOutcome, OfferStatus, Reason, TokenPolicy, TrafficClass } from '@gokart/shared'
import { dedupeKey, type Counted } from './dedupe-key.js'
import { chooseEvent, type ChosenEvent, type EventPolicy } from './event.js'
import type { Identity } from './identify.js'
import type { ParsedPostback } from './parse.js'
import { price, type Price, type PriceFault } from './price.js'
import type { Attributed } from './verdict.js'

export interface OfferPolicy {
  readonly id: number
  readonly advertiserId: number
  readonly status: OfferStatus
  readonly currency: string
  readonly events: readonly EventPolicy[]
}

export interface AdvertiserPolicy {
  readonly tokenPolicy: TokenPolicy
}

export interface StoredClick {
  readonly offerId: number | null
  readonly partnerId: number | null
  readonly clickedAt: Date
  readonly outcome: ClickOutcome
  readonly trafficClass: TrafficClass
  /** Made to try the offer out. */
  readonly test?: boolean
}

/** A conversion that may be the one that the postback brings again. */
export interface EarlierConversion {
  /** UUID text. */
  readonly id: string
  readonly clickId: string
  readonly offerEventId: number
  readonly dedupeKey: Buffer
}

/** All that a decision rests on. */
export interface Facts {
  readonly postback: ParsedPostback
  readonly identity: Identity
  readonly click: StoredClick | undefined
  /** Of the click, or of its signed ID where there is no click. */
  readonly offer: OfferPolicy | undefined
  readonly advertiser: AdvertiserPolicy | undefined
  /** Advertiser whose token was sent; undefined where no token was sent or nobody has it. */
  readonly tokenOwner: number | undefined
  /** The offer that the sender tries out; undefined where nothing says that it is a test. */
  readonly testOffer?: OfferPolicy | undefined
  /** Of the click and, where one is known, the one with the same dedupe key; the oldest first. */
  readonly earlier: readonly EarlierConversion[]
  readonly receivedAt: Date
  readonly now: Date
}

/** How long a postback waits for a click that GoKart minted; then the signed ID is enough. */
export const CLICK_WAIT_MS = 600_000

/** The facts, and what follows from them. */
export interface Case extends Omit<Facts, 'click'> {
  /** `assumed`: no row, told from the signed ID. */
  readonly click: (StoredClick & { readonly id: string; readonly assumed: boolean }) | undefined
  /** Nothing of it counts: the click is a test, or there is none and the sender tries an offer out. */
  readonly test: boolean
  /** Whether the wait for the click is over. */
  readonly late: boolean
  readonly chosen: ChosenEvent<EventPolicy> | undefined
  readonly price: Price | PriceFault | undefined
  /** The conversion that the postback repeats. */
  readonly first: EarlierConversion | undefined
}

export function gather(facts: Facts): Case {
  const { postback, offer } = facts
  const click = clickOf(facts)
  const test = facts.click ? facts.click.test === true : facts.testOffer !== undefined
  const chosen = offer && chooseEvent(offer.events, postback.eventId)
  return {
    ...facts,
    click,
    test,
    late: facts.now.getTime() - facts.receivedAt.getTime() >= CLICK_WAIT_MS,
    chosen,
    price: offer && chosen?.ok ? price(chosen.event, offer.currency, postback) : undefined,
    first:
      click && offer && chosen?.ok
        ? repeated(facts, { clickId: click.id, offerId: offer.id, eventRowId: chosen.event.id, test })
        : undefined,
  }
}

function clickOf({ identity, click }: Facts): Case['click'] {
  if (identity.kind === 'unreadable') return undefined
  if (click) return { ...click, id: identity.text, assumed: false }
  if (identity.kind !== 'signed') return undefined
  const { offerId, clickedAt, text: id } = identity
  return { id, offerId, partnerId: null, clickedAt, outcome: 'sent', trafficClass: 'human', assumed: true }
}

/** With a conversion ID: the conversion of that ID. Without: any of the same click and event. */
function repeated(
  { postback: { conversionRef }, earlier }: Facts,
  counted: Omit<Counted, 'conversionRef'>,
): EarlierConversion | undefined {
  const key = dedupeKey({ ...counted, conversionRef })
  return earlier.find(
    (conversion) =>
      conversion.dedupeKey.equals(key) ||
      (conversionRef === undefined &&
        conversion.clickId === counted.clickId &&
        conversion.offerEventId === counted.eventRowId),
  )
}

const CLICK_NOT_PROVEN: ReadonlySet<Reason> = new Set(['forged_click_id', 'unknown_click'])

/**
 * Whose the log row is. A sender with a token sees its own mistakes and learns nothing of the click's advertiser; without a
 * token the click tells, once it is known to be one. Who tries an offer out sees what becomes of it.
 */
export function attribute(about: Case, reason?: Reason): Pick<Attributed, 'offerId' | 'advertiserId' | 'test'> {
  const { offer, tokenOwner, testOffer, test } = about
  const senderOnly = reason === 'wrong_advertiser' || (reason !== undefined && CLICK_NOT_PROVEN.has(reason))
  const own = offer && !senderOnly ? offer : testOffer
  if (!own) return { offerId: null, advertiserId: tokenOwner ?? null, test }
  return { offerId: own.id, advertiserId: own.advertiserId, test }
}
