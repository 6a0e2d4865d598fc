import { randomInt } from 'node:crypto'

/** Without what people mix up when they read it aloud: 0 o, 1 i l. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A random key of a click link: 8 characters, about 40 bits, safe in a URL. A unique key of the table finds collisions. */
export function randomLinkKey(): string {
  return Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}
