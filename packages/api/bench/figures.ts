import type { Measured } from './bench.js'
import { median } from './statistics.js'

/** A row of the table, as text. */
export interface Figure {
  readonly what: string
  readonly measured: string
  readonly floor?: string
  readonly ratio?: string
  readonly bar?: string
  /** µs of a core for each answer. */
  readonly cpu?: string
}

/** What a part brings: its rows, and in a sentence how they were measured. */
export interface PartResult {
  readonly figures: readonly Figure[]
  readonly method: string
}

export function atLeast(value: number, limit: number): string {
  return `≥ ${limit.toFixed(2)} ${value >= limit ? 'reached' : 'not reached'}`
}

export function below(value: number, limit: number, unit = ''): string {
  return `< ${limit}${unit} ${value < limit ? 'reached' : 'not reached'}`
}

export const perSecond = (rate: number) => `${Math.round(rate).toLocaleString('en')}/s`

export function medianOf(results: readonly Measured[], of: keyof Measured): number {
  return median(results.map((result) => result[of] ?? NaN))
}

export function cpuOf(results: readonly Measured[]): string {
  const part = (of: 'appCpu' | 'databaseCpu') => {
    const value = medianOf(results, of)
    return Number.isNaN(value) ? '?' : value.toFixed(0)
  }
  return `${part('appCpu')} + ${part('databaseCpu')}`
}

/** For a line of progress. */
export const showRate = (result: Measured) => `${perSecond(result.perSecond)} (${cpuOf([result])} µs)`

/** Rate beside rate. */
export function compareRates(
  what: string,
  measured: readonly Measured[],
  floor: readonly Measured[],
  bar: number,
): Figure {
  const [own, least] = [medianOf(measured, 'perSecond'), medianOf(floor, 'perSecond')]
  return {
    what,
    measured: perSecond(own),
    floor: perSecond(least),
    ratio: (own / least).toFixed(2),
    bar: atLeast(own / least, bar),
    cpu: cpuOf(measured),
  }
}
