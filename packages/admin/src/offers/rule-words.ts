import { type EventRules, type Offer, type Period, PERIODS } from '@gokart/shared'
import type { Format } from '../composables/useFormat'
import { durationText } from './duration'

export const PERIOD_LABELS: Record<Period, string> = {
  daily: 'A day',
  weekly: 'A week',
  monthly: 'A month',
  lifetime: 'In all',
}

/** The rules that an event has, in a few words each; none for an event that has none. */
export function ruleWords(rules: EventRules, currency: string, { count, money }: Format): string[] {
  const { sequenceNumber, minTimeFromPreviousEvent, deadlineDays, pendingDays } = rules
  const words: (string | false)[] = [
    sequenceNumber !== null && `number ${sequenceNumber} in the order`,
    !!minTimeFromPreviousEvent && `at least ${durationText(minTimeFromPreviousEvent)} after the one before`,
    deadlineDays !== null && `within ${count(deadlineDays, 'day')} of the click`,
    pendingDays !== null && (pendingDays === 0 ? 'a success at once' : `pending for ${count(pendingDays, 'day')}`),
  ]
  for (const period of PERIODS) {
    const when = PERIOD_LABELS[period].toLowerCase()
    const [cap, budget] = [rules.caps[period], rules.budgets[period]]
    words.push(cap !== null && `${count(cap, 'conversion')} ${when}`)
    // What is being typed may be no amount yet.
    words.push(budget !== null && (/^\d+(\.\d+)?$/.test(budget) ? `${money(budget, currency)} ${when}` : false))
  }
  words.push(rules.allowRepetitions && 'repeats count')
  return words.filter((word) => word !== false)
}

/** The same in one line; '' for an event without rules. */
export function ruleLine(rules: EventRules, currency: string, format: Format): string {
  const line = ruleWords(rules, currency, format).join(' · ')
  return line.charAt(0).toUpperCase() + line.slice(1)
}

/** From when until when after a click an offer's conversions count. */
export function windowWords(
  offer: Pick<Offer, 'minSecondsAfterClick' | 'maxDaysAfterClick'>,
  { count }: Format,
): string {
  const { minSecondsAfterClick: from, maxDaysAfterClick: until } = offer
  if (!from && until === null) return 'No limit'
  if (until === null) return `From ${durationText(from ?? 0)} after the click on`
  const end = `${count(until, 'day')} after the click`
  return from ? `${durationText(from)} to ${end}` : `Until ${end}`
}
