import { expect, test } from 'vitest'
import { fromLocalText, toLocalText } from './instant-text'

test.each(['2026-11-22T05:04:00.000Z', '2026-03-29T00:59:00.000Z', '2030-01-01T00:00:00.000Z'])(
  '%s survives the field',
  (instant) => {
    expect(fromLocalText(toLocalText(instant))).toBe(instant)
  },
)

test('shows the reader’s own clock', () => {
  const local = new Date(2026, 0, 2, 3, 4)
  expect(toLocalText(local.toISOString())).toBe('2026-01-02T03:04')
})

test.each(['', 'soon'])('%j is no instant', (text) => {
  expect(fromLocalText(text)).toBeNull()
})

test('no instant is an empty field', () => {
  expect(toLocalText(null)).toBe('')
})
