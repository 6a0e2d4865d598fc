import { apartFrom, type LintCode, type LintFinding } from './finding.js'
import { lintBraces } from './lint-braces.js'
import { lintDestination } from './lint-destination.js'
import { lintNames } from './lint-names.js'
import { parseTemplate, type RefusedMacro, type RefusedPlace, type Template } from './parse.js'

/**
 * Checks a tracking link while it is typed and when it is saved: as a destination, and for its macros. Findings stand
 * in the order of the link. Each `fix` mends its own finding only; check the fixed link again.
 */
export function lintTrackingLink(link: string): LintFinding[] {
  const destination = lintDestination(link)
  if (link.trim() === '') return destination
  const template = parseTemplate(link)
  const braces = lintBraces(link)
  const findings = [
    ...destination,
    ...template.refused.map(refusal),
    ...braces,
    // What was meant as one of ours is explained as such, and not as a foreign or unknown macro.
    ...apartFrom(braces, lintNames(link)),
  ]
  return requireClickId(link, template, findings).toSorted((a, b) => a.start - b.start)
}

/** Without a proper click ID macro, what was probably meant as one is an error; if nothing was, that it is missing. */
function requireClickId(link: string, template: Template, findings: LintFinding[]): LintFinding[] {
  const isClickId = ({ macro }: LintFinding) => macro === 'gk_click_id'
  const proper = template.slots.some(
    ({ name, start }) =>
      name === 'gk_click_id' && !findings.some((f) => isClickId(f) && f.start <= start && start < f.end),
  )
  if (proper) return findings
  if (findings.some(isClickId)) {
    return findings.map((finding) => (isClickId(finding) ? { ...finding, severity: 'error' } : finding))
  }
  const message = 'The link has no {gk_click_id}, so no conversion could be credited.'
  const remedy = 'Put {gk_click_id} where the tracker takes its click ID, for example sub1={gk_click_id}.'
  return [...findings, { code: 'missing_click_id', severity: 'error', message, remedy, start: 0, end: link.length }]
}

const REFUSALS: Record<RefusedPlace, { code: LintCode; where: string; remedy: string }> = {
  scheme: {
    code: 'macro_in_scheme',
    where: 'in the scheme of the link',
    remedy: 'Write https:// or the scheme of your app, and use the macro behind it.',
  },
  host: {
    code: 'macro_in_host',
    where: 'in the host of the link',
    remedy: 'Write the host in full: no click may decide where visitors are sent. Use the macro in the path or query.',
  },
  escape: {
    code: 'macro_after_escape',
    where: 'behind an incomplete percent sign',
    remedy: 'Write %25 for a percent sign.',
  },
  dots: {
    code: 'macro_beside_dots',
    where: 'beside a dot that would be a step in the path without it',
    remedy: 'Remove the dot, or add another character to that part of the path.',
  },
}

function refusal({ name, start, place }: RefusedMacro): LintFinding {
  const { code, where, remedy } = REFUSALS[place]
  const message = `{${name}} stands ${where}.`
  return { code, severity: 'error', message, remedy, start, end: start + name.length + 2, macro: name }
}
