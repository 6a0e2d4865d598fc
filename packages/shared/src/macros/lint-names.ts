import { apartFrom, type LintFinding, replaceRange } from './finding.js'
import { nearestMacro } from './nearest.js'
import { isMacroName } from './vocabulary.js'

// Brackets that other systems put around their macros, with the name in a group.
const STYLES = [
  '(?:\\$|(?<!/)#)\\{([^{}&#]+)\\}',
  '\\{\\{([^{}&#]+)\\}\\}',
  '\\[{1,3}[=%]?([\\w.-]+)[=%]?\\]{1,3}',
  '\\(([\\w.-]+)\\)',
  '<([\\w.-]+)>',
  '!!!([\\w.-]+)!!!',
  '(?<!/)#([\\w.-]+)#',
]
// Only as a whole value or path segment: brackets are common inside of values, and so are they in names.
const FOREIGN = new RegExp(`(?<=[=/]|%3D)(?:${STYLES.join('|')})(?=[&#/;]|%26|$)`, 'gi')
const NAMED = /\{([\w.:-]{1,64})\}/g

/** Macros of other systems, and `{name}` with a name that is not ours: nobody replaces them. */
export function lintNames(link: string): LintFinding[] {
  const foreign = lintForeign(link)
  return [...foreign, ...apartFrom(foreign, lintUnknown(link))]
}

function lintForeign(link: string): LintFinding[] {
  return [...link.matchAll(FOREIGN)].flatMap((match) => {
    const [text, ...groups] = match
    const nearest = nearestMacro(groups.find((group) => group !== undefined)!)
    // A path segment in brackets may well be meant so, unless its name says otherwise.
    if (link[match.index - 1] === '/' && !nearest) return []
    const message = `“${text}” is a macro of another system and is not replaced.`
    return withNearest(link, match.index, text, { code: 'foreign_brackets', message }, nearest)
  })
}

function lintUnknown(link: string): LintFinding[] {
  return [...link.matchAll(NAMED)].flatMap((match) => {
    const [text, name] = match
    if (isMacroName(name!)) return []
    const message = `${text} is not one of our macros and stays in the link as it is.`
    return withNearest(link, match.index, text, { code: 'unknown_macro', message }, nearestMacro(name!))
  })
}

function withNearest(
  link: string,
  start: number,
  text: string,
  what: Pick<LintFinding, 'code' | 'message'>,
  nearest: LintFinding['macro'],
): LintFinding {
  const end = start + text.length
  const finding = { ...what, severity: 'warning', start, end } as const
  if (!nearest) {
    const remedy = 'In a tracking link only our own macros are replaced; {gk_click_id} is the one that trackers need.'
    return { ...finding, remedy }
  }
  const macro = `{${nearest}}`
  const fix = replaceRange(link, start, end, macro)
  return { ...finding, remedy: `Did you mean ${macro}?`, macro: nearest, fix, fixLabel: `Use ${macro}` }
}
