import { formatDecimal, type EventRules } from '@gokart/shared'
import type { OfferEventRow } from './tables.js'

/** The rules of an event as the contract has them. */
export function rulesOfRow(row: OfferEventRow): EventRules {
  return {
    sequenceNumber: row.sequence_number,
    minTimeFromPreviousEvent: row.min_seconds_after_previous,
    deadlineDays: row.deadline_days,
    pendingDays: row.pending_days,
    caps: {
      daily: row.cap_daily,
      weekly: row.cap_weekly,
      monthly: row.cap_monthly,
      lifetime: row.cap_lifetime,
    },
    budgets: {
      daily: money(row.budget_daily),
      weekly: money(row.budget_weekly),
      monthly: money(row.budget_monthly),
      lifetime: money(row.budget_lifetime),
    },
    allowRepetitions: row.allow_repetitions === 1,
  }
}

function money(column: string | null): string | null {
  return column === null ? null : formatDecimal(column)
}

export type RuleColumns = Pick<
  OfferEventRow,
  | 'sequence_number'
  | 'min_seconds_after_previous'
  | 'deadline_days'
  | 'pending_days'
  | 'allow_repetitions'
  | `cap_${keyof EventRules['caps']}`
  | `budget_${keyof EventRules['budgets']}`
>

/** And the way back. */
export function ruleColumns({ caps, budgets, ...rules }: EventRules): RuleColumns {
  return {
    sequence_number: rules.sequenceNumber,
    min_seconds_after_previous: rules.minTimeFromPreviousEvent,
    deadline_days: rules.deadlineDays,
    pending_days: rules.pendingDays,
    allow_repetitions: rules.allowRepetitions ? 1 : 0,
    cap_daily: caps.daily,
    cap_weekly: caps.weekly,
    cap_monthly: caps.monthly,
    cap_lifetime: caps.lifetime,
    budget_daily: budgets.daily,
    budget_weekly: budgets.weekly,
    budget_monthly: budgets.monthly,
    budget_lifetime: budgets.lifetime,
  }
}
