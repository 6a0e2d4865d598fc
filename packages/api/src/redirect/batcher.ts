export interface BatcherOptions<T> {
  /** Must not reject: whoever added an item is told that it is done. */
  readonly flush: (items: readonly T[]) => Promise<void>
  readonly maxBatch: number
  /** Several flushes run at once only where more items wait than one batch takes. */
  readonly maxFlushes: number
}

export interface Batcher<T> {
  /** Resolves when the batch with the item was flushed. */
  add(item: T): Promise<void>
  /** Items that are not flushed yet. */
  depth(): number
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}

interface Batch<T> {
  readonly items: T[]
  readonly done: Promise<void>
  readonly resolve: () => void
}

/** Makes batches of what arrives in the same turn of the event loop, or while the batch before is flushed. */
export function createBatcher<T>({ flush, maxBatch, maxFlushes }: BatcherOptions<T>): Batcher<T> {
  const waiting: Batch<T>[] = []
  const running = new Set<Promise<void>>()
  let depth = 0
  let scheduled = false

  function add(item: T): Promise<void> {
    let batch = waiting.at(-1)
    if (!batch || batch.items.length === maxBatch) waiting.push((batch = createBatch()))
    batch.items.push(item)
    depth++
    if (!scheduled && mayFlush()) {
      scheduled = true
      setImmediate(() => {
        scheduled = false
        flushWaiting()
      })
    }
    return batch.done
  }

  function mayFlush(): boolean {
    return running.size === 0 || (running.size < maxFlushes && waiting.length > 1)
  }

  function flushWaiting(): void {
    while (waiting.length > 0 && mayFlush()) {
      const { items, done, resolve } = waiting.shift()!
      running.add(done)
      void flush(items).finally(() => {
        running.delete(done)
        depth -= items.length
        resolve()
        flushWaiting()
      })
    }
  }

  async function idle(): Promise<void> {
    if (depth === 0) return
    await (waiting.at(-1)?.done ?? Promise.all(running))
    return idle()
  }

  return { add, idle, depth: () => depth }
}

function createBatch<T>(): Batch<T> {
  let resolve = () => {}
  const done = new Promise<void>((settle) => (resolve = settle))
  return { items: [], done, resolve }
}
