import type { MacroName } from './vocabulary.js'

/** What can be wrong with a link. */
export type LintCode =
  | 'not_a_url'
  | 'scheme_not_allowed'
  | 'no_host'
  | 'bad_host'
  | 'whitespace'
  | 'non_ascii'
  | 'too_long'
  | 'userinfo'
  | 'insecure'
  | 'second_question_mark'
  | 'macro_in_scheme'
  | 'macro_in_host'
  | 'macro_after_escape'
  | 'macro_beside_dots'
  | 'missing_click_id'
  | 'encoded_braces'
  | 'wrong_case'
  | 'missing_braces'
  | 'extra_braces'
  | 'spaces_in_braces'
  | 'foreign_brackets'
  | 'unknown_macro'

/**
 * One fault of a link, at [start, end). An `error` keeps the link from being saved. `fix` is the whole corrected link:
 * only the faulty characters differ; `fixLabel` is the text for its button. `macro` is the macro that was meant.
 */
export interface LintFinding {
  readonly code: LintCode
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly remedy: string
  readonly start: number
  readonly end: number
  readonly macro?: MacroName
  readonly fix?: string
  readonly fixLabel?: string
}

/** The findings that touch no text of another: what is explained once is not explained again. */
export function apartFrom(others: readonly LintFinding[], findings: readonly LintFinding[]): LintFinding[] {
  return findings.filter((a) => !others.some((b) => a.start < b.end && b.start < a.end))
}

/** The text with [start, end) replaced. */
export function replaceRange(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end)
}
