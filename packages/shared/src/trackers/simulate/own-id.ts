const SEEDS = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b]

/** A tracker's own ID for a visit: 32 hexadecimal digits that follow from the link, the same for the same link. */
export function ownClickId(location: string): string {
  const digits = SEEDS.map((seed) => fnv1a(location, seed).toString(16).padStart(8, '0')).join('')
  // A UUID of version 4 without its dashes, as many trackers have them: nobody could take it for one of GoKart's.
  return `${digits.slice(0, 12)}4${digits.slice(13)}`
}

function fnv1a(text: string, seed: number): number {
  let hash = seed
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
