import { unescape } from 'node:querystring'
import { CLICK_LIMITS } from '@gokart/shared'
import { PUB_NAMES, type PubName, type Pubs } from './click-record.js'
import { cut } from './text.js'

const NAMES: ReadonlyMap<string, PubName> = new Map(PUB_NAMES.map((name) => [name, name]))

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
    const name = nameOf(query.slice(start, equals))
    if (name) pubs[name] ??= cut(decode(query.slice(equals + 1, end)), CLICK_LIMITS.pub)
  }
  return pubs
}

/** Our own text of a name: as a key it is found faster than a part of the query. */
function nameOf(text: string): PubName | undefined {
  return NAMES.get(text) ?? NAMES.get(decode(text))
}

/** What is no whole escape stays text; bytes that are no UTF-8 become U+FFFD. */
function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  return spaced.includes('%') ? unescape(spaced) : spaced
}
