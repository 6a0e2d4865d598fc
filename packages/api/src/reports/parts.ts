import { addMoney, type MoneyByCurrency, type MoneySum, type Sums } from '@gokart/shared'
import type { ConversionRow } from '../db/tables.js'
import type { KeyColumns } from './keys.js'
import { convert, type Rates } from './rates.js'
import type { ReadView } from './read-view.js'
import type { ReportSpec } from './spec.js'
import { sqlOf, type Sql } from './sql.js'

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
/** Of the time between two changes of rates: of each status so many conversions, worth so much. */
export type MoneyRow = KeyColumns &
  Pick<ConversionRow, 'currency'> & { stretch: number } & Record<Status, number | string> &
  Record<`${Status}_amount`, string>

type Status = ConversionRow['status']
const MONEY: Readonly<Record<Status, MoneySum>> = {
  pending: 'pending_revenue',
  success: 'payout',
  rejected: 'rejected_revenue',
}

const STATUSES = Object.keys(MONEY) as Status[]

/** Columns of a `MoneyRow`: a status beside the other, and not one below the other, makes a third of the rows. `n`, `amount`: SQL of a row. */
export function statusColumns(status: string, n: string, amount: string): Sql[] {
  const sumOf = (name: Status, value: string) => `SUM(CASE ${status} WHEN '${name}' THEN ${value} ELSE 0 END)`
  return STATUSES.flatMap((name) => [
    sqlOf(`${sumOf(name, n)} AS ${name}`),
    sqlOf(`${sumOf(name, amount)} AS ${name}_amount`),
  ])
}

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
  const sums: Record<string, number | MoneyByCurrency> = {}
  let left: MoneyByCurrency = {}
  for (const name of STATUSES) {
    const [n, amount] = [Number(row[name]), row[`${name}_amount`]]
    if (n === 0 && Number(amount) === 0) continue
    const converted = rates && convert(rates, row.stretch, row.currency, amount)
    sums[name] = n
    sums[MONEY[name]] = converted?.money ?? { [row.currency]: amount }
    if (converted) left = addMoney(left, converted.left)
  }
  if (Object.keys(sums).length === 0) return undefined
  return { sums: sums as Sums, ...(rates ? { left } : {}) }
}
