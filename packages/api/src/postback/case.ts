import type {
  Advertiser,
  ClickOutcome,
  ConversionStatus,
  OfferStatus,
  Reason,
  StatusWord,
  TrafficClass,
} from '@gokart/shared'
import { dedupeKey, type Counted } from './dedupe-key.js'
import { chooseEvent, type ChosenEvent, type EventPolicy } from './event.js'
import type { Identity } from './identify.js'
import type { Usage } from './limits.js'
import { memberKey } from './member.js'
import type { ParsedPostback } from './parse.js'
import { price, type Price, type PriceFault } from './price.js'
import { standingOf, type ApprovalPolicy, type Standing } from './status.js'
import type { Attributed } from './verdict.js'

export interface OfferPolicy {
  readonly id: number
  readonly advertiserId: number
  readonly status: OfferStatus
  readonly currency: string
  readonly minSecondsAfterClick: number | null
  readonly maxDaysAfterClick: number | null
  readonly events: readonly EventPolicy[]
}

export interface AdvertiserPolicy extends Pick<Advertiser, 'tokenPolicy' | 'approval' | 'pendingDays'> {
  readonly statusWords: readonly StatusWord[]
  readonly ipAllowList: readonly string[]
}

export interface StoredClick {
  readonly offerId: number | null
  readonly partnerId: number | null
  readonly clickedAt: Date
  readonly outcome: ClickOutcome
  readonly trafficClass: TrafficClass
  readonly country?: string | null
  /** `pub_member_id`. */
  readonly memberId?: string | null
  /** Made to try the offer out. */
  readonly test?: boolean
}

/** A conversion that is there: the one that the postback brings again, an event before it, or one of the same member. */
export interface CountedConversion {
  /** UUID text. */
  readonly id: string
  readonly clickId: string
  readonly offerEventId: number
  readonly dedupeKey: Buffer
  readonly status: ConversionStatus
  /** The most that the sender said of it. */
  readonly sentStatus: ConversionStatus | null
  readonly convertedAt: Date
  readonly revenue: string
}

/** All that a decision rests on. */
export interface Facts {
  readonly postback: ParsedPostback
  readonly identity: Identity
  /** Address of the sender. */
  readonly ip: string
  /** Ops import it from a file, in the advertiser's place: no address list is meant for them. */
  readonly imported?: boolean
  readonly click: StoredClick | undefined
  /** Of the click, or of its signed ID where there is no click. */
  readonly offer: OfferPolicy | undefined
  readonly advertiser: AdvertiserPolicy | undefined
  /** Advertiser whose token was sent; undefined where no token was sent or nobody has it. */
  readonly tokenOwner: number | undefined
  /** The offer that the sender tries out; undefined where nothing says that it is a test. */
  readonly testOffer?: OfferPolicy | undefined
  /** Of the click and, where one is known, the one with the same dedupe key; the oldest first. */
  readonly earlier: readonly CountedConversion[]
  /** The conversions of the same member and event. Only where `needsOf` asks for them; empty elsewhere. */
  readonly ofMember: readonly CountedConversion[]
  /** What counts of the event in its limited periods. The same. */
  readonly usage: Usage
  readonly receivedAt: Date
  readonly now: Date
  /** `receivedAt` is when a real tracker would have sent it; it came at once. */
  readonly simulated?: boolean
}

/** How long a postback waits for a click that GoKart minted; then the signed ID is enough. */
export const CLICK_WAIT_MS = 600_000

/** The facts, none left out, and what follows from them. */
export interface Case extends Omit<{ readonly [Name in keyof Required<Facts>]: Facts[Name] }, 'click'> {
  /** `assumed`: no row, told from the signed ID. */
  readonly click: (StoredClick & { readonly id: string; readonly assumed: boolean }) | undefined
  /** Nothing of it counts: the click is a test, or there is none and the sender tries an offer out. */
  readonly test: boolean
  /** Whether the wait for the click is over. */
  readonly late: boolean
  /** It waits for its click, with which its turn comes: what else was counted by then is not known yet. */
  readonly waits: boolean
  readonly chosen: ChosenEvent<EventPolicy> | undefined
  readonly price: Price | PriceFault | undefined
  /** The dedupe key of what it brings; undefined as long as click or event are not known. */
  readonly key: Buffer | undefined
  /** The conversion that the postback repeats. */
  readonly first: CountedConversion | undefined
  /** Names member and event; undefined where the member is not known, or nothing of it counts. */
  readonly member: Buffer | undefined
  readonly approval: ApprovalPolicy
  /** What a new conversion starts as. */
  readonly standing: Standing
  /** Whether one more conversion would count: none that was counted already, is rejected from the start, or is a test. */
  readonly adds: boolean
}

export function gather(facts: Facts): Case {
  const { postback, offer, advertiser, receivedAt } = facts
  const click = clickOf(facts)
  const test = facts.click ? facts.click.test === true : facts.testOffer !== undefined
  const late = facts.now.getTime() - receivedAt.getTime() >= CLICK_WAIT_MS
  const chosen = offer && chooseEvent(offer.events, postback.eventId)
  const event = chosen?.ok ? chosen.event : undefined
  const counted = click && offer && event && { clickId: click.id, offerId: offer.id, eventRowId: event.id, test }
  const key = counted && dedupeKey({ ...counted, conversionRef: postback.conversionRef })
  const first = counted && key && repeated(facts, counted, key)
  const approval = approvalOf(advertiser, event)
  const standing = standingOf(postback.status, advertiser?.statusWords ?? [], approval, receivedAt)
  const waits = click === undefined || (click.assumed && !late)
  // Each by its name: an object of so many that is spread from another one takes ten times the memory.
  return {
    postback,
    identity: facts.identity,
    ip: facts.ip,
    imported: facts.imported,
    offer,
    advertiser,
    tokenOwner: facts.tokenOwner,
    testOffer: facts.testOffer,
    earlier: facts.earlier,
    ofMember: facts.ofMember,
    usage: facts.usage,
    receivedAt,
    now: facts.now,
    simulated: facts.simulated,
    click,
    test,
    late,
    waits,
    chosen,
    price: offer && event && price(event, offer.currency, postback),
    key,
    first,
    member: click && event && !test ? memberOf(click, event) : undefined,
    approval,
    standing,
    adds: first === undefined && standing.status !== 'rejected' && !test && !waits,
  }
}

/** An event may have days of its own, but an approval by hand stays one. */
function approvalOf(advertiser: AdvertiserPolicy | undefined, event: EventPolicy | undefined): ApprovalPolicy {
  const { approval = 'automatic', pendingDays = 0 } = advertiser ?? {}
  return { approval, pendingDays: event?.pendingDays ?? pendingDays }
}

function memberOf({ partnerId, memberId }: StoredClick, { id: eventRowId }: EventPolicy): Buffer | undefined {
  return memberKey({ partnerId, memberId, eventRowId })
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
  key: Buffer,
): CountedConversion | undefined {
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
