import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { ClickRecord } from './click-record.js'
import { PAGES } from './outcome.js'

/** What the redirect reads of a request: node:http's own fits, and what http/fast-lane.ts makes. */
export interface ClickRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly socket: { readonly remoteAddress?: string | undefined }
}

/** `headers`: name, value, name, value... without CR and LF; all but those of the connection. `body`: ASCII. */
export interface ClickAnswer {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: string
}

/** The headers that are read, in lower case; those of the address (http/client-ip.ts) among them. */
export const READ_HEADERS: readonly string[] = [
  'user-agent',
  'referer',
  'x-forwarded-for',
  'sec-purpose',
  'purpose',
  'x-moz',
  'x-purpose',
]

// What a header may hold is more, but a link has no more: see snapshot/header-safe.ts and the renderer of templates.
const FIT = /^[\x21-\x7e]+$/

/**
 * No Referrer-Policy: what the destination learns of the page before is the publisher's choice, not ours. Throws where the
 * destination is not fit for a header.
 */
export function answerTo({ outcome }: ClickRecord, location: string | undefined): ClickAnswer {
  if (location !== undefined) {
    if (!FIT.test(location)) throw new Error('The destination is not fit for a header')
    return {
      status: 302,
      headers: ['Location', location, 'Cache-Control', 'no-store', 'Content-Length', '0'],
      body: '',
    }
  }
  if (outcome === 'sent') throw new Error('There is no destination')
  return textAnswer(PAGES[outcome].status, PAGES[outcome].text)
}

export const refusedMethod = textAnswer(405, 'A click link is opened with GET.\n', ['Allow', 'GET, HEAD'])
export const failed = textAnswer(500, 'Something went wrong. Try the link again.\n')

function textAnswer(status: number, body: string, more: readonly string[] = []): ClickAnswer {
  const type = ['Content-Type', 'text/plain; charset=utf-8', 'X-Content-Type-Options', 'nosniff']
  const length = ['Content-Length', String(body.length)]
  return { status, headers: [...more, ...type, 'Cache-Control', 'no-store', ...length], body }
}

export function sendAnswer(res: ServerResponse, { status, headers, body }: ClickAnswer): void {
  res.writeHead(status, headers as string[]).end(body)
}
