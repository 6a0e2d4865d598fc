import { describe, expect, it } from 'vitest'
import { Instant, InstantInput } from './primitives.js'

describe('a moment on the way in', () => {
  it.each([
    ['2026-11-22T21:05:42Z', '2026-11-22T21:05:42.000Z'],
    ['2026-11-22T23:05:42.123+02:00', '2026-11-22T21:05:42.123Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s comes out in UTC', (text, utc) => {
    expect(InstantInput.parse(text)).toBe(utc)
    expect(Instant.safeParse(utc).success).toBe(true)
  })

  it.each(['9999-12-31T23:59:59-14:00', '0000-01-01T00:00:00+14:00', '2026-02-30T00:00:00Z', '2026-11-22', 'now'])(
    '%s is refused',
    (text) => expect(InstantInput.safeParse(text).success).toBe(false),
  )
})
