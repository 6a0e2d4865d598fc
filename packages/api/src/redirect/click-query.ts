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
  if (query === '') return pubs
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=')
    if (equals < 0) continue
    const name = decode(pair.slice(0, equals))
    if (isPubName(name)) pubs[name] ??= cut(decode(pair.slice(equals + 1)), CLICK_LIMITS.pub)
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
