import { expect, test } from 'vitest'
import { grainsOf } from './grains'

const days = (count: number) => {
  const from = Date.parse('2026-01-01T00:00:00Z')
  return { from: new Date(from).toISOString(), to: new Date(from + count * 86_400_000).toISOString() }
}

test.each([
  [1 / 24, ['hour']],
  [1, ['hour', 'day']],
  [7, ['hour', 'day', 'week']],
  [30, ['day', 'week', 'month']],
  [365, ['day', 'week', 'month']],
  [1_000, ['week', 'month']],
])('%d days can be looked at by %j', (count, grains) => {
  expect(grainsOf(days(count))).toEqual(grains)
})
