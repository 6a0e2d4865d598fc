import { randomUUID } from 'node:crypto'

/** A time-first UUID (version 7) of a moment, as text: the key of a log row or a conversion. */
export function timeFirstId(at: Date, counter?: number): string {
  // Node has random UUIDs in store; their last 8 bytes are those of a time-first one.
  const random = randomUUID()
  const time = hex(at.getTime(), 12)
  const order = counter === undefined ? random.slice(15, 18) : hex(counter & 0xfff, 3)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${order}${random.slice(18)}`
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
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
