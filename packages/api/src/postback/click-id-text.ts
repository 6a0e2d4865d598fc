import { parseClickId, type ParsedClickId } from '@gokart/shared/click-id'
import { isClickMacro, isNothing } from './placeholder.js'
import { quote } from './text.js'

/** Why the text is no click ID; `meant`: the ID that was probably meant, where one can be told. */
export interface ClickIdFault {
  readonly ok: false
  readonly reason: 'missing_click_id' | 'unreplaced_macro' | 'malformed_click_id'
  readonly message?: string
  readonly remedy?: string
  readonly meant?: string
}

export interface ReadClickId {
  readonly ok: true
  readonly id: Extract<ParsedClickId, { ok: true }>
  /** What was repaired, a sentence each; empty where the text was a click ID as it came. */
  readonly notes: readonly string[]
}

/** Reads `gk_click_id`. Repairs what has one reading only, and says so. `undefined`: it was not sent. */
export function readClickId(text: string | undefined): ReadClickId | ClickIdFault {
  if (text === undefined) return { ok: false, reason: 'missing_click_id' }
  const exact = parseClickId(text)
  if (exact.ok) return { ok: true, id: exact, notes: exact.text === text ? [] : [IN_CAPITALS] }
  if (text.length > LONGEST) return tooLong(text)
  const { rest, notes } = unwrap(text)
  const repaired = parseClickId(withDashes(rest, notes))
  if (repaired.ok) return { ok: true, id: repaired, notes }
  return faultOf(rest, text)
}

/** Longer text is no click ID with something around it, and repairs would take their time. */
const LONGEST = 1_000

function tooLong(text: string): ClickIdFault {
  const message = `gk_click_id is ${quote(text)}: ${text.length} characters, where a click ID has 36.`
  return { ok: false, reason: 'malformed_click_id', message }
}

const IN_CAPITALS = 'The click ID came in capitals and was read in lower case.'

function unwrap(text: string): { rest: string; notes: string[] } {
  const notes: string[] = []
  const take = (next: string, note: string) => {
    if (next !== rest) notes.push(note)
    rest = next
  }
  let rest = text
  take(rest.trim(), 'Spaces around the click ID were taken off.')
  take(decodeFully(rest), 'The click ID was percent-encoded twice and was decoded once more.')
  take(
    rest.replace(/^[^0-9a-z]+|[^0-9a-z]+$/gi, ''),
    'Characters around the click ID (braces, quotes, spaces) were taken off.',
  )
  return { rest, notes }
}

function decodeFully(text: string): string {
  let decoded = text
  for (let round = 0; round < 3 && /%[0-9a-f]{2}/i.test(decoded); round++) {
    try {
      decoded = decodeURIComponent(decoded)
    } catch {
      return decoded
    }
  }
  return decoded
}

/** 32 hexadecimal digits are one UUID wherever their dashes stand, or whatever stands for them. */
function withDashes(text: string, notes: string[]): string {
  const digits = text.replace(/[\s_.:\u00ad\u2010-\u2015\u2212-]/g, '')
  if (!/^[0-9a-f]{32}$/i.test(digits)) return text
  const dashed = digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  if (dashed !== text) notes.push('The dashes of the click ID were put where they belong.')
  return dashed
}

function faultOf(rest: string, text: string): ClickIdFault {
  const trimmed = text.trim()
  if (trimmed === '') return { ok: false, reason: 'missing_click_id', message: EMPTY, remedy: EMPTY_REMEDY }
  if (isNothing(trimmed)) {
    const message = `gk_click_id is ${quote(trimmed)}: the tracker had no value for its macro.`
    return { ok: false, reason: 'missing_click_id', message, remedy: EMPTY_REMEDY }
  }
  const inside = idsInside(decodeFully(trimmed))
  if (inside.length === 0 && isClickMacro(decodeFully(trimmed)) && !isHex(rest)) {
    const message = `gk_click_id is still the macro or placeholder ${quote(trimmed)}: the tracker did not replace it with a value.`
    return { ok: false, reason: 'unreplaced_macro', message }
  }
  const [meant] = inside.length === 1 ? inside : []
  return {
    ok: false,
    reason: 'malformed_click_id',
    message: diagnose(rest || trimmed, inside),
    ...(meant && { meant }),
  }
}

const EMPTY =
  'gk_click_id is empty: the tracker had no value, or its macro holds a # (such as #s2#) and was sent as it is, and all after a # stays behind.'
const EMPTY_REMEDY =
  'Check that the tracking link gives {gk_click_id} to the parameter whose macro the postback URL sends back, and that the macro is spelt as your tracker writes it.'

function isHex(text: string): boolean {
  return text.length >= 8 && /^[0-9a-f-]+$/i.test(text) && /\d/.test(text)
}

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi

/** The different UUIDs in a text. */
export function idsInside(text: string): string[] {
  return [...new Set((text.match(UUID) ?? []).map((id) => id.toLowerCase()))]
}

function diagnose(text: string, inside: readonly string[]): string {
  if (inside.length > 1) return `gk_click_id holds ${inside.length} click IDs; one is needed.`
  if (inside.length === 1) return `gk_click_id has other text beside the click ID: ${quote(text)}.`
  const lead = `gk_click_id is ${quote(text)}:`
  if (isHex(text)) return `${lead} ${diagnoseLength(text)}`
  const wrong = wrongCharacters(text)
  if (text.length === 36 && wrong.length > 0 && wrong.length <= 4) {
    return `${lead} ${wrong.join(' and ')} cannot stand in a click ID.`
  }
  return `${lead} ${text.length} characters, not the 36 of a click ID such as efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32.`
}

const SHAPE = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'

function diagnoseLength(text: string): string {
  const digits = text.replaceAll('-', '').length
  const shaped = text.replace(/[0-9a-f]/gi, 'x')
  if (SHAPE.startsWith(shaped)) return `it was cut short, ${text.length} of 36 characters arrived.`
  return `it has ${digits} hexadecimal digits where a click ID has 32.`
}

/** "x" at place n, for the characters that do not fit the shape of a click ID. */
function wrongCharacters(text: string): string[] {
  return [...text].flatMap((character, index) => {
    const fits = SHAPE[index] === '-' ? character === '-' : /[0-9a-f]/i.test(character)
    return fits ? [] : [`${quote(character)} at place ${index + 1}`]
  })
}
