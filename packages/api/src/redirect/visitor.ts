import type { IncomingHttpHeaders } from 'node:http'
import type { TrafficClass } from '@gokart/shared'
import { isbot } from 'isbot'
import { UAParser } from 'ua-parser-js'
import { createCountries } from './countries.js'
import { remember } from './remember.js'

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

const NOBODY: Agent = { bot: true, device: undefined, os: undefined, browser: undefined }

export function createVisitorReader(): VisitorReader {
  const agents = remember(parseAgent, 10_000)
  return {
    // Every browser says what it is; what does not is a program.
    agent: (userAgent) => (userAgent ? agents(userAgent) : NOBODY),
    country: createCountries(),
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
