import type { BoardEntry } from './status-board.js'

/** The primary's side of the board: it collects what workers say, and passes it on once a second. */
export interface PrimaryBoard<Status> {
  put(entry: BoardEntry<Status>): void
  /** The worker of this slot has ended. */
  remove(slot: number): void
  all(): readonly BoardEntry<Status>[]
  close(): void
}

const EVERY_MS = 1_000

export function createPrimaryBoard<Status>(
  passOn: (entries: readonly BoardEntry<Status>[]) => void,
  everyMs = EVERY_MS,
): PrimaryBoard<Status> {
  const entries = new Map<number, BoardEntry<Status>>()
  let changed = false
  const all = () => [...entries.values()].toSorted((a, b) => a.slot - b.slot)
  const timer = setInterval(() => {
    if (changed) passOn(all())
    changed = false
  }, everyMs)
  return {
    put(entry) {
      entries.set(entry.slot, entry)
      changed = true
    },
    remove(slot) {
      changed = entries.delete(slot) || changed
    },
    all,
    close: () => clearInterval(timer),
  }
}
