const FIRST_MS = 1_000
const LONGEST_MS = 30_000

/** A worker that served so long is healthy: when it ends then, it is the first end again. */
export const HEALTHY_MS = 60_000

/** How long to wait before a worker is started again that ended so many times in a row: at once after the first end. */
export function backoffMs(endsInARow: number): number {
  return endsInARow <= 1 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (endsInARow - 2))
}
