import type { Period } from '@gokart/shared'

/** Midnight UTC at which the period of a moment begins: of its day, its week's Monday, its month's first, or of 1970. */
export function periodStart(period: Period, at: Date): Date {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  switch (period) {
    case 'daily':
      return new Date(Date.UTC(year, month, day))
    case 'weekly':
      return new Date(Date.UTC(year, month, day - ((at.getUTCDay() + 6) % 7)))
    case 'monthly':
      return new Date(Date.UTC(year, month, 1))
    case 'lifetime':
      return new Date(0)
  }
}

/** Where the next one begins; undefined: never. */
export function periodEnd(period: Period, at: Date): Date | undefined {
  const start = periodStart(period, at)
  const [year, month, day] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()]
  switch (period) {
    case 'daily':
      return new Date(Date.UTC(year, month, day + 1))
    case 'weekly':
      return new Date(Date.UTC(year, month, day + 7))
    case 'monthly':
      return new Date(Date.UTC(year, month + 1, 1))
    case 'lifetime':
      return undefined
  }
}
