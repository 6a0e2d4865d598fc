import { type EventRules, NO_EVENT_RULES, type OfferEvent, type PayoutType } from '@gokart/shared'

/** An event while it is edited. */
export interface EventDraft extends EventRules {
  /** Of an event that is saved already. */
  id?: number
  name: string
  eventId: string | null
  payoutType: PayoutType
  payout: string
}

export function newEvent(): EventDraft {
  return { name: '', eventId: null, payoutType: 'flat', payout: '0', ...structuredClone(NO_EVENT_RULES) }
}

export function draftOf(event: OfferEvent): EventDraft {
  return { ...event, caps: { ...event.caps }, budgets: { ...event.budgets } }
}

/** One event without a name: the offer simply converts, and nobody has to hear of events. */
export function isPlain(events: readonly EventDraft[]): boolean {
  const [only] = events
  return events.length === 1 && only?.name === '' && !only.eventId
}

/** One more, paid like the last one. */
export function withOneMore(events: readonly EventDraft[]): EventDraft[] {
  const last = events.at(-1) ?? newEvent()
  return [...events, { ...newEvent(), payoutType: last.payoutType }]
}

/** The events with the one at `index` a place up (-1) or down (1); the same where there is no such place. */
export function moved(events: readonly EventDraft[], index: number, by: -1 | 1): EventDraft[] {
  const other = events[index + by]
  const one = events[index]
  if (!one || !other) return [...events]
  return events.map((event) => (event === one ? other : event === other ? one : event))
}

/** The events without the one at `index`; the last one stays. */
export function without(events: readonly EventDraft[], index: number): EventDraft[] {
  return events.length === 1 ? [...events] : events.filter((_, at) => at !== index)
}

/** Puts back the saved events that are missing, each to its old place; `restored` tells where they are now. */
export function withRestored(events: readonly EventDraft[], saved: readonly EventDraft[]) {
  const missing = saved.filter((event) => !events.some(({ id }) => id === event.id))
  const all = [...events]
  for (const event of missing) all.splice(saved.indexOf(event), 0, { ...event })
  return { events: all, restored: missing.map((event) => all.findIndex(({ id }) => id === event.id)) }
}

/** The event ID that an event gets: its own, or among several its name. */
export function eventIdOf({ name, eventId }: Pick<EventDraft, 'name' | 'eventId'>): string {
  return eventId ?? name
}
