import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  clickIdBytes,
  type ClickIdMinterOptions,
  clickIdText,
  createClickIdMinter,
  type Mac,
  parseClickId,
  verifyClickId,
} from './click-id.js'

const macOf =
  (key: string): Mac =>
  (message) =>
    createHmac('sha256', key).update(message).digest()
const first = macOf('first key')
const second = macOf('second key')

const NOW = 1_760_000_000_000
const minter = (options: Partial<ClickIdMinterOptions> = {}) =>
  createClickIdMinter({ mac: first, node: 0x12c4, now: () => NOW, ...options })
const bytesOf = (text: string) => clickIdBytes(text)!
const fieldsOf = (text: string) => {
  const parsed = parseClickId(text)
  if (!parsed.ok || !parsed.ours) throw new Error(`${text} is not ours`)
  return parsed
}

// Made with another implementation (Python's hmac and integers).
const VECTORS = [
  ['0199c82c-c000-8000-8000-000000bce83a', { timeMs: NOW, counter: 0, node: 0, offerNumber: 0 }],
  ['0199c82c-c001-8005-92c4-00002a43db6d', { timeMs: NOW + 1, counter: 5, node: 0x12c4, offerNumber: 42 }],
  [
    'ffffffff-ffff-8fff-bfff-ffffff47a63f',
    { timeMs: 2 ** 48 - 1, counter: 0xfff, node: 0x3fff, offerNumber: 0xff_ffff },
  ],
  ['00000000-0000-8000-8000-0000011c8033', { timeMs: 0, counter: 0, node: 0, offerNumber: 1 }],
] as const

describe('vectors', () => {
  it.each(VECTORS)('%s', (text, fields) => {
    const { timeMs, counter, node, offerNumber } = fields
    const { mint } = minter({ node, now: () => timeMs, startCounter: counter })
    expect(mint(offerNumber)).toBe(text)
    expect(parseClickId(text)).toEqual({ ok: true, ours: true, text, bytes: bytesOf(text), ...fields })
    expect(verifyClickId(bytesOf(text), [first])).toBe(true)
  })

  it('sign with the key', () => {
    const { mint } = minter({ mac: second, now: () => NOW + 1, startCounter: 5 })
    expect(mint(42)).toBe('0199c82c-c001-8005-92c4-00002a8f6b68')
  })

  it('are the same as bytes, wherever these are put', () => {
    const row = Buffer.alloc(40, 0xee)
    minter({ now: () => NOW + 1, startCounter: 5 }).mintInto(row, 20, 42)
    expect(clickIdText(row, 20)).toBe('0199c82c-c001-8005-92c4-00002a43db6d')
    expect([row[19], row[36]]).toEqual([0xee, 0xee])
  })
})

describe('keys', () => {
  const old = bytesOf(minter({ mac: first }).mint(7))
  const fresh = bytesOf(minter({ mac: second }).mint(7))

  it.each([
    ['an ID of the newest key', fresh, [second, first], true],
    ['an ID of an older key', old, [second, first], true],
    ['an ID of a key that was dropped', old, [second], false],
    ['an ID from before its key was known', fresh, [first], false],
    ['any ID without a key', fresh, [], false],
  ])('%s', (_, bytes, macs, valid) => {
    expect(verifyClickId(bytes, macs)).toBe(valid)
  })
})

describe('one flipped bit', () => {
  const text = '0199c82c-c001-8005-92c4-00002a43db6d'
  // Version and variant: with one of these flipped it is a UUID of another kind, not a forged ID of ours.
  const kindBits = new Set([48, 49, 50, 51, 64, 65])

  it.each(Array.from({ length: 128 }, (_, bit) => bit))('bit %i', (bit) => {
    const bytes = bytesOf(text)
    bytes[bit >>> 3]! ^= 0x80 >>> (bit & 7)
    expect(verifyClickId(bytes, [first, second])).toBe(false)
    expect(parseClickId(clickIdText(bytes))).toMatchObject({ ok: true, ours: !kindBits.has(bit) })
  })

  it('of the kind does not verify even with a MAC made for it', () => {
    for (const bit of kindBits) {
      const bytes = bytesOf(text)
      bytes[bit >>> 3]! ^= 0x80 >>> (bit & 7)
      bytes.set(first(bytes.subarray(0, 13)).subarray(0, 3), 13)
      expect(verifyClickId(bytes, [first])).toBe(false)
    }
  })
})

