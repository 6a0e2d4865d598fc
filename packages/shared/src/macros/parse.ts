import { isMacroName, type MacroName } from './vocabulary.js'

/** A macro in a link, how its value is written there, and the link's own text up to the next macro. */
export interface TemplateSlot {
  readonly name: MacroName
  /** Offset of the opening brace in the link. */
  readonly start: number
  /** How often the value is percent-encoded: 1, plus 1 for each URL that holds the macro as an encoded value. */
  readonly depth: number
  /** The path segment consists of macros only, so that `.` or `..` as a value would be a step in the path. */
  readonly wholeSegment: boolean
  readonly after: string
}

/** Why a macro may not stand where it stands. */
export type RefusedPlace = 'scheme' | 'host' | 'escape' | 'dots'

/** A macro that is left as text, because no encoding of a value could be safe there. */
export interface RefusedMacro {
  readonly name: MacroName
  readonly start: number
  readonly place: RefusedPlace
}

/** A tracking link, taken apart once per offer. `before` is its text up to the first macro. */
export interface Template {
  readonly before: string
  readonly slots: readonly TemplateSlot[]
  readonly refused: readonly RefusedMacro[]
}

/** What is needed to render a link: a template without where its macros stood. */
export interface LinkTemplate {
  readonly before: string
  readonly slots: readonly LinkSlot[]
}
export type LinkSlot = Omit<TemplateSlot, 'start'>

type Standing = Pick<TemplateSlot, 'depth' | 'wholeSegment'>

const MACRO = /\{(\w+)\}/g
// Scheme and authority. Browsers take any number of slashes and backslashes after http(s):.
const HEAD = /^(?:https?:[\\/]*|[^\\/?#]*:\/\/|[\\/]*)[^\\/?#]*/i
const INCOMPLETE_ESCAPE = /%[0-9a-f]?$/i
const FIELD_DELIMITER = /[\\/?#&=;]/
const URL_START = /^[a-z][a-z0-9+.-]*:\/\//i
const QUERY_VALUE = /(?:^|[?&#])[\w.~[\]-]+=(?!=)[^?&#]*$/

/**
 * Takes a tracking link apart. Never throws: an unknown `{name}` stays text, and so does a known macro in the scheme,
 * in the host (with user and port), right after an incomplete escape (`%2{country}`) or beside a literal `.` or `..`
 * that is otherwise alone in its path segment; these are listed in `refused`, and saving such a link is an error.
 */
export function parseTemplate(link: string): Template {
  const headEnd = HEAD.exec(link)![0].length
  const refused: RefusedMacro[] = []
  const found: { name: MacroName; start: number; standing: Standing }[] = []
  for (const match of link.matchAll(MACRO)) {
    const name = match[1]!
    if (!isMacroName(name)) continue
    const start = match.index
    const end = start + match[0].length
    const standing = start < headEnd ? headPlace(link, start) : standingOf(link.slice(0, start), link.slice(end))
    if (typeof standing === 'string') refused.push({ name, start, place: standing })
    else found.push({ name, start, standing })
  }
  const slots = found.map(({ name, start, standing }, i) => {
    const after = link.slice(start + name.length + 2, found[i + 1]?.start)
    return { name, start, ...standing, after }
  })
  return { before: link.slice(0, found[0]?.start), slots, refused }
}

function headPlace(link: string, start: number): RefusedPlace {
  return start < link.indexOf(':') ? 'scheme' : 'host'
}

/**
 * Looks at the text on both sides of a macro. When the field that holds it (text between two delimiters) reads, once
 * decoded, as a URL or as `name=value` of a query string, the macro stands inside that inner text and is encoded once
 * more; this repeats for URLs in URLs. A store link's `referrer=utm_source%3Dgk%26click_id%3D{gk_click_id}` is such
 * an inner query string.
 */
function standingOf(before: string, after: string): Standing | RefusedPlace {
  if (INCOMPLETE_ESCAPE.test(before)) return 'escape'
  const field = before.split(FIELD_DELIMITER).at(-1)!
  const inner = decode(field)
  if (inner !== field && (URL_START.test(inner) || QUERY_VALUE.test(inner))) {
    const nested = standingOf(inner, decode(after.split(FIELD_DELIMITER, 1)[0]!))
    return typeof nested === 'string' ? nested : { ...nested, depth: nested.depth + 1 }
  }
  if (/[?#]/.test(before)) return { depth: 1, wholeSegment: false }
  const rest = literalOfSegment(before, after)
  return rest === '.' || rest === '..' ? 'dots' : { depth: 1, wholeSegment: rest === '' }
}

/** What a path segment holds besides macros, with encoded dots decoded, as URL parsers read them. */
function literalOfSegment(before: string, after: string): string {
  const segment = before.split(/[\\/]/).at(-1)! + after.split(/[\\/?#]/, 1)[0]!
  return segment.replace(MACRO, (text, name: string) => (isMacroName(name) ? '' : text)).replace(/%2e/gi, '.')
}

/** Percent-decoding good enough to see delimiters; bytes above 127 do not matter here. */
function decode(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
