import { expect, it } from 'vitest'
import { createRate } from './rate.js'

it('a rate is the growth over the last few readings', () => {
  const rate = createRate(3)
  expect(rate(100, 0)).toBe(0)
  expect(rate(150, 1_000)).toBe(50)
  expect(rate(150, 2_000)).toBe(25)
  expect(rate(150, 3_000)).toBeCloseTo(50 / 3)
  expect(rate(150, 4_000)).toBe(0)
})