describe('counting', () => {
  it('starts anew in each millisecond', () => {
    let now = NOW
    const { mint } = minter({ now: () => now, startCounter: 9 })
    const counters = [NOW, NOW, NOW + 1, NOW + 5.7, NOW + 5.9].map((time) => {
      now = time
      const { timeMs, counter } = fieldsOf(mint(1))
      return [timeMs - NOW, counter]
    })
    expect(counters).toEqual([
      [0, 9],
      [0, 10],
      [1, 9],
      [5, 9],
      [5, 10],
    ])
  })

  it.each([0, 2047, 4000])('borrows the next milliseconds, from counter %i on', (startCounter) => {
    let now = NOW
    const { mint } = minter({ now: () => now, startCounter })
    const perMs = 4096 - startCounter
    const texts = Array.from({ length: 2 * perMs + 1 }, () => mint(1))
    expect(fieldsOf(texts[perMs - 1]!)).toMatchObject({ timeMs: NOW, counter: 4095 })
    expect(fieldsOf(texts[perMs]!)).toMatchObject({ timeMs: NOW + 1, counter: startCounter })
    expect(fieldsOf(texts[2 * perMs]!)).toMatchObject({ timeMs: NOW + 2, counter: startCounter })
    now = NOW + 2
    texts.push(mint(1))
    now = NOW + 3
    texts.push(mint(1))
    expect(fieldsOf(texts.at(-1)!)).toMatchObject({ timeMs: NOW + 3, counter: startCounter })
    expect(texts).toEqual([...new Set(texts)].toSorted())
  })

  it('goes on from the last ID while the clock is behind', () => {
    let now = NOW
    const { mint } = minter({ now: () => now })
    const texts = [NOW, NOW - 3_600_000, NOW - 1, NOW, NOW + 1].map((time) => {
      now = time
      return mint(1)
    })
    const times = texts.map((text) => fieldsOf(text).timeMs - NOW)
    expect(times).toEqual([0, 0, 0, 0, 1])
    expect(texts).toEqual([...new Set(texts)].toSorted())
  })
})

describe('numbers out of range', () => {
  it.each([-1, 2 ** 24, 1.5, Number.NaN])('offer %d', (offerNumber) => {
    expect(() => minter().mint(offerNumber)).toThrow(RangeError)
  })
  it.each([-1, 2 ** 14, 0.5])('node %d', (node) => {
    expect(() => minter({ node })).toThrow(RangeError)
  })
  it.each([-1, 4096, 0.5])('counter %d', (startCounter) => {
    expect(() => minter({ startCounter })).toThrow(RangeError)
  })
})

describe('parseClickId', () => {
  it.each(['efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32', '00000000-0000-0000-0000-000000000000'])(
    'takes %s as a UUID of another kind',
    (text) => {
      expect(parseClickId(text)).toEqual({ ok: true, ours: false, text, bytes: bytesOf(text) })
      expect(verifyClickId(bytesOf(text), [first])).toBe(false)
    },
  )

  it('reads capitals and gives the canonical form', () => {
    expect(parseClickId('0199C82C-C001-8005-92C4-00002A43DB6D')).toMatchObject({
      ours: true,
      text: '0199c82c-c001-8005-92c4-00002a43db6d',
      offerNumber: 42,
    })
  })

  it.each([
    ['', 'empty'],
    ['0199c82c-c001-8005-92c4-00002a43db6', 'too_short'],
    ['0199c82cc001800592c400002a43db6d', 'too_short'],
    ['{gk_click_id}', 'too_short'],
    ['0199c82c-c001-8005-92c4-00002a43db6d\n', 'too_long'],
    ['{0199c82c-c001-8005-92c4-00002a43db6d}', 'too_long'],
    ['0199c82c-c001-8005-92c4-00002a43db6g', 'not_a_uuid'],
    ['0199c82c_c001_8005_92c4_00002a43db6d', 'not_a_uuid'],
  ])('%j: %s', (text, fault) => {
    expect(parseClickId(text)).toEqual({ ok: false, fault })
  })
})

it('does not verify bytes of another length', () => {
  const bytes = bytesOf('0199c82c-c001-8005-92c4-00002a43db6d')
  expect(verifyClickId(bytes.subarray(0, 15), [first])).toBe(false)
  expect(verifyClickId(new Uint8Array([...bytes, 0]), [first])).toBe(false)
})
