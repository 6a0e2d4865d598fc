import { expect, it } from 'vitest'
import { backoffMs } from './backoff.js'

it('lets a worker follow at once, then after longer and longer, at most half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map(backoffMs)).toEqual([
    0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ])
})
