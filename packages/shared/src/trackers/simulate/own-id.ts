import type { Tracker } from '../tracker.js'

const SEEDS = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b]
/** Where a UUID without dashes has its version; ours is 8, and no tracker's own ID must look like one of ours. */
const VERSION_AT = 12

/** A tracker's own ID for a visit, in its form where that is known. It follows from the link: the same for the same link. */
export function ownClickId({ clickIdFormat }: Tracker, location: string): string {
  const digits = SEEDS.map((seed) => fnv1a(location, seed).toString(16).padStart(8, '0')).join('')
  if (!clickIdFormat) return `${digits.slice(0, VERSION_AT)}4${digits.slice(VERSION_AT + 1)}`
  const pattern = new RegExp(clickIdFormat.pattern)
  return Array.from(digits).reduce((id, digit, index) => {
    const varied = `${id.slice(0, index)}${Number.parseInt(digit, 16) % 10}${id.slice(index + 1)}`
    return /\d/.test(id.charAt(index)) && index !== VERSION_AT && pattern.test(varied) ? varied : id
  }, clickIdFormat.example)
}

function fnv1a(text: string, seed: number): number {
  let hash = seed
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
