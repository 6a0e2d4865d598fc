import type { IncomingMessage, ServerResponse } from 'node:http'
import { CLICK_LIMITS } from '@gokart/shared'
import type { ClickIdMinter } from '@gokart/shared/click-id'
import { renderTemplate } from '@gokart/shared/macros'
import type { Logger } from '../logger.js'
import type { HotMetrics } from '../metrics/hot-metrics.js'
import type { Snapshot, SnapshotOffer } from '../snapshot/snapshot.js'
import { parseClickLink } from './click-link.js'
import { parsePubs } from './click-query.js'
import type { ClickRecord } from './click-record.js'
import { macroValues } from './macro-values.js'
import { outcomeOf, PAGES } from './outcome.js'
import { isTestClick } from './test-click.js'
import { headerText } from './text.js'
import { trafficClass, type VisitorReader } from './visitor.js'

export interface RedirectHandlerDeps {
  readonly snapshot: { current(): Snapshot }
  readonly minter: ClickIdMinter
  readonly visitors: VisitorReader
  readonly clientIp: (req: IncomingMessage) => string
  readonly writer: { write(click: ClickRecord, done: () => void): void }
  readonly hotMetrics: Pick<HotMetrics, 'click' | 'clickFailed'>
  readonly log: Logger
  /** Unix ms. */
  readonly now: () => number
}

export type RedirectHandler = (req: IncomingMessage, res: ServerResponse) => void

/** Answers `/c/OFFERKEY[/PARTNERKEY]`: records the hit, then sends the visitor on. */
export function createRedirectHandler(deps: RedirectHandlerDeps): RedirectHandler {
  return (req, res) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return refuseMethod(res)
    const startedAt = performance.now()
    try {
      const { click, offer } = readClick(deps, req)
      const location = destination(click, offer)
      // A HEAD gets what a GET would get, with an ID that is never recorded.
      if (req.method === 'HEAD') answer(res, click, location)
      else deps.writer.write(click, () => answerStored(deps, res, click, location, startedAt))
    } catch (error) {
      fail(deps, res, error)
    }
  }
}

function answerStored(
  deps: RedirectHandlerDeps,
  res: ServerResponse,
  click: ClickRecord,
  location: string | undefined,
  startedAt: number,
): void {
  try {
    answer(res, click, location)
    deps.hotMetrics.click(click.outcome, click.traffic_class, performance.now() - startedAt)
  } catch (error) {
    fail(deps, res, error)
  }
}

function fail({ log, hotMetrics }: RedirectHandlerDeps, res: ServerResponse, error: unknown): void {
  hotMetrics.clickFailed()
  log.error({ err: error, url: res.req.url }, 'A click could not be handled')
  if (res.headersSent) res.destroy()
  else answerText(res, 500, 'Something went wrong. Try the link again.\n')
}

function readClick(
  { snapshot, minter, visitors, clientIp, now }: RedirectHandlerDeps,
  req: IncomingMessage,
): { click: ClickRecord; offer: SnapshotOffer | undefined } {
  const { headers } = req
  const { offerKey, partnerKey, query } = parseClickLink(req.url ?? '')
  const { offersByKey, partnersByKey, macs } = snapshot.current()
  const offer = offersByKey.get(offerKey)
  const time = now()
  const outcome = outcomeOf(offer, time)
  const ip = clientIp(req)
  const userAgent = headerText(headers['user-agent'], CLICK_LIMITS.userAgent)
  const agent = visitors.agent(userAgent)
  const click: ClickRecord = {
    id: minter.mint(offer?.id ?? 0),
    created_at: time,
    offer_id: offer?.id,
    advertiser_id: offer?.advertiserId,
    partner_id: partnersByKey.get(partnerKey)?.id,
    link_version: outcome === 'sent' ? offer?.linkVersion : undefined,
    outcome,
    traffic_class: trafficClass(agent, headers),
    ip,
    country: visitors.country(ip),
    device: agent.device,
    os: agent.os,
    browser: agent.browser,
    user_agent: userAgent,
    referrer: headerText(headers.referer, CLICK_LIMITS.referrer),
    pubs: parsePubs(query),
  }
  if (offer && isTestClick(query, offer.id, macs, time)) click.test = true
  return { click, offer }
}

/** Where to send the visitor; undefined where there is nowhere. The host is the offer's or its advertiser's own, always. */
function destination(click: ClickRecord, offer: SnapshotOffer | undefined): string | undefined {
  if (!offer) return undefined
  if (click.outcome !== 'sent') return offer.fallbackUrl || undefined
  return renderTemplate(offer.template, macroValues(offer.template, click, offer))
}

/** No Referrer-Policy: what the destination learns of the page before is the publisher's choice, not ours. */
function answer(res: ServerResponse, { outcome }: ClickRecord, location: string | undefined): void {
  if (location !== undefined) {
    res.writeHead(302, ['Location', location, 'Cache-Control', 'no-store', 'Content-Length', '0']).end()
  } else if (outcome !== 'sent') {
    answerText(res, PAGES[outcome].status, PAGES[outcome].text)
  }
}

function refuseMethod(res: ServerResponse): void {
  res.setHeader('Allow', 'GET, HEAD')
  answerText(res, 405, 'A click link is opened with GET.\n')
}

function answerText(res: ServerResponse, status: number, text: string): void {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }
  res
    .writeHead(status, { ...headers, 'Cache-Control': 'no-store', 'Content-Length': Buffer.byteLength(text) })
    .end(text)
}
