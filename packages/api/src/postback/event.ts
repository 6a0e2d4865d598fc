import type { EventRules } from '@gokart/shared'
import { editDistance } from '@gokart/shared/macros'
import { isMacro, isNothing } from './placeholder.js'
import type { Payout } from './price.js'
import { quote } from './text.js'

/** A step of an offer that can convert. */
export interface EventPolicy extends Payout, EventRules {
  /** Row number. */
  readonly id: number
  /** Empty: the offer's single, unnamed event. */
  readonly name: string
  readonly eventId: string | null
  /** Part of the key under which its conversions are counted against caps and budgets. */
  readonly limitsVersion: number
}

export type ChosenEvent<E extends EventPolicy> =
  | { readonly ok: true; readonly event: E; readonly notes: readonly string[] }
  | {
      readonly ok: false
      readonly reason: 'missing_event' | 'unknown_event'
      readonly message?: string
      readonly remedy?: string
    }

/**
 * The event that a postback is for. A single event without an ID takes whatever event a tracker names: the global postback
 * URL has an event macro for the offers that need it. A single event with an ID may stay unnamed, but another event of the
 * tracker is not it. Of several one must be named exactly.
 */
export function chooseEvent<E extends EventPolicy>(events: readonly E[], sent: string | undefined): ChosenEvent<E> {
  const exact = sent === undefined ? undefined : events.find((event) => idOf(event) === sent)
  if (exact) return { ok: true, event: exact, notes: [] }
  const named = sent !== undefined && !isMacro(sent) && !isNothing(sent)
  const [only] = events
  if (only && events.length === 1 && (!named || only.eventId === null)) {
    const notes = sent === undefined ? [] : [`cnv_event_id ${quote(sent)} was not needed: the offer has one event.`]
    return { ok: true, event: only, notes }
  }
  if (named)
    return {
      ok: false,
      reason: 'unknown_event',
      ...unknown(
        sent,
        events.flatMap((event) => idOf(event) ?? []),
      ),
    }
  return { ok: false, reason: 'missing_event', ...missing(sent) }
}

/** Of several events one without an ID goes by its name. */
function idOf(event: EventPolicy): string | null {
  return event.eventId ?? (event.name || null)
}

function missing(sent: string | undefined): { message?: string } {
  if (sent === undefined) return {}
  return { message: `The offer has several events, and cnv_event_id is ${quote(sent)}, which names none of them.` }
}

function unknown(sent: string, ids: readonly string[]): { message: string; remedy?: string } {
  const message = `The offer has no event with the event ID ${quote(sent)}.`
  const near = nearestEvent(sent, ids)
  if (near === undefined) return { message }
  return { message, remedy: `${SEND}${near}${IF_MEANT}` }
}

const SEND = 'Send cnv_event_id='
const IF_MEANT = ', if that is the event that is meant; capitals count.'

/** The event ID that a remedy of `unknown_event` names. */
export function eventInRemedy(remedy: string | null): string | undefined {
  if (!remedy?.startsWith(SEND) || !remedy.endsWith(IF_MEANT)) return undefined
  return remedy.slice(SEND.length, -IF_MEANT.length)
}

/** The event ID that was probably meant: the same but for case and separators, else the one with the fewest slips. */
function nearestEvent(sent: string, ids: readonly string[]): string | undefined {
  if (sent.length > 100) return undefined
  const wanted = squash(sent)
  const ranked = ids
    .map((id) => ({ id, distance: editDistance(wanted, squash(id)) }))
    .filter(({ id, distance }) => distance <= Math.max(1, Math.floor(Math.max(wanted.length, squash(id).length) / 3)))
    .toSorted((a, b) => a.distance - b.distance)
  return ranked[0]?.id
}

function squash(text: string): string {
  return text.toLowerCase().replace(/[\s_.-]+/g, '')
}
