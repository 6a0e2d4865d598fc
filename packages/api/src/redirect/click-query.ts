import { unescape } from 'node:querystring'
import { CLICK_LIMITS } from '@gokart/shared'
import { PUB_NAMES, type PubName, type Pubs } from './click-record.js'
import { cut } from './text.js'

const NAMES: ReadonlySet<string> = new Set(PUB_NAMES)

/**
 * The `pub_*` values of a query. The first of repeated parameters wins; a value is decoded as far as it can be, and cut at its
 * limit. Never throws.
 */
export function parsePubs(query: string): Pubs {
  const pubs: Pubs = {}
  for (let start = 0, end; start < query.length; start = end + 1) {
    end = query.indexOf('&', start)
    if (end < 0) end = query.length
    const equals = query.indexOf('=', start)
    if (equals < 0) break
    if (equals > end) continue
    const name = decode(query.slice(start, equals))
    if (isPubName(name)) pubs[name] ??= cut(decode(query.slice(equals + 1, end)), CLICK_LIMITS.pub)
  }
  return pubs
}

function isPubName(name: string): name is PubName {
  return NAMES.has(name)
}

/** What is no whole escape stays text; bytes that are no UTF-8 become U+FFFD. */
function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  return spaced.includes('%') ? unescape(spaced) : spaced
}
