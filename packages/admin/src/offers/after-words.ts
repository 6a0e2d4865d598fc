const UNITS: [unit: string, ms: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]

/** `3_888_060_000` -> "45 days": how long after the click, in the greatest unit. */
export function afterWords(ms: number, locale?: string): string {
  const [unit, size] = UNITS.find(([, length]) => ms >= length) ?? ['second', 1_000]
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 })
  return format.format(Math.floor(ms / size))
}
