import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMac } from './mac.js'

const bytes = (options: fc.IntArrayConstraints) => fc.uint8Array(options)

it('is HMAC-SHA256, for keys of any length and every message that fits', () => {
  fc.assert(
    fc.property(bytes({ maxLength: 200 }), bytes({ maxLength: 55 }), (key, message) => {
      const wanted = createHmac('sha256', key).update(message).digest()
      expect(Buffer.from(createMac(Buffer.from(key))(message))).toEqual(wanted)
    }),
    { numRuns: 1_000 },
  )
})

it('takes one message after the other', () => {
  const key = randomBytes(32)
  const mac = createMac(key)
  for (let length = 55; length >= 0; length--) {
    const message = randomBytes(length)
    expect(Buffer.from(mac(message))).toEqual(createHmac('sha256', key).update(message).digest())
  }
})

it('refuses what does not fit', () => {
  expect(() => createMac(randomBytes(32))(randomBytes(56))).toThrow('At most 55 bytes')
})
