/**
 * The packet that runs a prepared statement (COM_STMT_EXECUTE), written value by value. Layout:
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_execute.html
 */
export interface RowPacket {
  /** A text of at most 16,383 characters, as VARCHAR and CHAR take it; undefined is NULL. */
  text(value: string | undefined): void
  /** A whole number of 32 bits, unsigned; undefined is NULL. */
  number(value: number | undefined): void
  /** Unix ms, for DATETIME(3) in UTC. */
  time(ms: number): void
  /** A UUID text, for BINARY(16). */
  uuid(text: string): void
  /** The whole packet, with 4 bytes in front for its header. */
  finish(): Buffer
}

const HEADER = 4
const COM_STMT_EXECUTE = 0x17
// Texts go as BLOB too: they are UTF-8, as columns have it. Of a text the server would look whether it is ASCII first, and convert it.
const TYPE = { number: 0x03, time: 0x0c, blob: 0xfc } as const
const UNSIGNED = 0x80
/** The most that a value but a text takes. */
const FIXED_BYTES = 17

let scratch = Buffer.allocUnsafeSlow(2 ** 18)

/**
 * `values`: how many will be written. `typed`: say of which type each is; the server knows it from the first packet of a statement on.
 * Packets are written one after the other: `finish()` before the next is begun.
 */
export function createRowPacket(statementId: number, values: number, typed: boolean): RowPacket {
  const nulls = HEADER + 10
  const types = nulls + ((values + 7) >> 3) + 1
  let at = types + (typed ? 2 * values : 0)
  let index = 0
  reserve(at + FIXED_BYTES)
  scratch.fill(0, 0, types)
  scratch[HEADER] = COM_STMT_EXECUTE
  scratch.writeUInt32LE(statementId, HEADER + 1)
  scratch[HEADER + 6] = 1 // iterations
  scratch[types - 1] = typed ? 1 : 0 // types follow

  function begin(type: number, flags: number, bytes: number): void {
    reserve(at + bytes)
    const place = types + 2 * index++
    if (!typed) return
    scratch[place] = type
    scratch[place + 1] = flags
  }

  function writeNull(type: number, flags: number): void {
    scratch[nulls + (index >> 3)]! |= 1 << (index & 7)
    begin(type, flags, 0)
  }

  return {
    text(value) {
      if (value === undefined) return writeNull(TYPE.blob, 0)
      begin(TYPE.blob, 0, 3 + 3 * value.length)
      at = writeText(value, at)
    },
    number(value) {
      if (value === undefined) return writeNull(TYPE.number, UNSIGNED)
      begin(TYPE.number, UNSIGNED, FIXED_BYTES)
      at = writeInt(value, at)
    },
    time(ms) {
      begin(TYPE.time, 0, FIXED_BYTES)
      at = writeTime(ms, at)
    },
    uuid(text) {
      begin(TYPE.blob, 0, FIXED_BYTES)
      scratch[at++] = 16
      for (let digit = 0; digit < 36; digit += 2) {
        if (text.charCodeAt(digit) === DASH) digit++
        scratch[at++] = (HEX[text.charCodeAt(digit)]! << 4) | HEX[text.charCodeAt(digit + 1)]!
      }
    },
    finish() {
      if (index !== values) throw new Error(`${index} values were written, not ${values}`)
      return Buffer.from(scratch.subarray(0, at))
    },
  }
}

function reserve(bytes: number): void {
  if (bytes <= scratch.length) return
  const larger = Buffer.allocUnsafeSlow(2 * bytes)
  scratch.copy(larger)
  scratch = larger
}

const DASH = 0x2d
const HEX = new Uint8Array(128)
for (let digit = 0; digit < 16; digit++) {
  HEX[digit.toString(16).charCodeAt(0)] = digit
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit
}

/** Up to this length a text has at most 250 bytes, and its length stands in one byte. */
const SHORT = 83
/** Up to this length a text is written faster letter by letter than by a call into Node. */
const TINY = 24

function writeText(value: string, at: number): number {
  if (value.length <= TINY) {
    const end = writeAscii(value, at + 1)
    if (end > 0) {
      scratch[at] = value.length
      return end
    }
  }
  if (value.length <= SHORT) {
    const bytes = scratch.write(value, at + 1)
    scratch[at] = bytes
    return at + 1 + bytes
  }
  const bytes = scratch.write(value, at + 3)
  scratch[at] = 0xfc
  scratch[at + 1] = bytes
  scratch[at + 2] = bytes >> 8
  return at + 3 + bytes
}

/** Where the text ends, or -1 where it is not ASCII. */
function writeAscii(value: string, at: number): number {
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index)
    if (code > 0x7f) return -1
    scratch[at + index] = code
  }
  return at + value.length
}

const TIME = 11
let second = -1
const secondBytes = Buffer.alloc(7)

function writeTime(ms: number, at: number): number {
  const whole = Math.floor(ms / 1000)
  if (whole !== second) rememberSecond(whole)
  scratch[at] = TIME
  for (let index = 0; index < 7; index++) scratch[at + 1 + index] = secondBytes[index]!
  return writeInt((ms - whole * 1000) * 1000, at + 8)
}

function writeInt(value: number, at: number): number {
  scratch[at] = value
  scratch[at + 1] = value >>> 8
  scratch[at + 2] = value >>> 16
  scratch[at + 3] = value >>> 24
  return at + 4
}

/** Most times of a batch are of one second. */
function rememberSecond(whole: number): void {
  const date = new Date(whole * 1000)
  secondBytes.writeUInt16LE(date.getUTCFullYear(), 0)
  secondBytes[2] = date.getUTCMonth() + 1
  secondBytes[3] = date.getUTCDate()
  secondBytes[4] = date.getUTCHours()
  secondBytes[5] = date.getUTCMinutes()
  secondBytes[6] = date.getUTCSeconds()
  second = whole
}
