import { type EventRules, NO_EVENT_RULES, type OfferEventInput, PERIODS } from '@gokart/shared'
import { ruleColumns, rulesOfRow } from '../db/event-rules.js'
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
  const ids = wanted.map((event) => eventIdOf(event, wanted.length > 1))
  const matches = new Map<number, OfferEventRow>()
  const unknown: number[] = []
  wanted.forEach(({ id }, index) => {
    const same = id === undefined ? undefined : free.get(id)
    if (same && free.delete(same.id)) matches.set(index, same)
    else if (id !== undefined) unknown.push(index)
  })
  ids.forEach((eventId, index) => {
    if (wanted[index]?.id !== undefined) return
    const same = [...free.values()].find((event) => event.event_id === eventId)
    if (same && free.delete(same.id)) matches.set(index, same)
  })
  const plan: EventPlan = { keep: [], add: [], remove: [...free.keys()], unknown }
  wanted.forEach((event, position) => {
    const row = matches.get(position)
    const values = eventValues(event, { position, event_id: ids[position] ?? null }, row)
    if (row) plan.keep.push({ id: row.id, values })
    else plan.add.push(values)
  })
  return plan
}

/** Among several events the name stands in for a missing event ID; the only event of an offer needs none. */
function eventIdOf({ eventId, name }: OfferEventInput, several: boolean): string | null {
  return eventId ?? (several ? name : null)
}

function eventValues(
  event: OfferEventInput,
  place: Pick<OfferEventRow, 'position' | 'event_id'>,
  row: OfferEventRow | undefined,
): EventValues {
  const { name, payoutType, payout } = event
  const before = row ? rulesOfRow(row) : NO_EVENT_RULES
  const rules = mergedRules(event, before)
  const version = row?.limits_version ?? 1
  return {
    ...place,
    name,
    payout_type: payoutType,
    payout,
    ...ruleColumns(rules),
    // What was not counted for a while must be counted anew.
    limits_version: limitedPeriods(rules) === limitedPeriods(before) ? version : version + 1,
  }
}

/** What the input leaves out stays as it was, so that a caller who knows of no rules takes none away. */
function mergedRules(event: OfferEventInput, before: EventRules): EventRules {
  return {
    sequenceNumber: given(event.sequenceNumber, before.sequenceNumber),
    minTimeFromPreviousEvent: given(event.minTimeFromPreviousEvent, before.minTimeFromPreviousEvent),
    deadlineDays: given(event.deadlineDays, before.deadlineDays),
    pendingDays: given(event.pendingDays, before.pendingDays),
    caps: mergedLimits(event.caps, before.caps),
    budgets: mergedLimits(event.budgets, before.budgets),
    allowRepetitions: given(event.allowRepetitions, before.allowRepetitions),
  }
}

type Limits<T> = Record<(typeof PERIODS)[number], T>

function mergedLimits<T>(wanted: Partial<Limits<T | undefined>> | undefined, before: Limits<T>): Limits<T> {
  return {
    daily: given(wanted?.daily, before.daily),
    weekly: given(wanted?.weekly, before.weekly),
    monthly: given(wanted?.monthly, before.monthly),
    lifetime: given(wanted?.lifetime, before.lifetime),
  }
}

function given<T>(value: T | undefined, before: T): T {
  return value === undefined ? before : value
}

function limitedPeriods({ caps, budgets }: EventRules): string {
  return PERIODS.filter((period) => caps[period] !== null || budgets[period] !== null).join()
}
