import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'

/**
 * V8 looks for garbage with up to four threads beside the one that answers. Where they have no core of their own they take that one's: at each
 * full collection it got an eighth of the core for 80 ms, and visitors waited (docs/performance.md). Without them the same work is done in
 * steps of a few milliseconds between answers.
 */
export function collectWithoutThreads(workers: number): void {
  if (availableParallelism() > workers) return
  setFlagsFromString('--no-concurrent-marking')
  setFlagsFromString('--no-parallel-scavenge')
}
