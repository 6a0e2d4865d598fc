import { expect, it } from 'vitest'
import { median, percentile, slope } from './statistics.js'

it('finds the middle one, or the mean of the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([9, 1, 5, 7])).toBe(6)
  expect(median([3])).toBe(3)
})

it('finds the smallest value that a share of all does not exceed', () => {
  const sorted = Array.from({ length: 1000 }, (_, n) => n + 1)
  expect([0.5, 0.99, 0.999, 1].map((share) => percentile(sorted, share))).toEqual([500, 990, 999, 1000])
  expect(percentile([7], 0.5)).toBe(7)
  expect(percentile([], 0.5)).toBe(0)
})

it('finds the slope of a line with noise', () => {
  expect(
    slope([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
  ).toBe(2)
  expect(
    slope([
      [0, 1],
      [1, 0],
      [2, 0],
      [3, 1],
    ]),
  ).toBe(0)
})
