import { expect, test } from 'vitest'
import { createPace } from './pace.js'

/** How long a rest takes, ms, after `worked` ms in which so many were answered. */
async function restAfter(worked: number, answered: number): Promise<number> {
  let [time, count] = [0, 0]
  const pace = createPace(
    () => count,
    () => time,
  )
  time += worked
  count += answered
  const begun = performance.now()
  await pace.rest()
  return performance.now() - begun
}

test('where nobody else is, work goes on after a turn of the event loop', async () => {
  let turned = false
  setImmediate(() => (turned = true))
  expect(await restAfter(5, 0)).toBeLessThan(4)
  expect(turned).toBe(true)
})

test('less than a millisecond needs no rest', async () => {
  let turned = false
  setImmediate(() => (turned = true))
  await restAfter(0.9, 10)
  expect(turned).toBe(false)
})

test.each([
  [1, 1, 5],
  [10, 1, 1],
  [10, 100, 50],
])('after %d ms with %d answers it rests about %d ms', async (worked, answered, rest) => {
  const took = await restAfter(worked, answered)
  expect(took).toBeGreaterThanOrEqual(rest - 1)
})

test('what was answered before the last look is not counted again', async () => {
  let [time, count] = [0, 0]
  const pace = createPace(
    () => count,
    () => time,
  )
  time = 1
  count = 1_000
  await pace.rest()
  time = 3
  const begun = performance.now()
  await pace.rest()
  expect(performance.now() - begun).toBeLessThan(10)
})
