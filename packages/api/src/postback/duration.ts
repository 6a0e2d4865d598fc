const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** A span in words, whole units, rounded down: `45 seconds`, `3 hours`, `12 days`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [unit, size] = UNITS.find(([, length]) => whole >= 2 * length || whole === length) ?? ['second', 1]
  const count = Math.floor(whole / size)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
