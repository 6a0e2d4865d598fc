import { type LintCode, type LintFinding, replaceRange } from './finding.js'
import { isMacroName, MACRO_NAMES } from './vocabulary.js'

// The longest name first: pub_sub_1 is the beginning of pub_sub_15.
const NAME = `(${MACRO_NAMES.toSorted((a, b) => b.length - a.length).join('|')})`
const OWN_NAME = '((?:gk|pub)_\\w+)'
const OPEN = '(?:\\{|%(?:25)*7B)'
const CLOSE = '(?:\\}|%(?:25)*7D)'
const GAP = '(?:\\s|%20)*'
// `#{` opens a foreign macro only as a value: elsewhere the # begins the fragment.
const PREFIX = '(?:\\$|(?<==|%3D)#)?'

const KINDS = [
  `${PREFIX}${OPEN}{2}${GAP}${NAME}${GAP}${CLOSE}{2}`,
  `${PREFIX}${OPEN}${GAP}${NAME}${GAP}${CLOSE}`,
  `${OPEN}${GAP}${OWN_NAME}`,
  `(?<!\\w)${OWN_NAME}${GAP}${CLOSE}`,
  `(?<=[=/]|%3D)${OWN_NAME}(?=[&#/;]|%26|$)`,
]
const SPELLING = new RegExp(KINDS.join('|'), 'gi')

interface Slip {
  readonly sign: RegExp
  readonly code: LintCode
  readonly problem: string
  readonly fixLabel: string
}

/** The first whose sign is found. */
const SLIPS: readonly Slip[] = [
  {
    sign: /^[$#]/,
    code: 'foreign_brackets',
    problem: 'is written in the style of another system',
    fixLabel: 'Use plain braces',
  },
  {
    sign: /%(?:25)*7[BD]/i,
    code: 'encoded_braces',
    problem: 'has braces that were percent-encoded, as browsers do when a link is copied',
    fixLabel: 'Restore the braces',
  },
  {
    sign: /^\{\{/,
    code: 'extra_braces',
    problem: 'has a pair of braces too many',
    fixLabel: 'Remove the extra braces',
  },
  { sign: /^[^{]|[^}]$/, code: 'missing_braces', problem: 'lacks its braces', fixLabel: 'Add the braces' },
  { sign: /[\s%]/, code: 'spaces_in_braces', problem: 'has spaces inside its braces', fixLabel: 'Remove the spaces' },
  { sign: /^/, code: 'wrong_case', problem: 'must be in lower case', fixLabel: 'Use lower case' },
]

/** Known names whose spelling keeps them from being a macro: they, or brackets around, would reach the tracker. */
export function lintBraces(link: string): LintFinding[] {
  return [...link.matchAll(SPELLING)].flatMap((match) => {
    const [text, ...groups] = match
    const name = groups.find((group) => group !== undefined)!.toLowerCase()
    if (!isMacroName(name) || text === `{${name}}`) return []
    const { code, problem, fixLabel } = SLIPS.find(({ sign }) => sign.test(text))!
    const at = { start: match.index, end: match.index + text.length }
    const fix = replaceRange(link, at.start, at.end, `{${name}}`)
    const message = `“${text}” ${problem}.`
    return { code, severity: 'warning', message, remedy: `Write {${name}}.`, ...at, macro: name, fix, fixLabel }
  })
}
