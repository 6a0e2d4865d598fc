import { percentile } from '../statistics.js'

export interface LoadResult {
  /** All answers that were as expected, also those outside the time that was measured. */
  readonly answered: number
  /** In the time that was measured. */
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** Counts answers, and keeps the latency of those that fall into the time that is measured (`performance.now()`). */
export function createTally(from: number, to: number) {
  const latencies: number[] = []
  let answered = 0
  return {
    add(begun: number, now: number): void {
      answered++
      if (now >= from && now < to) latencies.push(now - begun)
    },
    result(end = to): LoadResult {
      const sorted = Float64Array.from(latencies).toSorted()
      const at = (share: number) => percentile(sorted, share)
      const perSecond = (latencies.length * 1000) / (end - from)
      return { answered, perSecond, p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) }
    },
  }
}
