import { Big } from 'big.js'

/** Adds many decimals up, exactly. */
export interface DecimalSum {
  add(decimal: string): void
  /** A decimal without superfluous digits. */
  text(): string
}

const DIGITS = 4
const UNIT = 10 ** DIGITS

/** Most amounts are few ten-thousandths, and these are whole numbers: they are added as such, which takes a tenth of the time of `Big`. */
export function createDecimalSum(): DecimalSum {
  let units = 0
  let rest: Big | undefined
  return {
    add(decimal) {
      const amount = unitsOf(decimal)
      if (amount !== undefined && Number.isSafeInteger(units + amount)) units += amount
      else rest = (rest ?? new Big(0)).plus(decimal)
    },
    text: () =>
      new Big(units)
        .div(UNIT)
        .plus(rest ?? 0)
        .toFixed(),
  }
}

/** Of larger ones a number does not have the last digit for sure. */
const MOST_UNITS = 1e15

function unitsOf(decimal: string): number | undefined {
  const point = decimal.indexOf('.')
  if (point >= 0 && decimal.length - point - 1 > DIGITS) return undefined
  const units = Math.round(Number(decimal) * UNIT)
  return Math.abs(units) <= MOST_UNITS ? units : undefined
}
