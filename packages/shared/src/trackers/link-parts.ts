/** A stretch of a link, [start, end). */
export interface Span {
  start: number
  end: number
}

/** Where the parts of a link stand. Spaces around the link belong to no part. */
export interface LinkParts {
  /** Lower case, without user, port and final dot; undefined where the link is not a web address. */
  host: string | undefined
  path: Span
  /** Between `?` and `#`; null without a `?`. */
  query: Span | null
  /** Behind `#`; null without one. */
  fragment: Span | null
  /** Behind a `?` in the fragment, where a page's own router reads it: `#/offer?a=1`. */
  fragmentQuery: Span | null
}

const WITH_AUTHORITY = /^\s*(?:([a-z][a-z0-9+.-]*):)?\/\/([^/?#\\]*)/i
const BARE_HOST = /^\s*((?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*(?::\d*)?)(?=[/?#]|\s*$)/i
const LONGEST_HOST = 253

/**
 * Splits a pasted link by position, so that it can be extended without touching another byte (a URL parser would
 * rewrite it). Takes any text: where there is no web address, all before `?` and `#` counts as path.
 */
export function splitLink(link: string): LinkParts {
  const end = link.trimEnd().length
  const head = readHead(link)
  const hash = position(link, '#', head.end, end)
  const beforeHash = hash ?? end
  const mark = position(link, '?', head.end, beforeHash)
  const inner = hash === undefined ? undefined : position(link, '?', hash, end)
  return {
    host: head.host,
    path: { start: Math.min(head.end, end), end: mark ?? beforeHash },
    query: mark === undefined ? null : { start: mark + 1, end: beforeHash },
    fragment: hash === undefined ? null : { start: hash + 1, end },
    fragmentQuery: inner === undefined ? null : { start: inner + 1, end },
  }
}

function readHead(link: string): { host: string | undefined; end: number } {
  const full = WITH_AUTHORITY.exec(link)
  if (full) {
    const scheme = full[1]?.toLowerCase()
    const web = scheme === undefined || scheme === 'http' || scheme === 'https'
    return { host: web ? cleanHost(full[2] ?? '') : undefined, end: full[0].length }
  }
  // Cut first: no host is longer, and what strangers paste may be.
  const bare = BARE_HOST.exec(link.slice(0, LONGEST_HOST + 50))
  return bare ? { host: cleanHost(bare[1] ?? ''), end: bare[0].length } : { host: undefined, end: 0 }
}

/** Browsers take the host behind the last `@`, so `everflow.io@evil.example` is evil.example. */
function cleanHost(authority: string): string | undefined {
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d*$/, '')
    .replace(/\.$/, '')
    .toLowerCase()
  return host === '' || host.length > LONGEST_HOST ? undefined : host
}

function position(link: string, mark: string, from: number, to: number): number | undefined {
  const found = link.indexOf(mark, from)
  return found === -1 || found >= to ? undefined : found
}
