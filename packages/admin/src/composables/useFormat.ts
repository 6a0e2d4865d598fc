type Decimal = Intl.StringNumericLiteral

const DAY = 86_400_000
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['week', 7 * DAY],
  ['day', DAY],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/**
 * Numbers, money and times in the reader's language and zone. Money is a decimal string and stays one:
 * Intl reads it digit by digit, so that no cent is lost in a float.
 */
export function createFormat(locale?: string, timeZone?: string) {
  const zone = timeZone === undefined ? {} : { timeZone }
  const numbers = new Intl.NumberFormat(locale)
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...zone })
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...zone })
  const seconds = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', ...zone })
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', ...zone })
  // "now" and "yesterday" read well, "last month" for 40 days ago does not.
  const near = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const ago = new Intl.RelativeTimeFormat(locale)

  function money(amount: string, currency: string): string {
    const places = decimalPlaces(amount)
    const normal = new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions()
    const maximumFractionDigits = Math.max(places, normal.maximumFractionDigits ?? 2)
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits })
    return format.format(amount as Decimal)
  }

  function relative(instant: string, now = Date.now()): string {
    const distance = Date.parse(instant) - now
    const [unit, size] = UNITS.find(([, length]) => Math.abs(distance) >= length) ?? ['second', 1000]
    const count = Math.trunc(distance / size)
    return (unit === 'day' || unit === 'second' ? near : ago).format(count, unit)
  }

  const atLeast = (value: number, isExact: boolean) => `${numbers.format(value)}${isExact ? '' : '+'}`

  return {
    number: (value: number) => numbers.format(value),
    /** "1 offer", "2 offers". */
    count: (value: number, one: string) => `${numbers.format(value)} ${one}${value === 1 ? '' : 's'}`,
    /** "9,999", and "10,000+" where there may be more. */
    atLeast,
    /** "1 click", "10,000+ clicks". */
    countAtLeast: (value: number, isExact: boolean, one: string) =>
      value === 0 && !isExact
        ? `No ${one} found yet`
        : `${atLeast(value, isExact)} ${one}${value === 1 && isExact ? '' : 's'}`,
    /** "12.5" of a hundred: 12.5%. */
    percent: (share: string) => `${numbers.format(share as Decimal)}%`,
    money,
    date: (instant: string) => days.format(new Date(instant)),
    dateTime: (instant: string) => times.format(new Date(instant)),
    /** To the second, where things follow each other closely. */
    toSecond: (instant: string) => seconds.format(new Date(instant)),
    /** With seconds and zone, for the tooltip. */
    exact: (instant: string) => exact.format(new Date(instant)),
    relative,
  }
}

export type Format = ReturnType<typeof createFormat>

const format = createFormat()

/** The formats of this reader. */
export function useFormat(): Format {
  return format
}

function decimalPlaces(amount: string): number {
  return (amount.split('.')[1] ?? '').replace(/0+$/, '').length
}
