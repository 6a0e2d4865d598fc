import { expect, it } from 'vitest'
import { boardEntry } from '../test/process-status.js'
import { createHotMetrics } from './hot-metrics.js'
import { createTotals } from './totals.js'

function worker(slot: number, stored: number, startedAt = 0) {
  const hot = createHotMetrics()
  for (let n = 0; n < stored; n++) hot.click('sent', 'human', 2)
  const { clicks } = boardEntry(slot, 0).status
  return boardEntry(slot, 0, { startedAt, clicks: { ...clicks, stored, lost: 1 }, counts: hot.read() })
}

it('the sum over workers never shrinks when one ends, and begins again at nothing for the one after it', () => {
  const totals = createTotals()
  const sumOf = (...entries: ReturnType<typeof worker>[]) => {
    const { stored, lost, counts } = totals.observe(entries)
    return [stored, lost, counts.clicks[0], counts.clickMs.sum]
  }
  expect(sumOf()).toEqual([0, 0, 0, 0])
  expect(sumOf(worker(0, 10), worker(1, 5))).toEqual([15, 2, 15, 30])
  expect(sumOf(worker(0, 12), worker(1, 6))).toEqual([18, 2, 18, 36])
  expect(sumOf(worker(0, 12))).toEqual([18, 2, 18, 36])
  expect(sumOf(worker(0, 12), worker(1, 1, 99))).toEqual([19, 3, 19, 38])
  expect(sumOf(worker(0, 13), worker(1, 2, 99))).toEqual([21, 3, 21, 42])
})
