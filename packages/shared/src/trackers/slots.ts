import type { Span } from './link-parts.js'

/** A parameter as it stands in a link. */
export interface Slot {
  name: string
  /** Start of the name. */
  start: number
  /** The value, as a span: empty where there is none. */
  value: Span
  /** What a value needs before it: `=` where the parameter has a name only. */
  lead: '' | '='
}

/** How the parameters are joined: `a=1&b=2`, `a=1;b=2` or `a(1)b(2)`. */
type SlotForm = '&' | ';' | '()'

export interface Slots {
  form: SlotForm
  slots: readonly Slot[]
}

/** Reads the parameters of a query, or of the query part of a fragment. Decodes nothing. */
export function readSlots(link: string, span: Span): Slots {
  const form = formOf(link.slice(span.start, span.end))
  return { form, slots: form === '()' ? readBrackets(link, span) : readPairs(link, span, form) }
}

/**
 * `;` joins only where there is no `&` and each piece is a `name=value`: then the link's own tracker reads it so. Anywhere
 * else it is part of a value, as the URL standard has it.
 */
function formOf(query: string): SlotForm {
  if (/^[\w.]+\([^()=&]*\)(?:$|[\w.]+\()/.test(query)) return '()'
  const bySemicolon = query.includes(';') && !query.includes('&')
  return bySemicolon && query.split(';').every((piece) => piece === '' || piece.includes('=')) ? ';' : '&'
}

function readPairs(link: string, span: Span, separator: '&' | ';'): Slot[] {
  const slots: Slot[] = []
  let start = span.start
  for (const piece of link.slice(span.start, span.end).split(separator)) {
    const end = start + piece.length
    const equals = piece.indexOf('=')
    const name = equals === -1 ? piece : piece.slice(0, equals)
    const from = equals === -1 ? end : start + equals + 1
    if (name !== '') slots.push({ name, start, value: { start: from, end }, lead: equals === -1 ? '=' : '' })
    start = end + 1
  }
  return slots
}

function readBrackets(link: string, span: Span): Slot[] {
  // Sticky, and stopped at the first failure: a search from every position would be quadratic.
  const bracket = /([\w.]+)\(([^)]*)\)/y
  const text = link.slice(span.start, span.end)
  const slots: Slot[] = []
  for (let match = bracket.exec(text); match; match = bracket.exec(text)) {
    const [, name = '', value = ''] = match
    const start = span.start + match.index
    const from = start + name.length + 1
    slots.push({ name, start, value: { start: from, end: from + value.length }, lead: '' })
  }
  return slots
}

/**
 * The slot of a parameter: by exact name, else by its name in other capitals (a link with `USER_ID=` means `user_id`).
 * Of several, the first that has a value, since a tracker may read any of them.
 */
export function findSlot(slots: readonly Slot[], name: string): Slot | undefined {
  const wanted = decode(name)
  const exact = slots.filter((slot) => decode(slot.name) === wanted)
  const found = exact.length > 0 ? exact : slots.filter((slot) => sameName(slot.name, name))
  return found.find((slot) => slot.value.end > slot.value.start) ?? found[0]
}

/** True for names that differ in capitals and percent-encoding only. */
export function sameName(a: string, b: string): boolean {
  return decode(a).toLowerCase() === decode(b).toLowerCase()
}

/** Percent-decoded text; the text itself where it cannot be decoded. */
export function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
