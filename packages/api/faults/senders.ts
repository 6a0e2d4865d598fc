import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '../src/db/seeds/random.js'
import { clickAcknowledged, postbackAcknowledged, type ClickSent, type Ledger, type PostbackSent } from './ledger.js'
import { until } from './moments.js'
import type { Catalogue } from './offers.js'
import { clickRequest, createRequestMaker, postbackRequest } from './requests.js'
import { createWire, type Reply, type WireRequest } from './wire.js'

/** Visitors and trackers that go on whatever happens. */
export interface Senders {
  start(): void
  /** No request more; resolves when the last one was answered, or never will be. */
  stop(): Promise<void>
  /** Resolves when so many more were acknowledged: it goes on, or goes on again. */
  more(clicks: number, postbacks?: number): Promise<void>
  /** Off: no postback is sent for clicks that are acknowledged from now on. */
  convert(on: boolean): void
}

const VISITORS = 24
const TRACKERS = 8
/** Most clicks that wait for a conversion: some bring theirs at once, some late. */
const POOL = 2_000

export function createSenders(port: number, catalogue: Catalogue, ledger: Ledger, random: Random): Senders {
  const wire = createWire(port)
  const make = createRequestMaker(catalogue, ledger, random)
  const ending = new AbortController()
  let converting = true
  const pool: ClickSent[] = []
  const again: PostbackSent[] = []
  let running: Promise<unknown> = Promise.resolve()
  let last: PostbackSent | undefined
  let failure: unknown
  const acknowledged = { clicks: 0, postbacks: 0 }

  /** Tries until somebody listens. Undefined: stopped before. */
  async function deliver(entry: ClickSent | PostbackSent, request: WireRequest): Promise<Reply | undefined> {
    while (!ending.signal.aborted) {
      entry.sentAt = Date.now()
      const reply = await wire.send(request)
      if (reply.kind === 'silent') entry.hung = reply.waited
      if (reply.kind === 'answered') Object.assign(entry, { status: reply.status, answeredAt: Date.now() })
      if (reply.kind !== 'refused') return reply
      entry.sentAt = 0
      await wait(10 + random.int(30))
    }
    return undefined
  }

  async function visitor(): Promise<void> {
    while (!ending.signal.aborted) {
      const click = make.click()
      const reply = await deliver(click, clickRequest(click))
      if (reply?.kind === 'answered' && reply.status === 302) {
        const clickId = /click=([0-9a-f-]{36})/.exec(reply.location ?? '')?.[1]
        Object.assign(click, { location: reply.location, clickId })
        if (clickAcknowledged(click)) acknowledged.clicks++
        if (converting && pool.length < POOL) pool.push(click)
      }
      await wait(random.int(6))
    }
  }

  async function tracker(): Promise<void> {
    while (!ending.signal.aborted) {
      const postback = nextPostback()
      if (!postback) {
        await wait(5)
        continue
      }
      // Some send twice at once.
      if (random.chance(0.03)) again.push(postback)
      const reply = await deliver(postback, postbackRequest(postback))
      if (reply?.kind === 'answered' && reply.body) postback.answer = JSON.parse(reply.body)
      if (postbackAcknowledged(postback)) {
        acknowledged.postbacks++
        last = postback
      } else if (reply) again.push(postback)
      await wait(random.int(6))
    }
  }

  function nextPostback(): PostbackSent | undefined {
    const repeated = again.shift()
    if (repeated) return make.again(repeated)
    // Trackers repeat themselves, too.
    if (pool.length === 0) return last && make.again(last)
    const place = random.int(pool.length)
    const click = pool[place]!
    pool[place] = pool.at(-1)!
    pool.pop()
    return make.postback(click)
  }

  return {
    start() {
      const all = [...Array.from({ length: VISITORS }, visitor), ...Array.from({ length: TRACKERS }, tracker)]
      running = Promise.all(all).catch((error: unknown) => (failure = error))
    },
    async stop() {
      ending.abort()
      await running
      wire.close()
      if (failure) throw failure
    },
    async more(clicks, postbacks = 0) {
      const wanted = { clicks: acknowledged.clicks + clicks, postbacks: acknowledged.postbacks + postbacks }
      await until(`${clicks} clicks and ${postbacks} postbacks more are acknowledged`, () => {
        if (failure) throw failure
        return acknowledged.clicks >= wanted.clicks && acknowledged.postbacks >= wanted.postbacks
      })
    },
    convert: (on) => void (converting = on),
  }
}
