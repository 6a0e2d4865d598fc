import { addMoney, createRow, type MoneyByCurrency, type MoneySum, type Row } from '@gokart/shared'
import type { Status } from '../counters/status-sums.js'
import type { ConversionRow } from '../db/tables.js'
import type { KeyColumns } from './keys.js'
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

export type CountRow = KeyColumns & { n: number | string; firsts: number | string }
/** Of the time between two changes of rates: of each status so many conversions, worth so much. */
export type MoneyRow = KeyColumns &
  Pick<ConversionRow, 'currency'> & { stretch: number } & Record<Status, number | string> &
  Record<`${Status}_revenue`, string>

/** Of each status its columns, and where its revenue is added up. */
const BY_STATUS: readonly (readonly [Status, `${Status}_revenue`, MoneySum])[] = [
  ['pending', 'pending_revenue', 'pending_revenue'],
  ['success', 'success_revenue', 'payout'],
  ['rejected', 'rejected_revenue', 'rejected_revenue'],
]

/** `keys` reads the key of a row. */
export function partsOf(
  rows: readonly MoneyRow[],
  keys: { readonly read: (row: KeyColumns) => Part['key'] },
  rates: Rates | undefined,
): Part[] {
  return rows.flatMap((row) => {
    const sums = conversionSums(row, rates)
    return sums ? { key: keys.read(row), ...sums } : []
  })
}

/** Undefined where nothing is left: what was taken back is counted by a row and one less. */
function conversionSums(row: MoneyRow, rates: Rates | undefined): Omit<Part, 'key'> | undefined {
  const sums = createRow()
  let isEmpty = true
  let left: MoneyByCurrency = {}
  for (const [status, revenue, money] of BY_STATUS) {
    const n = Number(row[status])
    const amount = row[revenue]
    if (n === 0 && Number(amount) === 0) continue
    const converted = rates && convert(rates, row.stretch, row.currency, amount)
    sums[status] = n
    sums[money] = converted?.money ?? { [row.currency]: amount }
    if (converted) left = addMoney(left, converted.left)
    isEmpty = false
  }
  if (isEmpty) return undefined
  return rates ? { sums, left } : { sums }
}

export function clicksPart(key: Part['key'], { n, firsts }: CountRow, unique: boolean): Part {
  const sums = createRow()
  sums.clicks = Number(n)
  if (unique) sums.unique_clicks = Number(firsts)
  return { key, sums }
}

export function rejectedPart(key: Part['key'], { n }: CountRow): Part {
  const sums = createRow()
  sums.rejected_postbacks = Number(n)
  return { key, sums }
}
