export interface BatcherOptions<T> {
  /** Must not reject: whoever added an item is told that it is done. */
  readonly flush: (items: readonly T[]) => Promise<void>
  readonly maxBatch: number
  /** How many of so many items are best flushed at once, at least one; the others wait for the next batch. All where it is not given. */
  readonly best?: (count: number) => number
  /** Several flushes run at once only where more items wait than one batch takes. */
  readonly maxFlushes: number
}

export interface Batcher<T> {
  /** `done` is called when the batch with the item was flushed. It must not throw. */
  add(item: T, done: () => void): void
  /** Items that are not flushed yet. */
  depth(): number
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}

interface Batch<T> {
  readonly items: T[]
  readonly dones: (() => void)[]
}

/** Longest wait for more items, in ms, while they keep coming with every turn of the event loop. */
const GATHER_MS = 1
/** A batch that is smaller than usual is flushed no sooner than so long after the flush before it began, in ms. */
const PACE_MS = 1
/** What the size of a batch still counts for when the next one is flushed. */
const FADE = 0.95

/**
 * Makes batches of what arrives while the batch before is flushed and, then, for as long as every turn of the event loop brings
 * more: a few large batches cost the database less than many small ones. A batch that is smaller than the largest of late also waits for
 * its pace. Callers who ask again as soon as they are answered make batches that are all alike, and these do not wait; a lone item after a
 * quiet while waits for a turn or two, which is microseconds.
 */
export function createBatcher<T>({ flush, maxBatch, best, maxFlushes }: BatcherOptions<T>): Batcher<T> {
  const waiting: Batch<T>[] = []
  let running = 0
  let depth = 0
  /** Items of the batch that was flushed last. */
  let last = 0
  /** When that flush began, and the size of the largest of late. */
  let begun = -Infinity
  let usual = 0
  let pacing: NodeJS.Timeout | undefined
  let gatheringUntil: number | undefined
  let whenIdle: (() => void)[] = []

  function add(item: T, done: () => void): void {
    let batch = waiting.at(-1)
    if (!batch || batch.items.length === maxBatch) waiting.push((batch = { items: [], dones: [] }))
    batch.items.push(item)
    batch.dones.push(done)
    depth++
    gather()
  }

  function gather(): void {
    if (gatheringUntil !== undefined || !mayFlush()) return
    if (depth < usual && (pacing || performance.now() < begun + PACE_MS)) {
      pacing ??= setTimeout(flushAll, PACE_MS)
      return
    }
    gatheringUntil = performance.now() + GATHER_MS
    // Few beside the batch before wait a turn longer, for whoever was told of it just now and asks again. Alone they would be too late for
    // the others' batch each time, and half of all batches would be of one.
    setImmediate(look, 2 * depth > last ? depth : 0)
  }

  /** `seen`: how many items there were in the turn before. */
  function look(seen: number): void {
    const more = depth > seen && waiting.length === 1 && performance.now() < gatheringUntil!
    if (more) return void setImmediate(look, depth)
    gatheringUntil = undefined
    flushAll()
  }

  function flushAll(): void {
    clearTimeout(pacing)
    pacing = undefined
    while (mayFlush()) void flushOldest()
  }

  function mayFlush(): boolean {
    return waiting.length > 0 && (running === 0 || (running < maxFlushes && waiting.length > 1))
  }

  function takeOldest(): Batch<T> {
    const { items, dones } = waiting.shift()!
    const count = best ? best(items.length) : items.length
    if (count < items.length) waiting.unshift({ items: items.splice(count), dones: dones.splice(count) })
    return { items, dones }
  }

  async function flushOldest(): Promise<void> {
    const { items, dones } = takeOldest()
    running++
    last = items.length
    begun = performance.now()
    usual = Math.max(last, usual * FADE)
    await flush(items)
    running--
    depth -= items.length
    for (const done of dones) done()
    if (depth > 0) return gather()
    for (const resolve of whenIdle) resolve()
    whenIdle = []
  }

  return {
    add,
    depth: () => depth,
    idle: () => (depth === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  }
}
