import type { LintFinding } from './finding.js'

/** Longest link that is accepted, in characters; servers and proxies refuse much longer ones. */
export const MAX_LINK_LENGTH = 4096

// Blanks, control characters, and characters that nobody sees: zero width, direction marks, byte order mark.
const BLANK = '\\p{Cc}\\p{Z}\\u200b-\\u200f\\u202a-\\u202e\\u2060\\ufeff'
const BLANKS = new RegExp(`[${BLANK}]+`, 'gu')
const NON_ASCII = new RegExp(`[^\\x00-\\x7f${BLANK}]+`, 'gu')

/** Characters that no URL may hold, and too many of the others. */
export function lintCharacters(link: string): LintFinding[] {
  return [...lintBlanks(link), ...lintNonAscii(link), ...lintLength(link)]
}

function lintBlanks(link: string): LintFinding[] {
  const [first] = link.matchAll(BLANKS)
  if (!first) return []
  const headEnd = endOfHead(link)
  const fix = link.replace(BLANKS, (blanks, at: number) =>
    at > headEnd && isText(blanks, at, link) ? '%20'.repeat(blanks.length) : '',
  )
  const message = 'The link holds spaces, line breaks or invisible characters.'
  const remedy = 'They came with copying, most likely; a space that belongs there is written %20.'
  const end = first.index + first[0].length
  return [
    { code: 'whitespace', severity: 'error', message, remedy, start: first.index, end, fix, fixLabel: 'Clean up' },
  ]
}

/** Scheme, host and the slashes between. */
function endOfHead(link: string): number {
  return /^[^/?#]*:[\\/]*[^\\/?#]*/.exec(link)?.[0].length ?? 0
}

/** Plain spaces in the middle of path, query or fragment belong to a value; all else is an accident. */
function isText(blanks: string, at: number, link: string): boolean {
  const after = link[at + blanks.length]
  return /^ +$/.test(blanks) && after !== undefined && after !== '}' && link[at - 1] !== '{'
}

function lintNonAscii(link: string): LintFinding[] {
  const [first] = link.matchAll(NON_ASCII)
  if (!first) return []
  const message = `“${first[0]}” cannot stand in a URL as it is.`
  const at = { start: first.index, end: first.index + first[0].length }
  if (first.index < endOfHead(link)) {
    const remedy = 'Write the host in its ASCII form (xn--…), as the browser’s address bar copies it.'
    return [{ code: 'non_ascii', severity: 'error', message, remedy, ...at }]
  }
  const remedy = 'Write it percent-encoded; browsers do the same.'
  const fix = link.replace(NON_ASCII, (text) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD')))
  return [{ code: 'non_ascii', severity: 'error', message, remedy, ...at, fix, fixLabel: 'Encode it' }]
}

function lintLength(link: string): LintFinding[] {
  if (link.length <= MAX_LINK_LENGTH) return []
  const message = `The link has ${link.length} characters; ${MAX_LINK_LENGTH} are the most.`
  const remedy = 'Remove parameters that the tracker does not need.'
  return [{ code: 'too_long', severity: 'error', message, remedy, start: MAX_LINK_LENGTH, end: link.length }]
}
