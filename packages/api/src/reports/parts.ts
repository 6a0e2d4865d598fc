import { addMoney, createRow, type MoneyByCurrency, type MoneySum, type Row } from '@gokart/shared'
import type { Status } from '../counters/status-sums.js'
import type { ConversionRow } from '../db/tables.js'
import { convert, type Rates } from './rates.js'
import type { ReadView } from './read-view.js'
import type { ReportSpec } from './spec.js'

/** What a family adds to a group. `sums`: made for it, others may be added into it. `left`: money that could not be converted. */
export interface Part {
  readonly key: readonly (string | null)[]
  readonly sums: Row
  readonly left?: Readonly<Record<string, string>>
}

/** What is read, and how. */
export interface Reading {
  readonly view: ReadView
  readonly spec: ReportSpec
  /** What money is worth in the report's currency; undefined: each currency stays as it is. */
  readonly rates: Rates | undefined
  /** Whether the first click of each visitor is looked for, which takes longer. */
  readonly unique: boolean
  /** More rows of a grouped query are not read. */
  readonly limit: number
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

/**
 * Undefined where nothing is left: what was taken back is counted by a row and one less. `stretch`: between which changes of the rates these
 * conversions were.
 */
export function conversionsPart(
  key: Part['key'],
  row: ConversionCounts,
  rates: Rates | undefined,
  stretch: number,
): Part | undefined {
  const sums = createRow()
  let isEmpty = true
  let left: MoneyByCurrency = {}
  for (const [status, revenue, money] of BY_STATUS) {
    const n = Number(row[status])
    const amount = row[revenue]
    if (n === 0 && Number(amount) === 0) continue
    const converted = rates && convert(rates, stretch, row.currency, amount)
    sums[status] = n
    sums[money] = converted?.money ?? { [row.currency]: amount }
    if (converted) left = addMoney(left, converted.left)
    isEmpty = false
  }
  if (isEmpty) return undefined
  return rates ? { key, sums, left } : { key, sums }
}

export function clicksPart(key: Part['key'], { clicks, unique_clicks }: ClickCounts, unique: boolean): Part {
  const sums = createRow()
  sums.clicks = Number(clicks)
  if (unique) sums.unique_clicks = Number(unique_clicks)
  return { key, sums }
}

export function rejectedPart(key: Part['key'], { rejected }: RejectedCounts): Part {
  const sums = createRow()
  sums.rejected_postbacks = Number(rejected)
  return { key, sums }
}
