import type { Case, CountedConversion } from './case.js'
import { duration } from './duration.js'
import type { EventPolicy } from './event.js'
import { quote } from './text.js'

interface Words {
  readonly message: string
  readonly remedy?: string
}

const DAY_S = 86_400

/** Sooner after the click than the offer allows, or after the event before it than the event does. */
export function tooEarly({ offer, click, chosen, receivedAt, earlier }: Case): Words | undefined {
  if (!offer || !click || !chosen?.ok) return undefined
  const sinceClick = secondsBetween(click.clickedAt, receivedAt)
  const { minSecondsAfterClick: shortest } = offer
  if (shortest !== null && sinceClick < shortest) {
    const message = `The conversion came ${duration(sinceClick)} after the click, and the offer takes them from ${duration(shortest)} on.`
    return { message }
  }
  const { minTimeFromPreviousEvent: pause } = chosen.event
  const before = pause ? previousOf(chosen.event, offer.events, standing(earlier, click.id)) : undefined
  if (!pause || !before || 'missing' in before) return undefined
  const since = secondsBetween(before.at ?? click.clickedAt, receivedAt)
  if (since >= pause) return undefined
  const what = before.event ? quote(nameOf(before.event)) : 'the click'
  return { message: `The event came ${duration(since)} after ${what}, and it takes at least ${duration(pause)}.` }
}

/** Later after the click than the offer or the event allows. */
export function tooLate({ offer, click, chosen, receivedAt }: Case): Words | undefined {
  if (!offer || !click || !chosen?.ok) return undefined
  const days = Math.min(offer.maxDaysAfterClick ?? Infinity, chosen.event.deadlineDays ?? Infinity)
  const since = secondsBetween(click.clickedAt, receivedAt)
  if (since <= days * DAY_S) return undefined
  return {
    message: `The conversion came ${duration(since)} after the click, and it counts for ${duration(days * DAY_S)} only.`,
  }
}

/** An event before it in the order has not converted for this click. */
export function outOfOrder({ offer, click, chosen, earlier }: Case): Words | undefined {
  if (!offer || !click || !chosen?.ok) return undefined
  const before = previousOf(chosen.event, offer.events, standing(earlier, click.id))
  if (!('missing' in before)) return undefined
  const [first, then] = [nameOf(before.missing), nameOf(chosen.event)]
  return {
    message: `The event ${quote(then)} needs ${quote(first)} first, which has not converted for this click.`,
    remedy: `${SEND}${before.missing.eventId ?? first}${FIRST}`,
  }
}

const SEND = 'Send cnv_event_id='
const FIRST = ' for this click first, then this postback again.'

/** The event ID that a remedy of `event_out_of_order` names. */
export function eventInOrder(remedy: string | null): string | undefined {
  if (!remedy?.startsWith(SEND) || !remedy.endsWith(FIRST)) return undefined
  return remedy.slice(SEND.length, -FIRST.length)
}

type Previous = { readonly missing: EventPolicy } | { readonly event: EventPolicy | undefined; readonly at?: Date }

/**
 * The event before this one: of those with the next lower number the one that converted last, each by its first conversion. Or an
 * event with a lower number that has no conversion.
 */
function previousOf(
  { sequenceNumber: own }: EventPolicy,
  events: readonly EventPolicy[],
  conversions: readonly CountedConversion[],
): Previous {
  const before = events
    .filter(({ sequenceNumber }) => own !== null && sequenceNumber !== null && sequenceNumber < own)
    .toSorted((a, b) => a.sequenceNumber! - b.sequenceNumber!)
  let previous: Extract<Previous, { event: unknown }> = { event: undefined }
  let number: number | null = null
  for (const event of before) {
    const at = firstOf(event, conversions)
    if (!at) return { missing: event }
    const sameStep = event.sequenceNumber === number
    if (!sameStep || !previous.at || at > previous.at) previous = { event, at }
    number = event.sequenceNumber
  }
  return previous
}

function firstOf({ id }: EventPolicy, conversions: readonly CountedConversion[]): Date | undefined {
  const times = conversions.filter(({ offerEventId }) => offerEventId === id).map(({ convertedAt }) => +convertedAt)
  return times.length > 0 ? new Date(Math.min(...times)) : undefined
}

/** The conversions of the click that count. */
function standing(earlier: readonly CountedConversion[], clickId: string): CountedConversion[] {
  return earlier.filter((conversion) => conversion.clickId === clickId && conversion.status !== 'rejected')
}

function nameOf({ eventId, name }: EventPolicy): string {
  return eventId ?? name
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000
}
