import { percentile } from './statistics.js'

/** Times of one call, ms, ascending. */
export type Times = readonly number[]

/** One after the other. */
export async function timesOf(call: () => Promise<unknown>, repeats: number): Promise<Times> {
  const times: number[] = []
  for (let n = 0; n < repeats; n++) {
    const begun = performance.now()
    await call()
    times.push(performance.now() - begun)
  }
  return times.toSorted((a, b) => a - b)
}

export const p95 = (times: Times): number => percentile(times, 0.95)
/** p95 of the slowest call. */
export const slowest = (measured: readonly Times[]): number => Math.max(...measured.map(p95))

function medianOfAll(measured: readonly Times[]): number {
  return percentile(
    measured.flat().toSorted((a, b) => a - b),
    0.5,
  )
}

export const shownTimes = (measured: readonly Times[]): string =>
  `${medianOfAll(measured).toFixed(1)} / ${slowest(measured).toFixed(1)} ms`
