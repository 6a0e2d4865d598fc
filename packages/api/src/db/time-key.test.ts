import { describe, expect, test } from 'vitest'
import { keyRange, startOfUtcDay, timeKey } from './time-key.js'

const now = new Date('2026-11-22T21:00:00.000Z')

describe('the keys of a period', () => {
  test('have its start, and not its end', () => {
    const from = new Date('2026-11-01T00:00:00.000Z')
    const to = new Date('2026-11-02T00:00:00.000Z')
    expect(keyRange('id', { from, to }, now)).toEqual({ column: 'id', from: timeKey(from), to: timeKey(to) })
  })

  test('end soon after now when the end is open, before the random IDs of imported clicks', () => {
    const imported = Buffer.from('efb2a7d2c01a4e3fb8a181b4568e9f32', 'hex')
    const { to } = keyRange('id', { from: now }, now) as { to: Buffer }
    expect(Buffer.compare(timeKey(now), to)).toBe(-1)
    expect(Buffer.compare(imported, to)).toBe(1)
  })

  test('are all when no period is given', () => {
    expect(keyRange('id', {}, now)).toBeUndefined()
  })
})

test('timeKey is the lowest key of its millisecond', () => {
  expect(timeKey(new Date(1)).toString('hex')).toBe('0000000000010000'.padEnd(32, '0'))
})

test('startOfUtcDay', () => {
  expect(startOfUtcDay(now).toISOString()).toBe('2026-11-22T00:00:00.000Z')
})
