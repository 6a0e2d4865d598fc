import { sameName } from '../slots.js'
import type { Tracker } from '../tracker.js'
import { behaviourOf } from './behaviour.js'
import { fillMacros, parameterOfMacro } from './fill.js'
import { CUT_LENGTH, type Habit } from './habits.js'
import type { SimulatedVisit } from './receive.js'
import { asForm, asJson, encodeTwice, encodeValue, onTheWire, withoutEmpty } from './wire.js'

/** Something that the visitor did and the tracker was told of. */
export interface SimulatedConversion {
  /** The postback URL that fires for it, as GoKart shows it. A tracker that calls the URL of the link takes that one. */
  postbackUrl: string
  /** The tracker's name of the event. */
  event?: string | undefined
  amount?: string | undefined
  /** What the tracker calls the conversion; some send an ID of their own instead. */
  conversionId?: string | undefined
  /** Ms from the click to the postback; absent: a minute for each conversion of the list. */
  afterMs?: number | undefined
  /** Ms after the click until which it counts: the habit `late` sends after that. */
  untilMs?: number | undefined
}

/** A request that the tracker makes. */
export interface SimulatedPostback {
  method: 'GET' | 'POST'
  /** Whole address, as it goes over the wire. */
  url: string
  contentType?: string
  body?: string
  /** Ms after the click. */
  afterMs: number
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const LATE_MS = 45 * DAY
/** Where the tracker publishes no schedule. */
const STORM = { times: 10, everyMs: 1_000 }

/**
 * What a tracker sends for the conversions of a visit, in the order of time. Nothing, where it calls the URL of the link and none
 * came. A habit that spoils the click ID does nothing to such a tracker, which only passes our own URL on.
 */
export function postbacks(
  tracker: Tracker,
  visit: SimulatedVisit,
  conversions: readonly SimulatedConversion[],
  habit?: Habit,
): SimulatedPostback[] {
  if (visit.callback === '') return []
  const times = conversions.map(({ afterMs }, index) => afterMs ?? (index + 1) * MINUTE)
  if (habit === 'out_of_order') times.reverse()
  const sent = conversions.flatMap((conversion, index) => {
    const request = requestOf(tracker, visit, conversion, habit)
    return timesOf(tracker, times[index] ?? 0, conversion.untilMs, habit).map((afterMs) => ({ ...request, afterMs }))
  })
  return sent.toSorted((a, b) => a.afterMs - b.afterMs)
}

function timesOf(tracker: Tracker, afterMs: number, untilMs = 0, habit?: Habit): number[] {
  if (habit === 'late') return [afterMs + Math.max(LATE_MS, untilMs + DAY)]
  if (habit === 'double_send') return [afterMs, afterMs]
  if (habit !== 'retry_storm') return [afterMs]
  const { times, everyMs } = behaviourOf(tracker.id).retries ?? STORM
  return Array.from({ length: times + 1 }, (_, time) => afterMs + time * everyMs)
}

function requestOf(
  tracker: Tracker,
  visit: SimulatedVisit,
  conversion: SimulatedConversion,
  habit: Habit | undefined,
): Omit<SimulatedPostback, 'afterMs'> {
  const template = visit.callback ?? conversion.postbackUrl
  const filled =
    habit === 'unreplaced_macro'
      ? template
      : fillMacros(template, tracker, (macro) => valueOf(macro, tracker, visit, conversion, habit))
  const url = onTheWire(behaviourOf(tracker.id).dropsEmpty ? withoutEmpty(filled) : filled)
  if (habit === 'post_form') return { method: 'POST', ...asForm(url) }
  if (habit === 'post_json') return { method: 'POST', ...asJson(url) }
  return { method: 'GET', url }
}

/** The text that a macro becomes, as it stands in the URL; undefined for a macro that the tracker does not know. */
function valueOf(
  macro: string,
  tracker: Tracker,
  visit: SimulatedVisit,
  conversion: SimulatedConversion,
  habit: Habit | undefined,
): string | undefined {
  const { rawFields, ownIdAsConversionId } = behaviourOf(tracker.id)
  const encode = habit === 'encoded_twice' ? encodeTwice : encodeValue
  if (macro === tracker.eventMacro) return encode(conversion.event ?? '')
  if (macro === tracker.amountMacro) return encode(conversion.amount ?? '')
  if (macro === tracker.transactionMacro) {
    return encode((ownIdAsConversionId ? visit.ownId : conversion.conversionId) ?? '')
  }
  const parameter = parameterOfMacro(tracker, macro, visit.parameter)
  if (parameter === undefined) return undefined
  const kept = visit.kept.get(parameter) ?? ''
  const text = sameName(parameter, visit.parameter) ? spoilt(kept, visit, habit) : kept
  return rawFields && habit !== 'encoded_twice' ? text : encode(text)
}

function spoilt(clickId: string, visit: SimulatedVisit, habit: Habit | undefined): string {
  if (habit === 'cut_click_id') return clickId.slice(0, CUT_LENGTH)
  if (habit === 'upper_case') return clickId.toUpperCase()
  return habit === 'own_id' ? visit.ownId : clickId
}
