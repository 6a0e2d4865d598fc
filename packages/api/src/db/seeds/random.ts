/** Random numbers that are the same at every run of one seed (mulberry32). */
export interface Random {
  /** From 0 to below 1. */
  float(): number
  /** A whole number from 0 to below `limit`. */
  int(limit: number): number
  chance(share: number): boolean
  pick<T>(items: readonly T[]): T
  /** One of the values, in proportion to the weights. */
  weighted<T>(choices: readonly (readonly [value: T, weight: number])[]): T
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  function float(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (limit: number) => Math.floor(float() * limit)
  return {
    float,
    int,
    chance: (share) => float() < share,
    pick: (items) => items[int(items.length)]!,
    weighted(choices) {
      let left = float() * choices.reduce((sum, [, weight]) => sum + weight, 0)
      return (choices.find(([, weight]) => (left -= weight) < 0) ?? choices.at(-1)!)[0]
    },
  }
}
