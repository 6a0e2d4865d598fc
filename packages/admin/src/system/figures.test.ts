import { describe, expect, it } from 'vitest'
import { createFigures, sumOf } from './figures'
import { sampleSystem, sampleWorker } from './system.sample'

const { duration, megabytes, rate } = createFigures('en-GB')

describe('figures', () => {
  it.each([
    [0, '0ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [3_600_000, '1h'],
    [200_000_000, '2d'],
  ])('%d ms are %s', (ms, text) => {
    expect(duration(ms).replace(' ', '')).toBe(text)
  })

  it.each([
    [0, '0'],
    [0.25, '0.3'],
    [9.94, '9.9'],
    [12.4, '12'],
    [4_321.2, '4,321'],
  ])('%d a second are %s', (perSecond, text) => {
    expect(rate(perSecond)).toBe(text)
  })

  it('sizes are in megabytes', () => {
    expect(megabytes(123_456_789)).toBe('123 MB')
  })
})

it('the sum of all workers has the oldest record of any', () => {
  const workers = [
    sampleWorker(0, { clicksPerSecond: 2, queued: 3, clickSpool: { records: 4, oldestMs: 50 } }),
    sampleWorker(1, { clicksPerSecond: 5, postbacksPerSecond: 1, postbackSpool: { records: 6, oldestMs: 70 } }),
    sampleWorker(2),
  ]
  expect(sumOf(sampleSystem({ workers }))).toEqual({
    clicksPerSecond: 7,
    postbacksPerSecond: 1,
    queued: 3,
    spooled: 10,
    oldestMs: 70,
  })
  expect(sumOf(sampleSystem({ workers: [] }))).toMatchObject({ spooled: 0, oldestMs: 0 })
})
