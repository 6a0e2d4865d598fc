import type { Template } from './parse.js'
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
export function renderTemplate(template: Template, values: MacroValues): string {
  let link = template.before
  for (const slot of template.slots) {
    const value = values[slot.name]
    if (value) link += encode(value, slot.depth, slot.wholeSegment)
    link += slot.after
  }
  return link
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
