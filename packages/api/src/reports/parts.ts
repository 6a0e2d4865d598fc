import type { MoneySum, Sums } from '@gokart/shared'
import type { ConversionRow } from '../db/tables.js'
import type { KeyColumns } from './keys.js'
import { convert, type Rates } from './rates.js'
import type { ReadView } from './read-view.js'
import type { ReportSpec } from './spec.js'

/** What a family adds to a group. `left`: money that could not be converted. */
export interface Part {
  readonly key: readonly (string | null)[]
  readonly sums: Sums
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

export type CountRow = KeyColumns & { n: number | string; firsts: number | string }
export type MoneyRow = KeyColumns &
  Pick<ConversionRow, 'status' | 'currency'> & { stretch: number; n: number; amount: string }

const MONEY: Readonly<Record<ConversionRow['status'], MoneySum>> = {
  pending: 'pending_revenue',
  success: 'payout',
  rejected: 'rejected_revenue',
}

/** `n` conversions of a status, worth `amount` together; of the time between two changes of rates. */
export function conversionSums({ status, currency, stretch, n, amount }: MoneyRow, rates: Rates | undefined) {
  const { money, left } = rates
    ? convert(rates, stretch, currency, amount)
    : { money: { [currency]: amount }, left: {} }
  return { sums: { [status]: Number(n), [MONEY[status]]: money }, left }
}
