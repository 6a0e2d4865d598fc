import { PostbackAnswer, type Offer, type Simulation, type SimulationPostback } from '@gokart/shared'
import type { SimulatedPostback } from '@gokart/shared/trackers'
import type { HotPath } from '../http/server.js'
import { outcomeOf } from '../redirect/outcome.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { createInProcess } from './in-process.js'
import { ownClickId } from './own-click-id.js'

export interface CallDeps {
  readonly snapshot: { current(): Snapshot }
  /** The click path and the postback path of this process. */
  readonly hot: readonly HotPath[]
  readonly publicUrl: string
  readonly clock: () => Date
}

/** Who calls: the test mark that goes with it, and from which address. */
export interface Caller {
  readonly mark: string
  readonly ip: string
}

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
const POSTBACK = /^\/+postback\/*(?:\?|$)/

/** The calls of a simulation: those of the visitor and of the tracker, both to this process alone. */
export function createSimulatedCalls({ snapshot, hot, publicUrl, clock }: CallDeps) {
  const send = createInProcess(hot)
  const base = publicUrl.replace(/\/+$/, '')

  return {
    /** A visitor follows the offer's click link as far as our redirect. */
    async click({ id, key }: Offer, { mark, ip }: Caller): Promise<Simulation['click']> {
      const { offersByKey, macs } = snapshot.current()
      const outcome = outcomeOf(offersByKey.get(key), clock().getTime())
      const target = `/c/${key}?gk_test=${mark}`
      const { status, location = null } = await send({ method: 'GET', target, headers: { 'user-agent': BROWSER }, ip })
      return { outcome, status, location, clickId: location && ownClickId(location, id, macs) }
    },

    /** A tracker calls the URL that it was given. What is not our own postback URL is not called. */
    async postback(sent: SimulatedPostback, { mark, ip }: Caller): Promise<SimulationPostback> {
      const { method, url, contentType = null, body = null, afterMs } = sent
      const told = { method, url, contentType, body, afterMs, correctedUrl: null }
      const target = url.slice(base.length)
      if (!url.startsWith(base) || !POSTBACK.test(target)) return { ...told, status: null, answer: null }
      const headers: Record<string, string> = { 'user-agent': 'GoKart-Simulator', 'gk-test': mark }
      if (contentType !== null) headers['content-type'] = contentType
      const { status, text } = await send({
        method,
        target,
        headers,
        body: body ?? undefined,
        ip,
        afterClickMs: afterMs,
      })
      return { ...told, status, answer: PostbackAnswer.parse(JSON.parse(text)) }
    },
  }
}
