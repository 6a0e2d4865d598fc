import { randomBytes } from 'node:crypto'
import { bytesToUuid } from '../db/uuid.js'

/** A time-first UUID (version 7) of a moment, as text: the key of a log row or a conversion. */
export function timeFirstId(at: Date, counter = randomBytes(2).readUInt16BE()): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(at.getTime(), 0, 6)
  bytes.writeUInt16BE(0x7000 | (counter & 0xfff), 6)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return bytesToUuid(bytes)
}

/** Such IDs that ascend within a millisecond too, so that the log of a process stands in the order of arrival. */
export function createTimeFirstIds(): (at: Date) => string {
  let last = 0
  let counter = 0
  return (at) => {
    counter = at.getTime() === last ? counter + 1 : 0
    last = at.getTime()
    return timeFirstId(at, counter)
  }
}
