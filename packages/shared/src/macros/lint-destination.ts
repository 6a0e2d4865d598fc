import { type LintFinding, replaceRange } from './finding.js'
import { lintCharacters } from './lint-characters.js'
import { lintQuery } from './lint-query.js'
import { isMacroName } from './vocabulary.js'

// Code, local files, the browser's own pages, and protocols that open no page: never a destination.
const FORBIDDEN_SCHEMES = new Set(
  (
    'javascript data vbscript livescript file filesystem blob about view-source jar resource chrome chrome-extension ' +
    'edge moz-extension ms-msdt search-ms ftp ws wss mailto tel sms'
  ).split(' '),
)
const SCHEME = /^\s*([a-z][a-z0-9+.-]*):/i
const HOST = /^(?:\[[0-9a-f:.]+\]|[^\s"<>\\^`{|}%[\]@:]+)(?::\d{1,5})?$/i

/**
 * Checks a link as the destination of a redirect: http, https or an app scheme (`myapp://`) that the link itself names,
 * never one that runs code or opens files; a host; no blanks; not too long. Macros are not looked at.
 */
export function lintDestination(link: string): LintFinding[] {
  if (link.trim() === '') {
    const remedy = 'Paste the link that the tracker gives to partners.'
    return [{ code: 'not_a_url', severity: 'error', message: 'The link is empty.', remedy, start: 0, end: link.length }]
  }
  return [...lintScheme(link), ...lintCharacters(link), ...lintQuery(link)]
}

function lintScheme(link: string): LintFinding[] {
  const start = link.length - link.trimStart().length
  const match = SCHEME.exec(link)
  const scheme = match?.[1]!.toLowerCase()
  const end = match?.[0].length ?? start
  if (scheme !== undefined && FORBIDDEN_SCHEMES.has(scheme)) {
    const message = `A link may not start with ${scheme}:.`
    const remedy = 'Use https://, or the scheme of your app.'
    return [{ code: 'scheme_not_allowed', severity: 'error', message, remedy, start, end }]
  }
  if (scheme === undefined || !link.startsWith('//', end)) return [notAUrl(link, start)]
  if (scheme !== 'http' && scheme !== 'https') return []
  const findings = lintAuthority(link, end + 2)
  return scheme === 'http' ? [insecure(link, start), ...findings] : findings
}

function notAUrl(link: string, start: number): LintFinding {
  const message = 'This is not a full URL.'
  const remedy = 'A link starts with https://, or with the scheme of an app, such as myapp://.'
  const finding = { code: 'not_a_url', severity: 'error', message, remedy, start, end: link.length } as const
  const missing = link.startsWith('//', start) ? 'https:' : 'https://'
  const rest = link.slice(start).replace(/^\/\//, '')
  if (!/^[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$)/.test(rest)) return finding
  return { ...finding, fix: replaceRange(link, start, start, missing), fixLabel: `Add ${missing}` }
}

function insecure(link: string, start: number): LintFinding {
  const message = 'The link uses http, which is neither private nor safe from changes on the way.'
  const remedy = 'Use https, if the tracker answers there.'
  const end = start + 'http'.length
  const fix = replaceRange(link, end, end, 's')
  return { code: 'insecure', severity: 'warning', message, remedy, start, end, fix, fixLabel: 'Use https' }
}

/** `start`: where user, host and port begin. */
function lintAuthority(link: string, start: number): LintFinding[] {
  const authority = /^[^\\/?#]*/.exec(link.slice(start))![0]
  const hostStart = start + authority.lastIndexOf('@') + 1
  const end = start + authority.length
  const host = link.slice(hostStart, end).trim()
  const findings: LintFinding[] = []
  if (hostStart > start) {
    const message = 'The link holds a user name or password.'
    const remedy = 'Remove what stands before the @: every visitor would see it.'
    findings.push({ code: 'userinfo', severity: 'warning', message, remedy, start, end: hostStart })
  }
  if (host === '') {
    const remedy = 'Write the host after the two slashes, as in https://track.example/.'
    findings.push({ code: 'no_host', severity: 'error', message: 'The link has no host.', remedy, start: 0, end })
  } else if (!HOST.test(withoutMacros(host))) {
    const message = `“${host}” is not a host.`
    const remedy = 'Check the part between // and the next /.'
    findings.push({ code: 'bad_host', severity: 'error', message, remedy, start: hostStart, end })
  }
  return findings
}

/** Macros and blanks in the host have findings of their own. */
function withoutMacros(host: string): string {
  return host.replace(/\s/g, '').replace(/\{(\w+)\}/g, (text, name: string) => (isMacroName(name) ? 'x' : text))
}
