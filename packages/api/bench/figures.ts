import type { Rate } from './bench.js'
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

/** NaN where one is missing. */
export function medianOf<Result>(results: readonly Result[], of: (result: Result) => number | undefined): number {
  return median(results.map((result) => of(result) ?? NaN))
}

export function cpuOf(results: readonly Rate[]): string {
  const parts = [medianOf(results, ({ appCpu }) => appCpu), medianOf(results, ({ databaseCpu }) => databaseCpu)]
  return parts.map((part) => (Number.isNaN(part) ? '?' : part.toFixed(0))).join(' + ')
}

/** For a line of progress. */
export const showRate = (result: Rate) => `${perSecond(result.perSecond)} (${cpuOf([result])} µs)`

/**
 * The median of the rounds' own ratios: the two of a round were measured one after the other, so what makes the machine slower for
 * half a minute is in both, while the medians of all rounds may come from different times.
 */
export function ratioOf(
  measured: readonly Pick<Rate, 'perSecond'>[],
  floor: readonly Pick<Rate, 'perSecond'>[],
): number {
  return median(measured.map((rate, round) => rate.perSecond / floor[round]!.perSecond))
}

/** Rate beside rate, and whether the ratio is the wanted one. */
export function compareRates(what: string, measured: readonly Rate[], floor: readonly Rate[], bar?: number): Figure {
  const [own, least] = [measured, floor].map((results) => medianOf(results, (result) => result.perSecond))
  const ratio = ratioOf(measured, floor)
  return {
    what,
    measured: perSecond(own!),
    floor: perSecond(least!),
    ratio: ratio.toFixed(2),
    ...(bar === undefined ? {} : { bar: atLeast(ratio, bar) }),
    cpu: cpuOf(measured),
  }
}
