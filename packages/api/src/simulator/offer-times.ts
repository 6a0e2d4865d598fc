import type { LikelyCause, Offer } from '@gokart/shared'
import type { SimulatedConversion } from '@gokart/shared/trackers'

interface Times {
  afterMs: number
  /** Undefined: it counts however late it comes. */
  untilMs: number | undefined
}

type Event = Offer['events'][number]

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** When a well-behaved tracker tells of each of the events: as soon as the offer takes it, and in the order that it asks for. */
export function timesOf(offer: Offer, events: readonly Event[]): Times[] {
  const soonest = Math.max(MINUTE, (offer.minSecondsAfterClick ?? 0) * 1_000)
  const times = events.map((event, index) => ({ afterMs: soonest + index * MINUTE, untilMs: untilOf(offer, event) }))
  let latest = 0
  for (const { index, minTimeFromPreviousEvent } of inSequence(events)) {
    const time = times[index]!
    latest = Math.max(time.afterMs, latest + Math.max(MINUTE, (minTimeFromPreviousEvent ?? 0) * 1_000))
    time.afterMs = latest
  }
  return times
}

/** The events that have a number, each with its place in the list; the others need not wait for one. */
function inSequence(events: readonly Event[]): (Event & { index: number })[] {
  const numbered = events.map((event, index) => ({ ...event, index })).filter((event) => event.sequenceNumber !== null)
  return numbered.toSorted((a, b) => a.sequenceNumber! - b.sequenceNumber!)
}

function untilOf({ maxDaysAfterClick }: Offer, { deadlineDays }: Event): number | undefined {
  const days = Math.min(maxDaysAfterClick ?? Infinity, deadlineDays ?? Infinity)
  return days === Infinity ? undefined : days * DAY
}

/** Why what came late was accepted; nothing where there is a window. */
export function countsHoweverLate(conversions: readonly SimulatedConversion[]): LikelyCause[] {
  if (conversions.some(({ untilMs }) => untilMs !== undefined)) return []
  return [
    {
      title: 'The offer has no conversion window: it takes a conversion however late it comes.',
      remedy: 'Nothing to correct; a window, or a deadline for an event, can be set on the offer’s page.',
      copy: null,
    },
  ]
}
