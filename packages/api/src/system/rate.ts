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
