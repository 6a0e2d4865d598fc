import { CLICK_LIMITS } from '@gokart/shared'
import type { ClickIdMinter } from '@gokart/shared/click-id'
import { renderWith } from '@gokart/shared/macros'
import type { ClientIp } from '../http/client-ip.js'
import type { Logger } from '../logger.js'
import type { HotMetrics } from '../metrics/hot-metrics.js'
import type { Snapshot, SnapshotOffer } from '../snapshot/snapshot.js'
import { answerTo, failed, refusedMethod, type ClickAnswer, type ClickRequest } from './answer.js'
import { parseClickLink } from './click-link.js'
import { parsePubs } from './click-query.js'
import type { ClickRecord } from './click-record.js'
import { macroValue } from './macro-values.js'
import { outcomeOf } from './outcome.js'
import { isTestClick } from './test-click.js'
import { headerText } from './text.js'
import { trafficClass, type VisitorReader } from './visitor.js'

export interface RedirectHandlerDeps {
  readonly snapshot: { current(): Snapshot }
  readonly minter: ClickIdMinter
  readonly visitors: VisitorReader
  readonly clientIp: ClientIp
  readonly writer: { write(click: ClickRecord, done: () => void): void }
  readonly hotMetrics: Pick<HotMetrics, 'click' | 'clickFailed'>
  readonly log: Logger
  /** Unix ms. */
  readonly now: () => number
}

export interface RedirectHandler {
  /** Answers `/c/OFFERKEY[/PARTNERKEY]`: records the hit, then sends the visitor on. `reply` is called once. */
  take(request: ClickRequest, reply: (answer: ClickAnswer) => void): void
}

export function createRedirectHandler(deps: RedirectHandlerDeps): RedirectHandler {
  const { writer, hotMetrics, log } = deps

  function fail(request: ClickRequest, error: unknown): ClickAnswer {
    hotMetrics.clickFailed()
    log.error({ err: error, url: request.url }, 'A click could not be handled')
    return failed
  }

  return {
    take(request, reply) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return reply(refusedMethod)
      const startedAt = performance.now()
      try {
        const { click, offer } = readClick(deps, request)
        const answer = answerTo(click, destination(click, offer))
        // A HEAD gets what a GET would get, with an ID that is never recorded.
        if (request.method === 'HEAD') return reply(answer)
        writer.write(click, () => {
          reply(answer)
          hotMetrics.click(click.outcome, click.traffic_class, performance.now() - startedAt)
        })
      } catch (error) {
        reply(fail(request, error))
      }
    },
  }
}

function readClick(
  { snapshot, minter, visitors, clientIp, now }: RedirectHandlerDeps,
  { headers, url, socket }: ClickRequest,
): { click: ClickRecord; offer: SnapshotOffer | undefined } {
  const { offerKey, partnerKey, query } = parseClickLink(url ?? '')
  const { offersByKey, partnersByKey, macs } = snapshot.current()
  const offer = offersByKey.get(offerKey)
  const time = now()
  const outcome = outcomeOf(offer, time)
  const ip = clientIp({ headers, socket })
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
  return renderWith(offer.template, (name) => macroValue(name, click))
}
