import { setTimeout as wait } from 'node:timers/promises'
import { LIVE_TEST_MS, type LiveTest, type Offer } from '@gokart/shared'
import { receive, type TestSetup } from '@gokart/shared/trackers'
import type { TestClicks } from '../clicks/test-clicks.js'
import type { ConversionService } from '../conversions/conversion.service.js'
import type { Actor } from '../http/actor.js'
import { trackerOf } from '../offers/offer-postback.js'
import type { OfferService } from '../offers/offer.service.js'
import type { PostbackLogService } from '../postbacks/postback.service.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { createClickWatch } from './click-watch.js'
import { liveSteps } from './live-steps.js'
import { parameterOf } from './parameter.js'
import { testSetup } from './test-setup.js'

export interface LiveTestDeps {
  readonly offers: Pick<OfferService, 'get' | 'postbackUrl'>
  readonly testClicks: TestClicks
  readonly postbacks: Pick<PostbackLogService, 'ofClick' | 'strays'>
  readonly conversions: Pick<ConversionService, 'ofClick'>
  readonly snapshot: { current(): Snapshot }
  readonly clock: () => Date
}

/** Which test: of what is there since then, that click or else the latest. */
export interface FollowedTest {
  readonly since: string
  readonly clickId?: string | undefined
}

const MOST = { clicks: 10, postbacks: 10, strays: 5 }
/** Clocks of processes differ a little. */
const SLACK_MS = 2_000
/** Looks at the database are so far apart; slower once nothing came for a while. */
const PACE_MS = 1_000
const SLOW_PACE_MS = 3_000
const SLOW_AFTER_MS = 5 * 60_000

/** Follows a test by looking into the database: click and postback may have come to other processes. */
export function createLiveTestService(deps: LiveTestDeps) {
  const { offers, testClicks, clock } = deps

  async function state(test: FollowedTest, about: About): Promise<LiveTest> {
    const { offer, setup, actor, watch } = about
    const now = clock()
    const { startedAt, endsAt, from } = timesOf(test)
    const clicks = await watch()
    const clickId = test.clickId ?? clicks[0]?.clickId
    const click = clickId === undefined ? undefined : await testClicks.find(clickId, offer.id)
    const { postbacks, conversions } = click ? await followedBy(click.clickId, actor) : NOTHING
    const { id: offerId, advertiserId } = offer
    const strays = await deps.postbacks.strays({ offerId, advertiserId, from, to: endsAt, limit: MOST.strays }, actor)
    const visit = click?.destination
      ? receive(setup.tracker, click.destination, parameterOf(offer, setup.tracker))
      : undefined
    const facts = { now, startedAt, offer, setup, click, visit, postbacks, conversions, strays }
    return {
      startedAt: startedAt.toISOString(),
      endsAt: endsAt.toISOString(),
      over: now >= endsAt,
      trackerId: setup.tracker.id,
      trackerName: setup.tracker.name,
      clicks,
      clickId: click?.clickId ?? null,
      destination: click?.destination ?? null,
      macros: click?.macros ?? [],
      steps: liveSteps(facts),
      postbacks,
      conversions,
      strays,
    }
  }

  async function followedBy(clickId: string, actor: Actor) {
    const { postbacks } = await deps.postbacks.ofClick(clickId, actor, MOST.postbacks)
    const { conversions } = await deps.conversions.ofClick(clickId, actor)
    return { postbacks, conversions }
  }

  return {
    /** The state of a test, whenever it is another one; ends with the test. */
    async follow(offerId: number, test: FollowedTest, actor: Actor): Promise<AsyncIterable<LiveTest>> {
      const offer = await offers.get(offerId, actor)
      const setup = await testSetup(deps, { offer, tracker: trackerOf(offer.trackerId), actor })
      const { from, endsAt: to } = timesOf(test)
      const watch = createClickWatch(testClicks, { offerId, from, to, most: MOST.clicks }, clock)
      return changes(() => state(test, { offer, setup, actor, watch }))
    },
  }
}
export type LiveTestService = ReturnType<typeof createLiveTestService>

interface About {
  readonly offer: Offer
  readonly setup: TestSetup
  readonly actor: Actor
  readonly watch: ReturnType<typeof createClickWatch>
}

function timesOf({ since }: FollowedTest) {
  const startedAt = new Date(since)
  const endsAt = new Date(startedAt.getTime() + LIVE_TEST_MS)
  return { startedAt, endsAt, from: new Date(startedAt.getTime() - SLACK_MS) }
}

const NOTHING = { postbacks: [], conversions: [] }

async function* changes(look: () => Promise<LiveTest>): AsyncGenerator<LiveTest> {
  let before = ''
  let changedAt = performance.now()
  for (;;) {
    const now = await look()
    const text = JSON.stringify(now)
    if (text !== before) {
      before = text
      changedAt = performance.now()
      yield now
    }
    if (now.over) return
    await wait(performance.now() - changedAt > SLOW_AFTER_MS ? SLOW_PACE_MS : PACE_MS)
  }
}
