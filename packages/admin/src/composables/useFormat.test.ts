import { describe, expect, it } from 'vitest'
import { createFormat } from './useFormat'

const en = createFormat('en-US', 'America/New_York')

describe('createFormat', () => {
  it.each([
    ['12.5', 'USD', '$12.50'],
    ['0.0125', 'USD', '$0.0125'],
    ['999999999999.9999', 'USD', '$999,999,999,999.9999'],
    ['1200', 'JPY', '¥1,200'],
    ['0', 'EUR', '€0.00'],
  ])('money %s %s is exact to the last digit', (amount, currency, shown) => {
    expect(en.money(amount, currency)).toBe(shown)
  })

  it('writes in the reader’s language and zone', () => {
    const instant = '2026-11-23T02:05:42.123Z'
    expect(en.dateTime(instant)).toBe('Nov 22, 2026, 9:05 PM')
    expect(createFormat('de-DE', 'Europe/Berlin').dateTime(instant)).toBe('23.11.2026, 03:05')
    expect(createFormat('de-DE').money('1234.5', 'EUR')).toBe('1.234,50\u00a0€')
    expect(en.exact(instant)).toContain('9:05:42')
  })

  it.each([
    [0, 'now'],
    [-42_000, '42 seconds ago'],
    [-61_000, '1 minute ago'],
    [-7_200_000, '2 hours ago'],
    [-25 * 3_600_000, 'yesterday'],
    [-8 * 86_400_000, '1 week ago'],
    [-40 * 86_400_000, '1 month ago'],
    [3 * 86_400_000, 'in 3 days'],
  ])('%i ms from now is "%s"', (distance, words) => {
    const now = Date.parse('2026-11-22T12:00:00Z')
    expect(en.relative(new Date(now + distance).toISOString(), now)).toBe(words)
  })
})

it.each([
  [1, true, '1 click'],
  [1, false, '1+ clicks'],
  [10_000, false, '10,000+ clicks'],
  [0, true, '0 clicks'],
  [0, false, 'No click found yet'],
])('%s, exact: %s, is %s', (value, isExact, text) => {
  expect(createFormat('en').countAtLeast(value, isExact, 'click')).toBe(text)
})
