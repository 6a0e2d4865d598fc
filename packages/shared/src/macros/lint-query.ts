import { type LintFinding, replaceRange } from './finding.js'

const PARAMETER = /^[\w.~[\]{}-]+=/

/**
 * A second `?` in the query: mostly a parameter that was glued to a link which had a query already, so that the tracker
 * reads it as part of the value before it. Legal inside a URL that is a value, hence a warning, and a fix only where
 * no such URL is around.
 */
export function lintQuery(link: string): LintFinding[] {
  const fragment = link.indexOf('#')
  const query = link.indexOf('?')
  const start = link.indexOf('?', query + 1)
  if (query === -1 || start === -1 || (fragment !== -1 && start > fragment)) return []
  const end = start + 1
  const message = 'The link has a second “?”.'
  const finding = { code: 'second_question_mark', severity: 'warning', message, start, end } as const
  const value = link
    .slice(query + 1, start)
    .split('&')
    .at(-1)!
  if (/=(?:[a-z][a-z0-9+.-]*(?::|%3A))?(?:\/|%2F)/i.test(value)) {
    return [{ ...finding, remedy: 'Percent-encode the URL that is given as a value, so that it arrives whole.' }]
  }
  const remedy = 'Parameters after the first are joined by “&”.'
  if (!PARAMETER.test(link.slice(end))) return [{ ...finding, remedy }]
  return [{ ...finding, remedy, fix: replaceRange(link, start, end, '&'), fixLabel: 'Replace it by “&”' }]
}
