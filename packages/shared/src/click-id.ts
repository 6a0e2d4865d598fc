/**
 * The click ID: a UUID (RFC 9562, version 8) of 16 bytes, most significant bit first:
 *
 *     bits   0-47   Unix time, milliseconds
 *           48-51   version, 8
 *           52-63   counter within the millisecond
 *           64-65   variant, binary 10
 *           66-79   node, the number of the process
 *           80-103  offer number
 *          104-127  first 24 bits of HMAC-SHA256 over the 13 bytes before
 *
 * Time first keeps inserts at the end of the table. The MAC lets a forged ID be refused without a query.
 */

/**
 * HMAC-SHA256 with a key of the caller's; at least the first 3 bytes of the digest, which may change with the next call. Must not
 * keep the message.
 */
export type Mac = (message: Uint8Array) => Uint8Array

const SIZE = 16
const SIGNED = 13
const COUNTERS = 0x1000
const MAX_NODE = 0x3fff
const MAX_OFFER = 0xff_ffff

export interface ClickIdMinter {
  /** Mints an ID as text. Throws a RangeError for an offer number that is no integer of 24 bits. */
  mint(offerNumber: number): string
  /** The same as 16 bytes at `offset` of `target`, a Buffer for instance, without making an object. */
  mintInto(target: Uint8Array, offset: number, offerNumber: number): void
}

export interface ClickIdMinterOptions {
  /** The newest key; it signs. */
  readonly mac: Mac
  /** 14 bits, random per process. */
  readonly node: number
  /** Unix time in ms. */
  readonly now: () => number
  /**
   * First counter of each millisecond, below 4096; a random one below 2048 keeps processes apart that drew the same
   * node, and leaves at least two million IDs a second. Default 0.
   */
  readonly startCounter?: number
}

/**
 * IDs of one minter always ascend, so that no two are equal: a millisecond whose counters are used up borrows the next
 * one, and while the clock is behind the last ID (it was set back, or time was borrowed) counting goes on from there.
 */
export function createClickIdMinter({ mac, node, now, startCounter = 0 }: ClickIdMinterOptions): ClickIdMinter {
  requireBelow(node, MAX_NODE + 1, 'node')
  requireBelow(startCounter, COUNTERS, 'startCounter')
  const id = new Uint8Array(SIZE)
  const signed = id.subarray(0, SIGNED)
  let time = -1
  let counter = 0

  function next(offerNumber: number): void {
    requireBelow(offerNumber, MAX_OFFER + 1, 'offer number')
    const clock = Math.floor(now())
    if (clock > time) {
      time = clock
      counter = startCounter
    } else if (++counter === COUNTERS) {
      time++
      counter = startCounter
    }
    writeFields(id, time, counter, node, offerNumber)
    const digest = mac(signed)
    id[13] = digest[0]!
    id[14] = digest[1]!
    id[15] = digest[2]!
  }

  return {
    mint(offerNumber) {
      next(offerNumber)
      return clickIdText(id)
    },
    mintInto(target, offset, offerNumber) {
      next(offerNumber)
      target.set(id, offset)
    },
  }
}

function requireBelow(value: number, limit: number, name: string): void {
  if (!Number.isInteger(value) || value < 0 || value >= limit) {
    throw new RangeError(`The ${name} of a click ID must be an integer from 0 to ${limit - 1}, not ${value}`)
  }
}

function writeFields(id: Uint8Array, time: number, counter: number, node: number, offerNumber: number): void {
  const high = Math.floor(time / 0x1_0000_0000)
  id[0] = high >>> 8
  id[1] = high
  id[2] = time >>> 24
  id[3] = time >>> 16
  id[4] = time >>> 8
  id[5] = time
  id[6] = 0x80 | (counter >>> 8)
  id[7] = counter
  id[8] = 0x80 | (node >>> 8)
  id[9] = node
  id[10] = offerNumber >>> 16
  id[11] = offerNumber >>> 8
  id[12] = offerNumber
}

/**
 * True when one of the keys signed the ID; give the newest key first. False for every UUID of another version or
 * variant, whatever its last bytes: those are not ours, see {@link parseClickId}.
 */
export function verifyClickId(bytes: Uint8Array, macs: readonly Mac[]): boolean {
  if (bytes.length !== SIZE || !isOurs(bytes)) return false
  const signed = bytes.subarray(0, SIGNED)
  return macs.some((mac) => {
    const digest = mac(signed)
    return digest[0] === bytes[13] && digest[1] === bytes[14] && digest[2] === bytes[15]
  })
}

function isOurs(bytes: Uint8Array): boolean {
  return bytes[6]! >>> 4 === 8 && bytes[8]! >>> 6 === 0b10
}

/**
 * What a text is: an ID in our layout (not verified yet), a UUID of another kind, which is looked up as it is (an
 * imported click), or no UUID. `text` is the canonical form, in lower case.
 */
export type ParsedClickId =
  | {
      readonly ok: true
      readonly ours: true
      readonly text: string
      readonly bytes: Uint8Array
      readonly timeMs: number
      readonly counter: number
      readonly node: number
      readonly offerNumber: number
    }
  | { readonly ok: true; readonly ours: false; readonly text: string; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly fault: 'empty' | 'too_short' | 'too_long' | 'not_a_uuid' }

/** Reads a click ID in either case; nothing else is forgiven. Never throws. */
export function parseClickId(text: string): ParsedClickId {
  const bytes = clickIdBytes(text)
  if (!bytes) return { ok: false, fault: faultOf(text) }
  const canonical = text.toLowerCase()
  if (!isOurs(bytes)) return { ok: true, ours: false, text: canonical, bytes }
  const view = new DataView(bytes.buffer)
  return {
    ok: true,
    ours: true,
    text: canonical,
    bytes,
    timeMs: view.getUint16(0) * 0x1_0000_0000 + view.getUint32(2),
    counter: view.getUint16(6) & 0xfff,
    node: view.getUint16(8) & MAX_NODE,
    offerNumber: view.getUint32(9) & MAX_OFFER,
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const TEXT_LENGTH = 36

function faultOf(text: string): 'empty' | 'too_short' | 'too_long' | 'not_a_uuid' {
  if (text === '') return 'empty'
  if (text.length < TEXT_LENGTH) return 'too_short'
  return text.length > TEXT_LENGTH ? 'too_long' : 'not_a_uuid'
}

/** The 16 bytes of a UUID text in either case, in an array of their own; undefined for any other text. */
export function clickIdBytes(text: string): Uint8Array | undefined {
  if (!UUID.test(text)) return undefined
  const digits = text.replaceAll('-', '')
  return Uint8Array.from({ length: SIZE }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** The UUID text, in lower case, of the 16 bytes at `offset`. */
export function clickIdText(bytes: Uint8Array, offset = 0): string {
  let text = ''
  for (let i = 0; i < SIZE; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
    text += HEX[bytes[offset + i]!]!
  }
  return text
}
