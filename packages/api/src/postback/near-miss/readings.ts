/*
 * What a text may say once its wrapping is taken off. Nothing is guessed here: each reading follows from the text by
 * undoing an encoding.
 */

/** A text that the sender's text becomes by decoding; `decoded`: the encodings that were undone, outermost first. */
export interface Reading {
  readonly text: string
  readonly decoded: readonly string[]
}

/** Longer text is no click ID with something around it: only its beginning is read. */
const LONGEST = 1_000
const MOST_READINGS = 8

/** The text itself first, then what decoding makes of it, at most eight in all. Never throws. */
export function readingsOf(text: string): Reading[] {
  const readings: Reading[] = [{ text: text.slice(0, LONGEST).trim(), decoded: [] }]
  const seen = new Set(readings.map((reading) => reading.text))
  for (let next = 0; next < readings.length; next++) {
    const { text: from, decoded } = readings[next]!
    for (const [name, decode] of DECODERS) {
      const made = decode(from)?.trim()
      if (made === undefined || made === '' || seen.has(made) || readings.length === MOST_READINGS) continue
      seen.add(made)
      readings.push({ text: made, decoded: [...decoded, name] })
    }
  }
  return readings
}

type Decoder = (text: string) => string | undefined
const DECODERS: readonly (readonly [string, Decoder])[] = [
  ['percent-encoding', (text) => replaced(text, /(?:%[0-9a-f]{2})+/gi, percentDecoded)],
  ['HTML', (text) => replaced(text, /&(?:#(\d{1,4})|#x([0-9a-f]{1,4})|(\w{2,6}));/gi, htmlDecoded)],
  ['JavaScript', (text) => replaced(text, /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/gi, (match) => hexCharacter(match))],
  ['quoted-printable', (text) => replaced(text, /=(?:2D|7B|7D|22)/g, (match) => hexCharacter(match))],
  ['wide letters', (text) => (/[\uff00-\uffef]/.test(text) ? text.normalize('NFKC') : undefined)],
  ['base64', base64Decoded],
]

function replaced(text: string, pattern: RegExp, decode: (match: string) => string): string | undefined {
  const made = text.replace(pattern, decode)
  return made === text ? undefined : made
}

/** A broken sequence stays as it is: an encoded text may have been cut. */
function percentDecoded(sequence: string): string {
  try {
    return decodeURIComponent(sequence)
  } catch {
    return sequence
  }
}

const ENTITIES: Record<string, string> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>', nbsp: ' ', dash: '-' }

function htmlDecoded(entity: string): string {
  const name = entity.slice(1, -1)
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? entity
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return String.fromCharCode(code)
}

function hexCharacter(match: string): string {
  return String.fromCharCode(Number.parseInt(match.replace(/^(?:\\[ux]|=)/i, ''), 16))
}

const BASE64 = /(?<![\w+/-])[\w+/-]{22,400}={0,2}/

/** A word in base64 whose text is plain, or whose bytes are 16: then they are shown as hexadecimal digits. */
function base64Decoded(text: string): string | undefined {
  const [word] = BASE64.exec(text) ?? []
  if (word === undefined) return undefined
  const bytes = Buffer.from(word, 'base64')
  if (bytes.length === 16) return bytes.toString('hex')
  const made = bytes.toString('latin1')
  return bytes.length >= 16 && /^[\x20-\x7e]+$/.test(made) ? made : undefined
}
