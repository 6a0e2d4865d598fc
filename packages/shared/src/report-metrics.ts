import { Big } from 'big.js'
import { createDecimalSum, type DecimalSum } from './decimal-sum.js'
import { formatDecimal } from './primitives.js'
import {
  COUNT_SUMS,
  METRICS,
  MONEY_SUMS,
  type CountSum,
  type Family,
  type MetricName,
  type MoneySum,
} from './report-fields.js'
import type { MetricValue, Money } from './report.js'

/** A sum of money for each currency: `{ EUR: '12.5000' }`. Currencies are never added to each other. */
export type MoneyByCurrency = Readonly<Record<string, string>>

/** What rows were added up to. What is not there is nothing. */
export type Sums = { readonly [name in CountSum]?: number | undefined } & {
  readonly [name in MoneySum]?: MoneyByCurrency | undefined
}
/** The same, to be added into. */
export type Row = Record<CountSum, number | undefined> & Record<MoneySum, MoneyByCurrency | undefined>

const COUNTS = Object.keys(COUNT_SUMS) as CountSum[]

/** Digits after the point of what is divided; the last one is rounded half up. */
const SHARE_DIGITS = 6

/** It has all its fields from the start: objects that grow into many forms are slow to work with. */
export const createRow = (): Row => ({
  clicks: undefined,
  unique_clicks: undefined,
  pending: undefined,
  success: undefined,
  rejected: undefined,
  rejected_postbacks: undefined,
  pending_revenue: undefined,
  payout: undefined,
  rejected_revenue: undefined,
})

/** Most rows are made of few parts that have nothing in common. */
export function addInto(row: Row, part: Sums): void {
  for (const name of COUNTS) if (part[name] !== undefined) row[name] = (row[name] ?? 0) + part[name]
  for (const name of MONEY_SUMS) {
    const before = row[name]
    if (part[name] !== undefined) row[name] = before ? addMoney(before, part[name]) : part[name]
  }
}

/** What many rows add up to. */
export function addSums(rows: Iterable<Sums>): Sums {
  const counts: Record<string, number> = {}
  const money: Record<string, Record<string, DecimalSum>> = {}
  for (const row of rows) {
    for (const name of COUNTS) if (row[name] !== undefined) counts[name] = (counts[name] ?? 0) + row[name]
    for (const name of MONEY_SUMS) if (row[name] !== undefined) addAmounts((money[name] ??= {}), row[name])
  }
  const amounts = Object.entries(money).map(([name, sums]) => [name, textsOf(sums)] as const)
  return { ...counts, ...(Object.fromEntries(amounts) as Sums) }
}

function addAmounts(sums: Record<string, DecimalSum>, amounts: MoneyByCurrency): void {
  for (const currency in amounts) (sums[currency] ??= createDecimalSum()).add(amounts[currency]!)
}

const textsOf = (sums: Readonly<Record<string, DecimalSum>>): MoneyByCurrency =>
  Object.fromEntries(Object.entries(sums).map(([currency, sum]) => [currency, sum.text()]))

export function addMoney(a: MoneyByCurrency, b: MoneyByCurrency): MoneyByCurrency {
  const sum: Record<string, string> = { ...a }
  for (const [currency, amount] of Object.entries(b)) {
    sum[currency] = sum[currency] === undefined ? amount : new Big(sum[currency]).plus(amount).toFixed()
  }
  return sum
}

const moneyOf = (amounts: MoneyByCurrency): Money[] =>
  Object.entries(amounts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, amount]) => ({ currency, amount: formatDecimal(amount) }))

const conversionsOf = ({ pending = 0, success = 0 }: Sums) => pending + success
const revenueOf = ({ pending_revenue = {}, payout = {} }: Sums) => addMoney(pending_revenue, payout)

function share(part: number, whole: number): string | null {
  return whole === 0 ? null : new Big(part).div(whole).round(SHARE_DIGITS).toFixed()
}

function forEach(amounts: MoneyByCurrency, count: number): Money[] | null {
  if (count === 0) return null
  const each = Object.entries(amounts).map(([currency, amount]) => [
    currency,
    new Big(amount).div(count).round(SHARE_DIGITS).toFixed(),
  ])
  return moneyOf(Object.fromEntries(each) as MoneyByCurrency)
}

/** Every metric, from the sums of a row: the one place where they are made. */
const FORMULAS: { readonly [name in MetricName]: (sums: Sums) => MetricValue } = {
  clicks: ({ clicks = 0 }) => clicks,
  unique_clicks: ({ unique_clicks = 0 }) => unique_clicks,
  conversions: conversionsOf,
  pending: ({ pending = 0 }) => pending,
  success: ({ success = 0 }) => success,
  rejected: ({ rejected = 0 }) => rejected,
  cr: (sums) => share(conversionsOf(sums), sums.clicks ?? 0),
  epc: (sums) => forEach(revenueOf(sums), sums.clicks ?? 0),
  revenue: (sums) => moneyOf(revenueOf(sums)),
  payout: ({ payout = {} }) => moneyOf(payout),
  pending_revenue: ({ pending_revenue = {} }) => moneyOf(pending_revenue),
  rejected_revenue: ({ rejected_revenue = {} }) => moneyOf(rejected_revenue),
  rejected_postbacks: ({ rejected_postbacks = 0 }) => rejected_postbacks,
}

/** Null: cannot be told, a share of nothing or a row that the metric has nothing to do with. `known`: what the row has to do with. */
export function metricValue(name: MetricName, sums: Sums, known: ReadonlySet<Family>): MetricValue {
  return METRICS[name].of.every((family) => known.has(family)) ? FORMULAS[name](sums) : null
}

/** Below, equal or above 0. Nothing is less than anything; money is compared in the order of `currencies`. */
export function compareMetric(a: MetricValue, b: MetricValue, currencies: readonly string[]): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (!Array.isArray(a) || !Array.isArray(b)) return new Big(String(a)).cmp(String(b))
  for (const currency of currencies) {
    const order = new Big(amountIn(a, currency)).cmp(amountIn(b, currency))
    if (order !== 0) return order
  }
  return 0
}

const amountIn = (amounts: readonly Money[], currency: string) =>
  amounts.find((money) => money.currency === currency)?.amount ?? '0'
