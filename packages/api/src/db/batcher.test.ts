import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBatcher, type BatcherOptions } from './batcher.js'

/** A batcher whose flushes end when the test says so. */
function held(options: Partial<BatcherOptions<number>> = {}) {
  const batches: { items: readonly number[]; end: () => void }[] = []
  const flush = (items: readonly number[]) => new Promise<void>((end) => batches.push({ items, end }))
  const batcher = createBatcher<number>({ flush, maxBatch: 3, maxFlushes: 2, ...options })
  const add = (item: number) => new Promise<void>((done) => batcher.add(item, done))
  return { batches, batcher: { ...batcher, add } }
}
/** Long enough for a batcher that looks whether more is coming. */
const turns = async () => {
  for (let count = 0; count < 3; count++) await new Promise((resolve) => setImmediate(resolve))
}
/** Also for one that waits for its pace. A timer counts from the begin of its turn, so the turn before is over first. */
async function turn(): Promise<void> {
  await turns()
  await new Promise((resolve) => setTimeout(resolve, 5))
  await turns()
}
const settled = async (promise: Promise<unknown>) => Promise.race([promise.then(() => true), turns().then(() => false)])

describe('a batcher', () => {
  it('puts what comes in one turn of the event loop into one batch', async () => {
    const { batches, batcher } = held()
    void batcher.add(1)
    void batcher.add(2)
    expect(batches).toEqual([])
    await turn()
    expect(batches.map(({ items }) => items)).toEqual([[1, 2]])
  })

  it('waits while every turn brings more, and no longer than a batch is full', async () => {
    const { batches, batcher } = held()
    const addInTurn = (item: number) => {
      if (item < 4) setImmediate(addInTurn, item + 1)
      void batcher.add(item)
    }
    addInTurn(1)
    expect(batches).toEqual([])
    await turn()
    expect(batches.map(({ items }) => items)).toEqual([[1, 2, 3]])
  })

  it.each([
    ['few of them with those who ask again after the batch before', [4], [[4, 6]]],
    ['as many as those at once', [4, 5], [[4, 5]]],
  ])('takes those who came too late for a batch: %s', async (_, late, expected) => {
    const { batches, batcher } = held()
    for (const item of [1, 2, 3]) void batcher.add(item)
    await turn()
    for (const item of late) void batcher.add(item)
    batches[0]!.end()
    setImmediate(() => setImmediate(() => void batcher.add(6)))
    await turn()
    await turn()
    expect(batches.slice(1).map(({ items }) => items)).toEqual(expected)
  })

  it('tells an item only when its own batch is done', async () => {
    const { batches, batcher } = held()
    const first = batcher.add(1)
    await turn()
    const second = batcher.add(2)
    await turn()
    expect(batches).toHaveLength(1)
    batches[0]!.end()
    await first
    expect(await settled(second)).toBe(false)
    expect(batches[1]!.items).toEqual([2])
    batches[1]!.end()
    await second
    expect(batcher.depth()).toBe(0)
  })

  it('flushes side by side only what is more than one batch takes, and never more than it may', async () => {
    const { batches, batcher } = held()
    for (let item = 0; item < 11; item++) void batcher.add(item)
    await turn()
    expect(batches.map(({ items }) => items)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
    batches[1]!.end()
    await turn()
    expect(batches[2]!.items).toEqual([6, 7, 8])
    batches[2]!.end()
    await turn()
    // The last one is not full, and the first is still being flushed.
    expect(batches).toHaveLength(3)
    batches[0]!.end()
    await turn()
    expect(batches[3]!.items).toEqual([9, 10])
  })

  it('leaves for the next batch what is better not flushed with this one', async () => {
    const { batches, batcher } = held({ maxBatch: 8, best: (count) => (count >= 4 ? 4 : count) })
    for (let item = 0; item < 7; item++) void batcher.add(item)
    await turn()
    void batcher.add(7)
    batches[0]!.end()
    await turn()
    batches[1]!.end()
    await turn()
    expect(batches.map(({ items }) => items)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ])
    expect(batcher.depth()).toBe(0)
  })

  it('is idle when everything is flushed, also what came meanwhile', async () => {
    const { batches, batcher } = held()
    await batcher.idle()
    void batcher.add(1)
    const idle = batcher.idle()
    await turn()
    void batcher.add(2)
    batches[0]!.end()
    expect(await settled(idle)).toBe(false)
    batches[1]!.end()
    await idle
    expect(batcher.depth()).toBe(0)
  })
})

describe('the pace of a batcher', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  async function flushed({ batches, batcher }: ReturnType<typeof held>, ...items: number[]): Promise<boolean> {
    const before = batches.length
    for (const item of items) void batcher.add(item)
    await turns()
    batches[before]?.end()
    await turns()
    return batches.length > before
  }

  it('keeps fewer than usual back until a millisecond after the flush before began', async () => {
    const all = held()
    expect(await flushed(all, 1, 2, 3)).toBe(true)
    expect(await flushed(all, 4)).toBe(false)
    expect(await flushed(all, 5)).toBe(false)
    vi.advanceTimersByTime(1)
    expect(all.batches[1]!.items).toEqual([4, 5])
  })

  it('keeps nobody back where as many wait as usual, or nobody came for a while', async () => {
    const all = held()
    expect(await flushed(all, 1, 2)).toBe(true)
    expect(await flushed(all, 3, 4)).toBe(true)
    expect(await flushed(all, 5)).toBe(false)
    expect(await flushed(all, 6)).toBe(true)
    expect(all.batches.at(-1)!.items).toEqual([5, 6])
    vi.advanceTimersByTime(1)
    expect(await flushed(all, 7)).toBe(true)
  })

  it('forgets in time that batches were larger', async () => {
    const all = held()
    await flushed(all, 1, 2, 3)
    for (let item = 4; item < 30; item++) {
      vi.advanceTimersByTime(1)
      expect(await flushed(all, item)).toBe(true)
    }
    expect(await flushed(all, 30)).toBe(true)
  })

  it('is idle only when those were flushed that it kept back', async () => {
    const all = held()
    await flushed(all, 1, 2, 3)
    await flushed(all, 4)
    const idle = all.batcher.idle()
    expect(await settled(idle)).toBe(false)
    vi.advanceTimersByTime(1)
    all.batches[1]!.end()
    await idle
    expect(all.batcher.depth()).toBe(0)
  })
})
