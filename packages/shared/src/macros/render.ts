import type { LinkSlot, LinkTemplate, Template, TemplateSlot } from './parse.js'
import type { MacroName } from './vocabulary.js'

/** Values of macros, not encoded. A missing one renders as the empty string. */
export type MacroValues = { readonly [name in MacroName]?: string | undefined }

// RFC 3986 unreserved characters: the only ones that mean the same, encoded or not, everywhere in every URL.
const UNRESERVED = /^[\w.~-]*$/
// Reserved characters that encodeURIComponent leaves; some are other systems' macro brackets.
const LEFT_OVER = /[!'()*]/
const LONE_SURROGATE = /\p{Surrogate}/gu

/**
 * Renders a link: its own text byte for byte, each value percent-encoded for its place. Never throws; a lone surrogate,
 * which has no encoding, becomes U+FFFD. Decoding once (twice inside an encoded URL value) gives the value back.
 *
 * The one exception: URL parsers take `.` and `..` for a step in the path, **and `%2e` as well**, so no spelling of them
 * survives as a path segment. There, and only there, they are encoded twice (`%252E`): the path keeps its segments, the
 * destination reads `%2E`, and the value is still there after one more decoding.
 */
export function renderTemplate(template: LinkTemplate, values: MacroValues): string {
  return renderWith(template, (name) => values[name])
}

/** The same for values that are asked for one by one. */
export function renderWith(template: LinkTemplate, valueOf: (name: MacroName) => string | undefined): string {
  let link = template.before
  for (const slot of template.slots) link += textOf(slot, valueOf(slot.name)) + slot.after
  return link
}

/** The template with these values put in for good: for those that are the same each time. */
export function fillTemplate(template: Template, values: MacroValues): Template {
  let { before } = template
  const slots: TemplateSlot[] = []
  for (const slot of template.slots) {
    const last = slots.at(-1)
    const text = textOf(slot, values[slot.name]) + slot.after
    if (!(slot.name in values)) slots.push(slot)
    else if (last) slots[slots.length - 1] = { ...last, after: last.after + text }
    else before += text
  }
  return { ...template, before, slots }
}

function textOf({ depth, wholeSegment }: LinkSlot, value: string | undefined): string {
  return value ? encode(value, depth, wholeSegment) : ''
}

function encode(value: string, depth: number, wholeSegment: boolean): string {
  if (wholeSegment && (value === '.' || value === '..')) {
    return deepen(value.replaceAll('.', '%252E'), depth)
  }
  if (UNRESERVED.test(value)) return value
  return deepen(encodeOnce(value), depth)
}

function encodeOnce(value: string): string {
  const encoded = encodeWellFormed(value)
  return LEFT_OVER.test(encoded) ? encoded.replace(/[!'()*]/g, escapeAscii) : encoded
}

function escapeAscii(char: string): string {
  return '%' + char.charCodeAt(0).toString(16).toUpperCase()
}

/** A lone surrogate is rare and makes encodeURIComponent throw; to look for one first would cost each value more. */
function encodeWellFormed(value: string): string {
  try {
    return encodeURIComponent(value)
  } catch {
    return encodeURIComponent(value.replace(LONE_SURROGATE, '\uFFFD'))
  }
}

/** Once encoded, only the percent signs need another round. */
function deepen(encoded: string, depth: number): string {
  return depth === 1 ? encoded : encoded.replaceAll('%', '%' + '25'.repeat(depth - 1))
}
