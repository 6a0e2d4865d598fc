const WARM_UP = 200
const TRIES = 20
const TURNS = 20_000

let kept = 0

/** What it computes is kept, or the compiler would leave it out. */
function turn(turns: number): void {
  let value = 1
  for (let n = 0; n < turns; n++) value = (value * 1_103_515_245 + 12_345) | 0
  kept ^= value
}

/** µs of a turn. The fastest of some tries: what takes the core away in the others is not computing. */
function measureTurn(): number {
  for (let n = 0; n < WARM_UP; n++) turn(TURNS)
  let least = Infinity
  for (let n = 0; n < TRIES; n++) {
    const begun = performance.now()
    turn(TURNS)
    least = Math.min(least, performance.now() - begun)
  }
  return (least * 1000) / TURNS
}

/**
 * Keeps a core busy for `micros` µs of CPU at each call. It counts turns and does not look at the clock: whoever is stopped in the midst has as
 * much left to do afterwards as before.
 */
export function busyFor(micros: number): () => void {
  const turns = micros > 0 ? Math.round(micros / measureTurn()) : 0
  return () => turn(turns)
}
