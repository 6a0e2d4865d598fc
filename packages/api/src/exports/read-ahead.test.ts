import { expect, test } from 'vitest'
import { readAhead } from './read-ahead.js'

function createSource(failsAt = Infinity) {
  const asked: number[] = []
  let closed = false
  async function* source() {
    try {
      for (let n = 1; n <= 4; n++) {
        asked.push(n)
        await Promise.resolve()
        if (n === failsAt) throw new Error('The database went away')
        yield n
      }
    } finally {
      closed = true
    }
  }
  return { source: source(), asked, isClosed: () => closed }
}

test('the next one is asked for before the last one is used, and no more than that', async () => {
  const { source, asked } = createSource()
  const seen: [value: number, asked: number][] = []
  for await (const value of readAhead(source)) seen.push([value, asked.length])
  expect(seen).toEqual([
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 4],
  ])
})

test('whoever stops closes the source', async () => {
  const { source, asked, isClosed } = createSource()
  for await (const value of readAhead(source)) if (value === 2) break
  expect(isClosed()).toBe(true)
  expect(asked).toEqual([1, 2, 3])
})

test('a fault comes after what was there before it', async () => {
  const { source } = createSource(3)
  const seen: number[] = []
  const reading = async () => {
    for await (const value of readAhead(source)) seen.push(value)
  }
  await expect(reading()).rejects.toThrow('The database went away')
  expect(seen).toEqual([1, 2])
})

test('a fault ahead of one who stops is no news', async () => {
  const { source, isClosed } = createSource(2)
  for await (const value of readAhead(source)) if (value === 1) break
  // Nobody hears of it: an unhandled rejection would fail this run.
  expect(isClosed()).toBe(true)
})
