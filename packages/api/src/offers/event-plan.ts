import type { OfferEventInput } from '@gokart/shared'
import type { OfferEventRow } from '../db/tables.js'

export type EventValues = Omit<OfferEventRow, 'id' | 'offer_id'>

/** What a change of an offer does to its events. */
export interface EventPlan {
  keep: { id: number; values: EventValues }[]
  add: EventValues[]
  remove: number[]
  /** Indexes of inputs whose `id` is none of the offer's, or stands twice. */
  unknown: number[]
}

/**
 * Matches the wanted events with those that are there: by `id`, else by event ID, so that a caller who sends events
 * without IDs changes them and does not replace them. What is matched by nothing is removed.
 */
export function planEvents(existing: readonly OfferEventRow[], wanted: readonly OfferEventInput[]): EventPlan {
  const free = new Map(existing.map((event) => [event.id, event]))
  const values = wanted.map((event, position) => eventValues(event, position, wanted.length > 1))
  const matches = new Map<number, number>()
  const unknown: number[] = []
  wanted.forEach(({ id }, index) => {
    if (id === undefined) return
    if (free.delete(id)) matches.set(index, id)
    else unknown.push(index)
  })
  values.forEach((value, index) => {
    if (wanted[index]?.id !== undefined) return
    const same = [...free.values()].find((event) => event.event_id === value.event_id)
    if (same && free.delete(same.id)) matches.set(index, same.id)
  })
  const plan: EventPlan = { keep: [], add: [], remove: [...free.keys()], unknown }
  values.forEach((value, index) => {
    const id = matches.get(index)
    if (id === undefined) plan.add.push(value)
    else plan.keep.push({ id, values: value })
  })
  return plan
}

/** Among several events the name stands in for a missing event ID; the only event of an offer needs none. */
function eventValues(event: OfferEventInput, position: number, several: boolean): EventValues {
  const { name, payoutType, payout } = event
  return {
    position,
    name,
    event_id: event.eventId ?? (several ? name : null),
    payout_type: payoutType,
    payout,
  }
}
