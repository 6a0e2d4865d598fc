import { addMoney, type MoneySum, type Row } from '@gokart/shared'
import type { Status } from '../counters/status-sums.js'
import type { ConversionRow } from '../db/tables.js'
import { MAX_GROUPS, tooLarge, type Group, type Merge } from './groups.js'
import { convert, type Rates } from './rates.js'
import type { ReadView } from './read-view.js'
import type { ReportSpec } from './spec.js'
import type { Sql } from './sql.js'

/** What is read, and how. */
export interface Reading {
  readonly view: ReadView
  readonly spec: ReportSpec
  /** What money is worth in the report's currency; undefined: each currency stays as it is. */
  readonly rates: Rates | undefined
  /** Whether the first click of each visitor is looked for, which takes longer. */
  readonly unique: boolean
  /** What it is added to. */
  readonly merge: Merge
}

/** A group has several rows: currencies, and grains of counters. */
const MOST_ROWS = 4 * MAX_GROUPS

/** Rows of a grouped query, as long as they are not too many. */
export async function readGrouped<Found>(view: ReadView, { sql, bindings }: Sql): Promise<Found[]> {
  const rows = await view.read<Found>({ sql: `${sql} LIMIT ${MOST_ROWS + 1}`, bindings })
  if (rows.length > MOST_ROWS) throw tooLarge()
  return rows
}

/** Numbers come as texts where the database added them up. */
type Count = number | string
export interface ClickCounts {
  readonly clicks: Count
  readonly unique_clicks: Count
}
export interface RejectedCounts {
  readonly rejected: Count
}
/** Of each status so many conversions, worth so much. */
export type ConversionCounts = Readonly<
  Pick<ConversionRow, 'currency'> & Record<Status, Count> & Record<`${Status}_revenue`, string>
>

/** Of each status its columns, and where its revenue is added up. */
const BY_STATUS: readonly (readonly [Status, `${Status}_revenue`, MoneySum])[] = [
  ['pending', 'pending_revenue', 'pending_revenue'],
  ['success', 'success_revenue', 'payout'],
  ['rejected', 'rejected_revenue', 'rejected_revenue'],
]

export function addClicks(into: Row, { clicks, unique_clicks }: ClickCounts, unique: boolean): void {
  into.clicks = (into.clicks ?? 0) + Number(clicks)
  if (unique) into.unique_clicks = (into.unique_clicks ?? 0) + Number(unique_clicks)
}

export function addRejected(into: Row, { rejected }: RejectedCounts): void {
  into.rejected_postbacks = (into.rejected_postbacks ?? 0) + Number(rejected)
}

interface Exchange {
  readonly rates: Rates | undefined
  /** Between which changes of the rates the conversions were. */
  readonly stretch: number
}

/** A status that nothing is left of is not there, nor a group that has no other: what was taken back is counted by a row and one less. */
export function addConversions(
  merge: Merge,
  key: Group['key'],
  row: ConversionCounts,
  { rates, stretch }: Exchange,
): void {
  for (const [status, revenue, name] of BY_STATUS) {
    const n = Number(row[status])
    const amount = row[revenue]
    if (n === 0 && Number(amount) === 0) continue
    const into = merge.rowOf(key)
    into[status] = (into[status] ?? 0) + n
    const converted = rates && convert(rates, stretch, row.currency, amount)
    const money = converted?.money ?? { [row.currency]: amount }
    into[name] = into[name] ? addMoney(into[name], money) : money
    if (converted) merge.leave(converted.left)
  }
}
