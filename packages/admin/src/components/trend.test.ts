import { expect, test } from 'vitest'
import { row } from '../composables/report.sample'
import { periodText, trendPoints } from './trend'
import { trendOption } from './trend-option'

const day = (date: string) => `2026-11-${date}T00:00:00.000Z`
const options = { metric: 'clicks', grain: 'day', zone: 'UTC', locale: 'en-GB' } as const

test('the period that goes on is open, of those ahead nothing is drawn', () => {
  const rows = [row([day('26')], 5), row([day('27')], 3), row([day('28')], 0)]
  const points = trendPoints(rows, { ...options, asOf: '2026-11-27T12:00:00.000Z' })
  expect(points.map(({ label, now }) => [label, now])).toEqual([
    ['26 Nov', 5],
    ['27 Nov', 3],
    ['28 Nov', undefined],
  ])
  const last = trendPoints(rows.slice(0, 2), { ...options, asOf: '2026-11-27T12:00:00.000Z' })
  expect(last.map(({ open }) => open)).toEqual([false, true])
})

test('money is drawn in one currency', () => {
  const revenue = [
    { currency: 'EUR', amount: '2.50' },
    { currency: 'USD', amount: '9' },
  ]
  const rows = [row([day('26')], 0, { values: { revenue }, previous: { revenue: [] } })]
  const [point] = trendPoints(rows, { ...options, metric: 'revenue', currency: 'EUR', asOf: day('27') })
  expect(point).toMatchObject({ now: 2.5, before: 0 })
})

test.each([
  ['hour', 'Fri, 27 Nov 2026, 01:00'],
  ['day', 'Fri, 27 Nov 2026'],
  ['week', 'Week of 27 Nov 2026'],
  ['month', 'November 2026'],
] as const)('a period of one %s is named in the zone', (grain, name) => {
  expect(periodText('2026-11-27T00:00:00.000Z', grain, 'Europe/Berlin', 'en-GB').name).toBe(name)
})

test('the range before is a dashed line of its own, the open period a dashed end', () => {
  const rows = [row([day('26')], 5, { previous: { clicks: 4 } }), row([day('27')], 3, { previous: { clicks: 2 } })]
  const points = trendPoints(rows, { ...options, asOf: '2026-11-27T12:00:00.000Z' })
  const colors = { now: '#00f', before: '#888', grid: '#eee', text: '#000', ground: '#fff' }
  const option = trendOption({ points, colors, compared: true, text: String, axis: String, animated: false })
  const series = option.series as { name: string; data: unknown[] }[]
  expect(series.map(({ name, data }) => [name, data])).toEqual([
    ['Range before', [4, 2]],
    ['This range', [5, '-']],
    ['So far', [5, 3]],
  ])
  const { formatter } = option.tooltip as { formatter: (found: unknown) => string }
  expect(formatter([{ dataIndex: 1 }])).toContain('<b>3</b> so far<br>2 in the range before')
})
