import { crc32 } from 'node:zlib'

/** Before each record: its length and the CRC-32 of its bytes, both 32 bits, little end first. */
const HEADER = 8

export function frame(payload: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(HEADER + payload.length)
  framed.writeUInt32LE(payload.length, 0)
  framed.writeUInt32LE(crc32(payload), 4)
  payload.copy(framed, HEADER)
  return framed
}

export interface Unframed {
  readonly records: readonly Buffer[]
  /** Bytes that are whole records; what follows them is torn. */
  readonly intact: number
}

/** The records of a segment up to its end, or up to the first one that is not whole. */
export function unframe(segment: Buffer): Unframed {
  const records: Buffer[] = []
  let offset = 0
  while (offset + HEADER <= segment.length) {
    const start = offset + HEADER
    const end = start + segment.readUInt32LE(offset)
    if (end > segment.length) break
    const payload = segment.subarray(start, end)
    // A run of zeros (a file that was made longer, but never written) is no row of empty records.
    if (payload.length === 0 || crc32(payload) !== segment.readUInt32LE(offset + 4)) break
    records.push(payload)
    offset = end
  }
  return { records, intact: offset }
}
