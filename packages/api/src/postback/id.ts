import { randomBytes } from 'node:crypto'
import { bytesToUuid } from '../db/uuid.js'

/**
 * Makes time-first UUIDs (version 7) of a moment, as text: the keys of the postback log and of conversions. Those of one
 * millisecond ascend too, so that the log of a process stands in the order of arrival.
 */
export function createTimeFirstIds(): (at: Date) => string {
  let last = 0
  let counter = 0
  return (at) => {
    const time = at.getTime()
    counter = time === last ? (counter + 1) & 0xfff : 0
    last = time
    const bytes = randomBytes(16)
    bytes.writeUIntBE(time, 0, 6)
    bytes.writeUInt16BE(0x7000 | counter, 6)
    bytes[8] = 0x80 | (bytes[8]! & 0x3f)
    return bytesToUuid(bytes)
  }
}
