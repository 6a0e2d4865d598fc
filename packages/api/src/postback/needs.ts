import type { EventRules, Period } from '@gokart/shared'
import { gather, type Facts } from './case.js'
import { firstFailure } from './decide.js'
import { limitedPeriods } from './limits.js'

/** What else the database must tell before a decision: nothing, for most postbacks. */
export interface Needs {
  /** The dedupe key of a conversion that `earlier` is to have as well, where there is one: of another click. */
  readonly key: Buffer | undefined
  /** Whose conversions `ofMember` is to have. */
  readonly member: Buffer | undefined
  /** What `usage` is to have, locked for as long as it takes to add to it. */
  readonly usage: NeededUsage | undefined
}

export interface NeededUsage {
  readonly eventRowId: number
  readonly limitsVersion: number
  /** At least one. */
  readonly periods: readonly Period[]
}

export const NO_NEEDS: Needs = { key: undefined, member: undefined, usage: undefined }

/**
 * Which facts a decision lacks when it was given neither `ofMember` nor `usage`: those of the rules on repeats, caps and budgets,
 * where the event has such rules and no other rule fails anyway.
 */
export function needsOf(facts: Facts): Needs {
  const { offer, click } = facts
  if (
    !offer?.events.some((event) => (click?.memberId && !event.allowRepetitions) || limitedPeriods(event).length > 0)
  ) {
    return NO_NEEDS
  }
  const about = gather(facts)
  const event = about.chosen?.ok ? about.chosen.event : undefined
  const failed = event && firstFailure(about)
  // A budget that is too small even when it is new: what is left of it is to be said.
  if (!event || !about.adds || (failed && failed.reason !== 'over_budget')) return NO_NEEDS
  const member = event.allowRepetitions ? undefined : about.member
  const usage = neededUsage(event)
  // Without rules that stand between, the unique key tells when the conversion is there.
  const named = facts.postback.conversionRef !== undefined && (member !== undefined || usage !== undefined)
  return { key: named ? about.key : undefined, member, usage }
}

/** The same for an event alone: what has to be held when a conversion of it begins or ceases to count. */
export function neededUsage(
  event: Pick<EventRules, 'caps' | 'budgets'> & { readonly id: number; readonly limitsVersion: number },
): NeededUsage | undefined {
  const periods = limitedPeriods(event)
  return periods.length > 0 ? { eventRowId: event.id, limitsVersion: event.limitsVersion, periods } : undefined
}
