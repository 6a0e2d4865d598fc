import type { Reading } from './readings.js'

/** Hexadecimal digits of a text that may be a click ID, or what is left of one; in lower case. */
export interface Digits {
  readonly digits: string
  readonly reading: Reading
  /** Whether letters were taken for the digits that they look like. */
  readonly lookAlikes: boolean
}

/** Of fewer digits not even the millisecond of the click is whole. */
const FEWEST = 12
const MOST = 4

/** Dashes, and what stands in their place; at most three in a row. */
const BETWEEN = String.raw`[\s_.:~|/\\+*\u00ad\u200b\u2010-\u2015\u2212-]{1,3}`
const RUN = new RegExp(`(?<![a-z0-9])[0-9a-f](?:(?:${BETWEEN})?[0-9a-f]){${FEWEST - 1},}`, 'gi')
const NOT_A_DIGIT = /[^0-9a-f]/gi

/** The runs of digits in the readings of a text, the longest first, at most four. */
export function digitsOf(readings: readonly Reading[]): Digits[] {
  const found = new Map<string, Digits>()
  const keep = (digits: string, reading: Reading, lookAlikes: boolean) => {
    if (!found.has(digits)) found.set(digits, { digits, reading, lookAlikes })
  }
  for (const reading of readings) for (const run of runsIn(reading.text)) keep(run, reading, false)
  for (const reading of readings) {
    for (const text of withLookAlikes(reading.text)) for (const run of runsIn(text)) keep(run, reading, true)
    const smudged = withoutSmudges(reading.text)
    if (smudged !== undefined) keep(smudged, reading, false)
  }
  const runs = [...found.values()].toSorted((a, b) => b.digits.length - a.digits.length)
  return runs.slice(0, MOST)
}

function runsIn(text: string): string[] {
  return Array.from(text.matchAll(RUN), ([run]) => run.replace(NOT_A_DIGIT, '').toLowerCase())
}

// Small letters and marks of Latin, then of Cyrillic.
const LOOK_ALIKES: Record<string, string> = {
  o: '0',
  q: '0',
  l: '1',
  i: '1',
  '|': '1',
  '!': '1',
  z: '2',
  s: '5',
  t: '7',
  g: '9',
  а: 'a',
  в: 'b',
  с: 'c',
  е: 'e',
  о: '0',
  з: '3',
}
const LOOK_ALIKE = /[oqli|!zsgtасеовз]/gi

/** Letters that a reader of print, or of a picture, takes for digits. A "B" among small letters may be an 8. */
function withLookAlikes(text: string): string[] {
  const made = text.replace(/G/g, '6').replace(LOOK_ALIKE, (letter) => LOOK_ALIKES[letter.toLowerCase()] ?? letter)
  const mixed = /[a-f]/.test(text) && text.includes('B')
  return [...(mixed ? [made.replaceAll('B', '8')] : []), ...(made === text ? [] : [made])]
}

const MOST_SMUDGES = 2

/** Where one or two letters cannot stand in an ID, any digit in their place: the search changes it to the right one. */
function withoutSmudges(text: string): string | undefined {
  const letters = text.replace(/[^0-9a-z]/gi, '').toLowerCase()
  const smudges = letters.length - letters.replace(NOT_A_DIGIT, '').length
  if (smudges === 0 || smudges > MOST_SMUDGES || letters.length < 24 || letters.length > 36) return undefined
  return letters.replace(NOT_A_DIGIT, '0')
}
