interface Reading {
  readonly total: number
  readonly at: number
}

/** Growth of a total per second, over the last few readings. `at`: ms. */
export function createRate(readings = 5): (total: number, at: number) => number {
  const past: Reading[] = []
  return (total, at) => {
    const first = past[0] ?? { total, at }
    past.push({ total, at })
    if (past.length > readings) past.shift()
    return at > first.at ? ((total - first.total) * 1_000) / (at - first.at) : 0
  }
}

/** When a total last grew, by the clock given; null where it has not grown since the first reading, which begins at 0. */
export function createGrowth(now: () => number): (total: number) => number | null {
  let last = 0
  let grownAt: number | null = null
  return (total) => {
    if (total > last) grownAt = now()
    last = total
    return grownAt
  }
}

/** The greatest of the last few readings. */
export function createPeak(readings = 5): (value: number) => number {
  const past: number[] = []
  return (value) => {
    past.push(value)
    if (past.length > readings) past.shift()
    return Math.max(...past)
  }
}
