/** Units of a span of time, in seconds. */
export const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const
export type Unit = keyof typeof UNITS

/** The largest unit of which a span is a whole number. */
export function durationUnit(seconds: number | null): Unit {
  const names = Object.keys(UNITS) as Unit[]
  return (seconds ? names.findLast((unit) => seconds % UNITS[unit] === 0) : undefined) ?? 'seconds'
}

/** 7200: "2 hours". */
export function durationText(seconds: number): string {
  const unit = durationUnit(seconds)
  const count = seconds / UNITS[unit]
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`
}
