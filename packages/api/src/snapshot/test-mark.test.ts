import { describe, expect, test } from 'vitest'
import { createMac } from './mac.js'
import { mintTestMark, readTestMark } from './test-mark.js'

const NOW = Date.parse('2026-11-22T12:00:00.000Z')
const older = createMac(Buffer.alloc(32, 1))
const newer = createMac(Buffer.alloc(32, 2))
const mark = mintTestMark(newer, 4711, NOW + 60_000)
const read = (text: string, now = NOW) => readTestMark(text, [newer, older], now)

describe('a test mark', () => {
  test('names its offer until it expires', () => {
    expect(mark).toMatch(/^[\w-]+$/)
    expect(read(mark)).toBe(4711)
    expect(read(mark, NOW + 59_999)).toBe(4711)
    expect(read(mark, NOW + 60_000)).toBeUndefined()
  })

  test('is good under an older key too, and under no other', () => {
    expect(read(mintTestMark(older, 1, NOW + 60_000))).toBe(1)
    expect(read(mintTestMark(createMac(Buffer.alloc(32, 3)), 1, NOW + 60_000))).toBeUndefined()
  })

  test('is good for its own offer and time alone', () => {
    const [offer, until, signature] = mark.split('-', 2).concat(mark.slice(-22))
    expect(read(`${offer}-${until}-${signature}`)).toBe(4711)
    expect(read(`2-${until}-${signature}`)).toBeUndefined()
    expect(read(`${offer}-zzzzzz-${signature}`)).toBeUndefined()
  })

  test.each(['', '-', 'x', mark.slice(0, -1), `${mark}x`, mark.toUpperCase(), `1-zzzzzz-${'ä'.repeat(22)}`, '\0'])(
    'is not %j',
    (text) => expect(read(text)).toBeUndefined(),
  )
})
