/** Counts of values by size, in the process that counts. */
export interface Histogram {
  /** A few comparisons and two additions in place: it may stand in a hot path. */
  observe(value: number): void
  read(): HistogramCounts
}

/** `counts[i]`: values of at most `bounds[i]` that were greater than the bound before; the last one: all greater ones. */
export interface HistogramCounts {
  readonly counts: readonly number[]
  readonly sum: number
}

/** `bounds`: ascending, each included in its bucket. */
export function createHistogram(bounds: readonly number[]): Histogram {
  const size = bounds.length
  // The sum stands in the last place: a number that is no whole one would otherwise be a new object at each addition.
  const cells = new Float64Array(size + 2)
  return {
    observe(value) {
      let bucket = 0
      while (bucket < size && value > bounds[bucket]!) bucket++
      cells[bucket]!++
      cells[size + 1]! += value
    },
    read: () => ({ counts: [...cells.subarray(0, size + 1)], sum: cells[size + 1]! }),
  }
}

export function addHistograms(a: HistogramCounts, b: HistogramCounts): HistogramCounts {
  return { counts: addCounts(a.counts, b.counts), sum: a.sum + b.sum }
}

export function addCounts(a: readonly number[], b: readonly number[]): number[] {
  return a.map((count, index) => count + (b[index] ?? 0))
}
