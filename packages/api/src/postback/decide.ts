import { REASONS, type Reason } from '@gokart/shared'
import { attribute, gather, type Case, type Facts } from './case.js'
import { dedupeKey } from './dedupe-key.js'
import { quote } from './text.js'
import { whereElse } from './misplaced.js'
import { initialStatus } from './status.js'
import type { Verdict } from './verdict.js'

/** Why a rule fails; without words, the rule's own are said. */
interface Failure {
  readonly message?: string
  readonly remedy?: string
}
type Check = (about: Case) => Failure | false | undefined

/** One check for each rule of the contract; the order is the contract's. */
const CHECKS: Record<Reason, Check> = {
  missing_click_id: (about) => {
    const missing = unreadableAs('missing_click_id', about)
    return missing && { ...missing, ...whereElse(about.postback) }
  },
  unreplaced_macro: (about) => unreadableAs('unreplaced_macro', about),
  malformed_click_id: (about) => unreadableAs('malformed_click_id', about),
  forged_click_id: ({ identity }) => identity.kind === 'forged' && {},
  unknown_click: ({ click, offer, late }) => {
    if (!click) return {}
    if (click.offerId === null) return { message: 'The click with this gk_click_id came by a link of no offer.' }
    return late && !offer && { message: 'The offer of the click with this gk_click_id is not there any more.' }
  },
  token_missing: ({ advertiser, postback }) => advertiser?.tokenPolicy === 'required' && !postback.token && {},
  token_invalid: ({ advertiser, postback, tokenOwner }) =>
    advertiser !== undefined && advertiser.tokenPolicy !== 'off' && !!postback.token && tokenOwner === undefined && {},
  // Also where no token is asked for: a token names the sender, and a click of another advertiser is not the sender's.
  wrong_advertiser: ({ offer, tokenOwner }) =>
    offer !== undefined && tokenOwner !== undefined && tokenOwner !== offer.advertiserId && {},
  missing_event: (about) => eventFault('missing_event', about),
  unknown_event: (about) => eventFault('unknown_event', about),
  invalid_amount: ({ price }) => price?.ok === false && price,
  duplicate: ({ first }) => first !== undefined && {},
}

function unreadableAs(reason: Reason, { identity }: Case): Failure | false {
  return identity.kind === 'unreadable' && identity.reason === reason && identity
}

function eventFault(reason: Reason, { chosen }: Case): Failure | false {
  return chosen?.ok === false && chosen.reason === reason && chosen
}

/**
 * Decides on a postback. Pure: no database, no clock, no randomness; the same facts give the same verdict. The first rule
 * that fails decides. A click that GoKart minted and has not stored yet is judged by what its ID tells, so that a sender
 * hears of a fault at once, and waits only when nothing else is wrong.
 */
export function decide(facts: Facts): Verdict {
  const about = gather(facts)
  for (const reason of REASONS) {
    const failure = CHECKS[reason](about)
    if (!failure) continue
    const notes = notesOf(about)
    if (reason === 'duplicate' && about.first) {
      return { outcome: 'duplicate', firstId: about.first.id, ...attribute(about), notes }
    }
    const { message, remedy } = failure
    const words = { ...(message && { message }), ...(remedy && { remedy }) }
    return { outcome: 'rejected', reason, ...words, ...attribute(about, reason), notes }
  }
  return accept(about)
}

function accept(about: Case): Verdict {
  const { click, offer, chosen, price, postback, late } = about
  const whose = attribute(about)
  if (!click || !offer || !chosen?.ok || !price?.ok || (click.assumed && !late)) {
    return { outcome: 'queued', ...whose, notes: notesOf(about) }
  }
  const { event } = chosen
  const { status, note } = initialStatus(postback.status)
  const { conversionRef } = postback
  const { test } = about
  const counted = { clickId: click.id, offerId: offer.id, eventRowId: event.id, conversionRef, test }
  const conversion = {
    dedupeKey: dedupeKey(counted),
    clickId: click.id,
    offerId: offer.id,
    advertiserId: offer.advertiserId,
    partnerId: click.partnerId,
    offerEventId: event.id,
    eventId: event.eventId,
    eventName: event.name,
    status,
    clickedAt: click.clickedAt,
    amount: price.amount,
    currency: price.currency,
    revenue: price.revenue,
    test,
  }
  return { outcome: 'accepted', conversion, ...whose, notes: [...notesOf(about), ...(note ? [note] : [])] }
}

/** Everything worth knowing that a reader could not tell from verdict and request. */
function notesOf({ identity, postback, chosen, price, click, offer, advertiser, tokenOwner, late }: Case): string[] {
  const notes = [...(identity.kind === 'unreadable' ? [] : identity.notes), ...postback.notes]
  if (chosen?.ok) notes.push(...chosen.notes)
  if (price?.ok) notes.push(...price.notes)
  if (click?.assumed && late) {
    notes.push('The click was not stored; offer and time are taken from its signed ID, and the partner is not known.')
  }
  if (click && click.outcome !== 'sent') notes.push('The offer was not open when the click came.')
  if (click && click.trafficClass !== 'human') notes.push(`The click was classed as ${quote(click.trafficClass)}.`)
  if (offer && offer.status !== 'active') notes.push(`The offer is ${offer.status} now; its clicks still convert.`)
  if (advertiser?.tokenPolicy === 'off' && postback.token && tokenOwner === undefined) {
    notes.push('A token was sent that is not known; this advertiser asks for none, so it was not checked.')
  }
  return notes
}
