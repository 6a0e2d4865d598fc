import { setTimeout as wait } from 'node:timers/promises'
import { seededRandom, type Random } from '../src/db/seeds/random.js'

/** The form for a release; else the short one, for `npm test`. */
export const long = process.env['FAULTS'] === 'long'

const seed = Number(process.env['SEED'] ?? 0)

/** Random numbers that are the same for one seed and name, whatever else runs. */
export function randomOf(name: string): Random {
  let mixed = seed
  for (const character of name) mixed = (Math.imul(mixed, 31) + character.codePointAt(0)!) >>> 0
  return seededRandom(mixed)
}

/** Rejects with `what` where it has not come true in time: something hangs. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, patienceMs = 60_000): Promise<void> {
  for (const end = performance.now() + patienceMs; !(await holds()); await wait(25)) {
    if (performance.now() > end) throw new Error(`It never came to this: ${what}`)
  }
}
