import { type EventRules, type Period, PERIODS } from '@gokart/shared'
import { Big } from 'big.js'
import { periodEnd } from './period.js'

/** What counts of an event in one period: conversions that are not rejected and no test, and their revenue. */
export interface Tally {
  readonly conversions: number
  readonly revenue: string
}
/** Of the periods that are limited; one that is not there counts as empty. */
export type Usage = Readonly<Partial<Record<Period, Tally>>>

type Limits = Pick<EventRules, 'caps' | 'budgets'>
interface Words {
  readonly message: string
  readonly remedy: string
}

/** The periods in which an event has a cap or a budget; none for most events. */
export function limitedPeriods({ caps, budgets }: Limits): readonly Period[] {
  return PERIODS.filter((period) => caps[period] !== null || budgets[period] !== null)
}

export function hasBudget({ budgets }: Limits): boolean {
  return PERIODS.some((period) => budgets[period] !== null)
}

/** Why one more conversion has no place; undefined: it has. */
export function overCap({ caps }: Limits, usage: Usage, at: Date): Words | undefined {
  for (const period of PERIODS) {
    const cap = caps[period]
    if (cap === null || (usage[period]?.conversions ?? 0) < cap) continue
    const message = `The event’s ${period} cap of ${cap} ${cap === 1 ? 'conversion' : 'conversions'} is used up.`
    return { message, remedy: remedy(period, at, 'a higher cap') }
  }
  return undefined
}

/** The same for its revenue; both in `currency`. */
export function overBudget(
  { budgets }: Limits,
  usage: Usage,
  worth: { revenue: string; currency: string },
  at: Date,
): Words | undefined {
  for (const period of PERIODS) {
    const budget = budgets[period]
    if (budget === null) continue
    const left = new Big(budget).minus(usage[period]?.revenue ?? '0')
    if (left.gte(worth.revenue)) continue
    const [has, needs] = [left.lt(0) ? '0' : left.toFixed(), new Big(worth.revenue).toFixed()]
    const message = `The event’s ${period} budget of ${budget} ${worth.currency} has ${has} left, and the conversion is worth ${needs}.`
    return { message, remedy: remedy(period, at, 'a larger budget') }
  }
  return undefined
}

function remedy(period: Period, at: Date, more: string): string {
  const end = periodEnd(period, at)
  const anew = end ? `The next period begins on ${end.toISOString().slice(0, 10)} at 00:00 UTC; ` : ''
  const set = `${more} can be set on the offer’s page.`
  return `Nothing to correct in the postback. ${anew}${anew ? set : set.charAt(0).toUpperCase() + set.slice(1)}`
}
