import type { BoardEntry, StatusBoard } from './status-board.js'

export interface WorkerBoard<Status> extends StatusBoard<Status> {
  /** What the primary has collected. */
  hear(entries: readonly BoardEntry<Status>[]): void
}

/** The board as a worker sees it: its own last word, and of the others what the primary passed on. */
export function createWorkerBoard<Status>(
  slot: number,
  tell: (entry: BoardEntry<Status>) => void,
  now: () => number = Date.now,
): WorkerBoard<Status> {
  let own: BoardEntry<Status> | undefined
  let others: readonly BoardEntry<Status>[] = []
  return {
    publish(status) {
      own = { slot, pid: process.pid, at: now(), status }
      tell(own)
    },
    hear(entries) {
      others = entries.filter((entry) => entry.slot !== slot)
    },
    all: () => [...others, ...(own ? [own] : [])].toSorted((a, b) => a.slot - b.slot),
  }
}
