import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HotMetrics } from '../metrics/hot-metrics.js'
import { readTestMark } from '../snapshot/test-mark.js'
import { faultAnswer, type Answer } from './answer.js'
import { createTimeFirstIds } from './id.js'
import { readBody } from './read-body.js'
import { afterClickOf } from './simulated-moment.js'
import { createTake, type TakeDeps } from './take.js'
import { clean } from './text.js'

export interface PostbackDeps extends TakeDeps {
  readonly clientIp: (req: IncomingMessage) => string
  readonly hotMetrics?: Pick<HotMetrics, 'postback'>
}

/**
 * Whether a request target is the postback's: `/postback`, also with a slash too many, in capitals, or after the origin, as
 * proxies may write it. What is meant as a postback must never get a page of the admin and its 200.
 */
export function isPostbackTarget(target: string): boolean {
  return /^(?:https?:\/\/[^/?]*)?\/+postback\/*(?:\?|$)/i.test(target)
}

/**
 * The handler of `/postback`, plain Node. Answers are always JSON and never cached. A HEAD, as trackers send to see whether
 * a URL is alive, gets an empty 200 and counts for nothing.
 */
export function createPostback(deps: PostbackDeps): (req: IncomingMessage, res: ServerResponse) => void {
  const take = createTake(deps)
  const nextId = createTimeFirstIds()

  async function answerTo(req: IncomingMessage): Promise<Answer> {
    if (req.method !== 'GET' && req.method !== 'POST') return faultAnswer('method_not_allowed')
    const receivedAt = deps.clock()
    const read = await readBody(req)
    if (!read.ok) {
      deps.log.warn({ fault: read.fault }, 'A postback could not be read')
      return faultAnswer(read.fault)
    }
    return take({
      id: nextId(receivedAt),
      receivedAt: receivedAt.getTime(),
      body: read.body,
      ...headOf(req),
      ...testOf(req, receivedAt),
      ...afterClickOf(req.socket),
      ip: deps.clientIp(req),
    })
  }

  /** The offer of a test mark, which the simulator of trackers sends along. */
  function testOf(req: IncomingMessage, now: Date): { testOf?: number } {
    const mark = req.headers['gk-test']
    const offerId =
      typeof mark === 'string' ? readTestMark(mark, deps.snapshot.current().macs, now.getTime()) : undefined
    return offerId === undefined ? {} : { testOf: offerId }
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const startedAt = performance.now()
    const given = await answerTo(req).catch((error: unknown) => {
      deps.log.error({ err: error }, 'A postback could not be answered')
      return faultAnswer('unavailable')
    })
    const reason = 'reason' in given.body ? given.body.reason : undefined
    deps.hotMetrics?.postback(given.body.status, reason, performance.now() - startedAt)
    sendAnswer(res, given)
  }

  return (req, res) => {
    if (req.method === 'HEAD') return send(res, 200)
    answer(req, res).catch((error: unknown) => {
      deps.log.error({ err: error }, 'The answer to a postback could not be sent')
      res.destroy()
    })
  }
}

function headOf(req: IncomingMessage) {
  return {
    method: req.method ?? 'GET',
    url: clean(req.url ?? '/postback'),
    contentType: req.headers['content-type'] ?? null,
    userAgent: req.headers['user-agent'] ?? null,
    from: 'wire',
  } as const
}

const RETRY_AFTER_S = 30

function sendAnswer(res: ServerResponse, { status, body }: Answer): void {
  if (status === 405) res.setHeader('Allow', 'GET, POST, HEAD')
  if (status === 503) res.setHeader('Retry-After', RETRY_AFTER_S)
  // The rest of the body may be endless: the connection goes with the answer.
  if (status === 413) res.setHeader('Connection', 'close')
  send(res, status, JSON.stringify(body))
}

function send(res: ServerResponse, status: number, json?: string): void {
  // Not by writeHead: node does not know the length yet, and would send the body in chunks.
  res.statusCode = status
  res.setHeader('Content-Type', 'application/json; charset=utf-8')
  res.setHeader('Cache-Control', 'no-store')
  res.end(json)
}
