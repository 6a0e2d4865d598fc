import { REASONS, type Reason } from '@gokart/shared'
import { attribute, gather, type Case, type CountedConversion, type Facts } from './case.js'
import { CHECKS, type Failure } from './checks.js'
import { duration } from './duration.js'
import { changeBy, changeNote } from './status.js'
import { quote } from './text.js'
import type { Verdict } from './verdict.js'

/**
 * Decides on a postback. Pure: no database, no clock, no randomness; the same facts give the same verdict. The first rule
 * that fails decides. A click that GoKart minted and has not stored yet is judged by what its ID tells, so that a sender
 * hears of a fault at once, and waits only when nothing else is wrong.
 */
export function decide(facts: Facts): Verdict {
  const about = gather(facts)
  const failed = firstFailure(about)
  if (!failed) return accept(about)
  const { reason, failure } = failed
  if (reason === 'duplicate' && about.first) return repeated(about, about.first)
  const { message, remedy } = failure
  const words = { ...(message && { message }), ...(remedy && { remedy }) }
  return { outcome: 'rejected', reason, ...words, ...attribute(about, reason), notes: notesOf(about) }
}

/** The rule that decides; undefined: all passed. */
export function firstFailure(about: Case): { reason: Reason; failure: Failure } | undefined {
  for (const reason of REASONS) {
    const failure = CHECKS[reason](about)
    if (failure) return { reason, failure }
  }
  return undefined
}

function repeated(about: Case, first: CountedConversion): Verdict {
  const { postback, advertiser, approval } = about
  const change = changeBy(postback.status, advertiser?.statusWords ?? [], approval, first)
  const note = changeNote(postback.status, about.standing, first, change)
  const notes = [...notesOf(about), ...(note === undefined ? [] : [note])]
  return {
    outcome: 'duplicate',
    firstId: first.id,
    ...(change && { change, ...(note && { note }) }),
    ...attribute(about),
    notes,
  }
}

function accept(about: Case): Verdict {
  const { click, offer, chosen, price, standing, key, member, test } = about
  const whose = attribute(about)
  if (!click || !offer || !chosen?.ok || !price?.ok || !key || about.waits) {
    return { outcome: 'queued', ...whose, notes: notesOf(about) }
  }
  const { event } = chosen
  const conversion = {
    dedupeKey: key,
    clickId: click.id,
    offerId: offer.id,
    advertiserId: offer.advertiserId,
    partnerId: click.partnerId,
    offerEventId: event.id,
    eventId: event.eventId,
    eventName: event.name,
    status: standing.status,
    sentStatus: standing.sent,
    dueAt: standing.dueAt,
    memberKey: member ?? null,
    onlyOne: about.adds && member !== undefined && !event.allowRepetitions,
    clickedAt: click.clickedAt,
    country: click.country ?? null,
    trafficClass: click.trafficClass,
    amount: price.amount,
    currency: price.currency,
    revenue: price.revenue,
    test,
  }
  return { outcome: 'accepted', conversion, ...whose, notes: [...notesOf(about), ...standing.notes] }
}

/** Everything worth knowing that a reader could not tell from verdict and request. */
function notesOf(about: Case): string[] {
  const { identity, postback, chosen, price, click, offer, advertiser, tokenOwner, late } = about
  const notes = [...(identity.kind === 'unreadable' ? [] : identity.notes), ...postback.notes]
  if (chosen?.ok) notes.push(...chosen.notes)
  if (price?.ok) notes.push(...price.notes)
  if (click?.assumed && late) {
    notes.push('The click was not stored; offer and time are taken from its signed ID, and the partner is not known.')
  }
  if (click && about.simulated) notes.push(simulatedNote(about.receivedAt, click.clickedAt))
  if (click && click.outcome !== 'sent') notes.push('The offer was not open when the click came.')
  if (click && click.trafficClass !== 'human') notes.push(`The click was classed as ${quote(click.trafficClass)}.`)
  if (offer && offer.status !== 'active') notes.push(`The offer is ${offer.status} now; its clicks still convert.`)
  if (advertiser?.tokenPolicy === 'off' && postback.token && tokenOwner === undefined) {
    notes.push('A token was sent that is not known; this advertiser asks for none, so it was not checked.')
  }
  return notes
}

function simulatedNote(moment: Date, clickedAt: Date): string {
  const after = duration((moment.getTime() - clickedAt.getTime()) / 1000)
  return `A simulated tracker sent it at once; it was decided as if it had come ${after} after the click.`
}
