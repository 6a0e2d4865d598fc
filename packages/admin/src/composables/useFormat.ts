type Decimal = Intl.StringNumericLiteral

const DAY = 86_400_000
const MUCH = 9.99
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
  const shares = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const changes = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
  const whole = new Intl.NumberFormat(locale, { style: 'percent' })
  const much = whole.format(MUCH)
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', hour: '2-digit', minute: '2-digit', ...zone })
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', ...zone })
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...zone })
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...zone })
  const seconds = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', ...zone })
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', ...zone })
  // "now" and "yesterday" read well, "last month" for 40 days ago does not.
  const near = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const ago = new Intl.RelativeTimeFormat(locale)

  /** `places`: so many digits after the point, for what is a share of money; else all that there are. */
  function money(amount: string, currency: string, places?: number): string {
    const normal = new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions()
    const maximumFractionDigits = places ?? Math.max(decimalPlaces(amount), normal.maximumFractionDigits ?? 2)
    const minimum = places === undefined ? {} : { minimumFractionDigits: places }
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...minimum, maximumFractionDigits })
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
    /** "0.0213", a part of one: 2.13%. */
    share: (part: string) => shares.format(part as Decimal),
    /** 0.25 more: +25.0%; what became more than ten times as much is not told closer. */
    change: (part: number) => (part >= MUCH ? `>${much}` : changes.format(part)),
    /** 0.256, a part of one: 26%. */
    wholePercent: (part: number) => whole.format(part),
    /** For an axis, where the exact number stands elsewhere: 12.5K. */
    short: (value: number) => short.format(value),
    money,
    /** Hours, minutes and seconds. */
    clock: (instant: string) => clock.format(new Date(instant)),
    weekdayTime: (instant: string) => weekday.format(new Date(instant)),
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
