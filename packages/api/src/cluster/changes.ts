/** Tells the author of a change when all other workers have looked for it. */
export interface Changes {
  /** Asks the others; a worker that ends need not look any more. */
  announce(author: number, id: number): void
  looked(slot: number, id: number): void
  gone(slot: number): void
}

export interface ChangesOptions {
  /** Slots whose workers take requests. */
  readonly listening: () => readonly number[]
  readonly ask: (slot: number, id: number) => void
  readonly answer: (author: number, id: number) => void
}

interface Open {
  readonly author: number
  /** The author's own number for it. */
  readonly id: number
  readonly missing: Set<number>
}

export function createChanges({ listening, ask, answer }: ChangesOptions): Changes {
  const open = new Map<number, Open>()
  let last = 0

  function strike(number: number, change: Open, slot: number): void {
    change.missing.delete(slot)
    if (change.missing.size > 0) return
    open.delete(number)
    answer(change.author, change.id)
  }

  return {
    announce(author, id) {
      const number = ++last
      const missing = new Set(listening().filter((slot) => slot !== author))
      if (missing.size === 0) return answer(author, id)
      open.set(number, { author, id, missing })
      for (const slot of missing) ask(slot, number)
    },
    looked(slot, number) {
      const change = open.get(number)
      if (change) strike(number, change, slot)
    },
    gone(slot) {
      for (const [number, change] of open) {
        if (change.author === slot) open.delete(number)
        else strike(number, change, slot)
      }
    },
  }
}
