import { type Family, type MetricName, type ReportRows, type Sums } from '@gokart/shared'
import type { ConversionRow } from '../db/tables.js'

type Status = ConversionRow['status']

/** Which rows a number is made of. */
export interface NumberRows {
  readonly kind: ReportRows['kind'] & Family
  readonly statuses?: readonly Status[]
  /** The first click of each visitor alone. */
  readonly firsts?: true
}

const NOT_REJECTED: NumberRows = { kind: 'conversions', statuses: ['pending', 'success'] }

const ROWS: Readonly<Record<MetricName, NumberRows>> = {
  clicks: { kind: 'clicks' },
  unique_clicks: { kind: 'clicks', firsts: true },
  conversions: NOT_REJECTED,
  revenue: NOT_REJECTED,
  cr: NOT_REJECTED,
  epc: NOT_REJECTED,
  pending: { kind: 'conversions', statuses: ['pending'] },
  pending_revenue: { kind: 'conversions', statuses: ['pending'] },
  success: { kind: 'conversions', statuses: ['success'] },
  payout: { kind: 'conversions', statuses: ['success'] },
  rejected: { kind: 'conversions', statuses: ['rejected'] },
  rejected_revenue: { kind: 'conversions', statuses: ['rejected'] },
  rejected_postbacks: { kind: 'postbacks' },
}

export const rowsBehind = (metric: MetricName): NumberRows => ROWS[metric]

/** How many they are. */
export function countOf({ kind, statuses, firsts }: NumberRows, sums: Sums): number {
  if (kind === 'clicks') return (firsts ? sums.unique_clicks : sums.clicks) ?? 0
  if (kind === 'postbacks') return sums.rejected_postbacks ?? 0
  return (statuses ?? []).reduce((count, status) => count + (sums[status] ?? 0), 0)
}
