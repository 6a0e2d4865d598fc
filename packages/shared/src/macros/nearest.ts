import { MACRO_NAMES, type MacroName } from './vocabulary.js'

/**
 * The macro that was probably meant by a name: another case or other separators (`GK-Click-ID`), a missing prefix
 * (`click_id`, `sub1`), or a slip of the pen. Undefined when nothing is near. A number is never taken for a slip:
 * `pub_sub_16` has no neighbour.
 */
export function nearestMacro(name: string): MacroName | undefined {
  const wanted = squash(name)
  // Longer input cannot be within reach of any name, and the distance is quadratic.
  if (wanted === '' || wanted.length > 32) return undefined
  const candidates = MACRO_NAMES.filter((macro) => digits(macro) === digits(name))
  const same = candidates.find((macro) => squash(macro) === wanted)
  if (same) return same
  const withPrefix = candidates.find((macro) => wanted.length > 2 && squash(macro).endsWith(wanted))
  if (withPrefix) return withPrefix
  return closest(wanted, candidates)
}

function closest(wanted: string, candidates: readonly MacroName[]): MacroName | undefined {
  let best: MacroName | undefined
  let bestDistance = Infinity
  for (const macro of candidates) {
    const known = squash(macro)
    const distance = editDistance(wanted, known)
    // One slip in four letters: `device_id` is not meant as `device`.
    const allowed = Math.floor(Math.min(wanted.length, known.length) / 4)
    if (distance <= allowed && distance < bestDistance) {
      best = macro
      bestDistance = distance
    }
  }
  return best
}

function squash(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function digits(name: string): string {
  return name.replace(/\D/g, '')
}

/** Levenshtein distance, with a swap of two neighbours counted as one edit. Quadratic: keep both texts short. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let edits = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, beforeLast[j - 2]! + 1)
      }
      row.push(edits)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
