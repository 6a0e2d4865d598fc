import type { Measured } from './bench.js'
import { atLeast, medianOf, perSecond, ratioOf, type Figure } from './figures.js'

/** Of the redirect that is measured beside others. */
export const CONNECTIONS = 32
const BAR = 0.8

export function show(...results: Measured[]): string {
  const of = (key: 'perSecond' | 'p50' | 'p99' | 'max') => medianOf(results, (result) => result[key])
  return `${perSecond(of('perSecond'))}, p50 ${of('p50').toFixed(1)} p99 ${of('p99').toFixed(1)} max ${of('max').toFixed(0)} ms`
}

/** Redirects beside something, and alone. */
export function compareWithAlone(
  what: string,
  measured: readonly Measured[],
  floor: readonly Measured[],
  isJudged: boolean,
): Figure {
  const ratio = ratioOf(measured, floor)
  return {
    what: `${what}, ${CONNECTIONS} connections`,
    measured: show(...measured),
    floor: `alone: ${show(...floor)}`,
    ratio: ratio.toFixed(2),
    ...(isJudged ? { bar: atLeast(ratio, BAR) } : {}),
  }
}
