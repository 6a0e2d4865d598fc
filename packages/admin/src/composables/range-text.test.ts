import { expect, test } from 'vitest'
import { rangeText } from './range-text'

const text = (value: string, from: string, to: string, zone: string) => rangeText(value, { from, to }, zone, 'en-GB')

test.each([
  ['last7', '2026-11-21T00:00:00Z', '2026-11-28T00:00:00Z', 'UTC', 'Last 7 days'],
  ['x', '2026-11-01T00:00:00Z', '2026-11-08T00:00:00Z', 'UTC', '1–7 Nov 2026'],
  ['x', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', 'UTC', '1 Nov 2026'],
  ['x', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z', 'America/Sao_Paulo', '4 Nov 2018'],
  ['x', '2026-11-01T10:00:00Z', '2026-11-01T11:00:00Z', 'UTC', '1 Nov 2026, 10:00–11:00'],
])('%s from %s to %s in %s', (value, from, to, zone, words) => {
  expect(text(value, from, to, zone).replaceAll(/[\u2009\u202f]/g, '')).toBe(words)
})
