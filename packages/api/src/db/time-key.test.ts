import knex from 'knex'
import { describe, expect, test } from 'vitest'
import { startOfUtcDay, timeKey, whereKeyIn } from './time-key.js'

const builder = knex({ client: 'mysql2' })
const now = new Date('2026-11-22T21:00:00.000Z')
const limits = (period: Parameters<typeof whereKeyIn>[2]) => {
  const query = builder('clicks')
  whereKeyIn(query, 'id', period, now)
  return query.toSQL()
}

describe('whereKeyIn', () => {
  test('takes the start and leaves the end out', () => {
    const from = new Date('2026-11-01T00:00:00.000Z')
    const to = new Date('2026-11-02T00:00:00.000Z')
    const { sql, bindings } = limits({ from, to })
    expect(sql).toContain('where `id` >= ? and `id` < ?')
    expect(bindings).toEqual([timeKey(from), timeKey(to)])
  })

  test('ends soon after now when the end is open, before the random IDs of imported clicks', () => {
    const imported = Buffer.from('efb2a7d2c01a4e3fb8a181b4568e9f32', 'hex')
    const [, end] = limits({ from: now }).bindings as Buffer[]
    expect(Buffer.compare(timeKey(now), end!)).toBe(-1)
    expect(Buffer.compare(imported, end!)).toBe(1)
  })

  test('limits nothing when no period is given', () => {
    expect(limits({}).sql).not.toContain('where')
  })
})

test('timeKey is the lowest key of its millisecond', () => {
  expect(timeKey(new Date(1)).toString('hex')).toBe('0000000000010000'.padEnd(32, '0'))
})

test('startOfUtcDay', () => {
  expect(startOfUtcDay(now).toISOString()).toBe('2026-11-22T00:00:00.000Z')
})
