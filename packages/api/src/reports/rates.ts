import { Big } from 'big.js'
import type { MoneyByCurrency } from '@gokart/shared'
import { joinSql, sqlOf, type Sql } from './sql.js'

/** Digits of a rate after the point; also of one that is the inverse of what was entered. */
const RATE_DIGITS = 10

/** A rate as it was entered: so many of `to` for one of `from`, from a UTC day on. */
export interface DatedRate {
  /** Unix ms of the day's begin. */
  readonly from: number
  readonly rate: string
}

/** What money is worth in one currency: for each other one its rates, the earliest first. */
export interface Rates {
  readonly currency: string
  readonly of: ReadonlyMap<string, readonly DatedRate[]>
  /** Days on which some rate changes, in order. */
  readonly changes: readonly number[]
}

interface Entered {
  readonly from_currency: string
  readonly to_currency: string
  readonly valid_from: Date
  readonly rate: string
}

/** Rates into a currency. Where nothing was entered for a pair, its inverse is taken, rounded as rates are. */
export function ratesInto(currency: string, entered: readonly Entered[]): Rates {
  const of = new Map<string, DatedRate[]>()
  const add = (from: string, rate: DatedRate) => of.set(from, [...(of.get(from) ?? []), rate])
  for (const row of entered) if (row.to_currency === currency) add(row.from_currency, dated(row, row.rate))
  const direct = new Set(of.keys())
  for (const row of entered) {
    if (row.from_currency !== currency || direct.has(row.to_currency)) continue
    add(row.to_currency, dated(row, inverseOf(row.rate)))
  }
  for (const rates of of.values()) rates.sort((a, b) => a.from - b.from)
  const changes = [...new Set([...of.values()].flatMap((rates) => rates.map(({ from }) => from)))]
  return { currency, of, changes: changes.toSorted((a, b) => a - b) }
}

const dated = ({ valid_from }: Entered, rate: string): DatedRate => ({ from: valid_from.getTime(), rate })
const inverseOf = (rate: string) => new Big(1).div(rate).round(RATE_DIGITS).toFixed()

/** Which stretch between two changes of rates a moment is in: how many of the changes are not after it. */
export function rateSql(at: string, { changes }: Rates): Sql {
  if (changes.length === 0) return sqlOf('0')
  const marks = changes.map((day) => sqlOf('?', day))
  const { sql, bindings } = joinSql(marks, ', ')
  return { sql: `INTERVAL(${at}, ${sql})`, bindings }
}

/** The same of a moment in Unix ms. */
export const stretchAt = (at: number, { changes }: Rates): number => changes.findLastIndex((change) => change <= at) + 1

/** `left`: what could not be converted. */
interface Converted {
  readonly money: MoneyByCurrency
  readonly left: MoneyByCurrency
}

/** An amount of a stretch between two changes, in the rates' currency. */
export function convert(rates: Rates, stretch: number, currency: string, amount: string): Converted {
  if (currency === rates.currency) return { money: { [currency]: amount }, left: {} }
  const since = stretch === 0 ? -Infinity : rates.changes[stretch - 1]!
  const rate = rates.of.get(currency)?.findLast(({ from }) => from <= since)
  if (!rate) return { money: {}, left: { [currency]: amount } }
  return { money: { [rates.currency]: new Big(amount).times(rate.rate).toFixed() }, left: {} }
}
