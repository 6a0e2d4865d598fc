import { describe, expect, it } from 'vitest'
import { uuidMs } from '../db/uncounted.js'
import { createTimeFirstIds, timeFirstId } from './id.js'

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('a time-first ID', () => {
  it.each([0, 1, 1_795_804_800_123, 2 ** 48 - 1])('is a UUID of version 7 of its moment: %s', (ms) => {
    const id = timeFirstId(new Date(ms))
    expect(id).toMatch(UUID_7)
    expect(uuidMs(id)).toBe(ms)
  })

  it('is no other one of the same moment', () => {
    const ids = Array.from({ length: 10_000 }, () => timeFirstId(new Date(0)))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('ascends within a millisecond, and begins anew with the next', () => {
    const nextId = createTimeFirstIds()
    const ids = [...Array.from({ length: 300 }, () => nextId(new Date(5))), nextId(new Date(6))]
    expect(ids).toEqual(ids.toSorted())
    expect(ids.map((id) => id.slice(14, 18))).toContain('712b')
    expect(ids.at(-1)).toContain('-7000-')
    for (const id of ids) expect(id).toMatch(UUID_7)
  })
})
