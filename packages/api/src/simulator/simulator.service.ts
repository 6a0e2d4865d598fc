import type { Offer, Simulation, SimulationInput, SimulationPostback, SimulationVisit } from '@gokart/shared'
import {
  findTracker,
  limits,
  linkCauses,
  postbacks as sentBy,
  receive,
  type SimulatedPostback,
  type SimulatedVisit,
  type Tracker,
} from '@gokart/shared/trackers'
import type { Actor } from '../http/actor.js'
import { invalid } from '../http/problem.js'
import { trackerOf } from '../offers/offer-postback.js'
import type { OfferService } from '../offers/offer.service.js'
import type { PostbackLogService } from '../postbacks/postback.service.js'
import { mintTestMark } from '../snapshot/test-mark.js'
import { countsHoweverLate } from './offer-times.js'
import { parameterOf } from './parameter.js'
import { testSetup } from './test-setup.js'
import { createSimulatedCalls, type CallDeps } from './simulated-calls.js'
import { simulatedConversions } from './simulated-conversions.js'

export interface SimulatorDeps extends CallDeps {
  readonly offers: Pick<OfferService, 'get' | 'postbackUrl'>
  readonly postbacks: Pick<PostbackLogService, 'get'>
}

const MARK_MS = 30 * 60_000
const CORRECTED = 5

export function createSimulatorService(deps: SimulatorDeps) {
  const { offers, postbacks, snapshot, clock } = deps
  const calls = createSimulatedCalls(deps)

  function mint(offerId: number): { mark: string; expiresAt: Date } {
    const expiresAt = new Date(clock().getTime() + MARK_MS)
    return { mark: mintTestMark(snapshot.current().macs[0], offerId, expiresAt.getTime()), expiresAt }
  }

  /** What would have been right, of the first few that were rejected; the others are mostly the same again. */
  async function corrected(sent: readonly SimulationPostback[], actor: Actor): Promise<SimulationPostback[]> {
    const rejected = sent.flatMap(({ answer }) => (answer?.status === 'rejected' ? answer.postback_id : []))
    const found = rejected.slice(0, CORRECTED).map(async (id) => {
      const story = await postbacks.get(id, actor).catch(() => undefined)
      return [id, story?.correctedUrl ?? null] as const
    })
    const urls = new Map(await Promise.all(found))
    return sent.map((one) => ({
      ...one,
      correctedUrl: (one.answer?.status === 'rejected' && urls.get(one.answer.postback_id)) || null,
    }))
  }

  return {
    /** A click on the offer's link and what the tracker sends for it, through the real paths, and marked as tests. */
    async run(offerId: number, input: SimulationInput, actor: Actor, ip: string): Promise<Simulation> {
      const offer = await offers.get(offerId, actor)
      const tracker = chosenTracker(input.trackerId, offer)
      const conversions = await simulatedConversions(offers, { offer, tracker, actor }, input)
      const caller = { mark: mint(offer.id).mark, ip }
      const click = await calls.click(offer, caller)
      const story = { trackerId: tracker.id, trackerName: tracker.name, click }
      if (click.outcome !== 'sent' || click.location === null) {
        return { ...story, visit: null, postbacks: [], causes: [] }
      }
      const visit = receive(tracker, click.location, parameterOf(offer, tracker))
      const sent: SimulationPostback[] = []
      for (const group of byMoment(sentBy(tracker, visit, conversions, input.habit))) {
        sent.push(...(await Promise.all(group.map((postback) => calls.postback(postback, caller)))))
      }
      const setup = await testSetup(deps, { offer, tracker, actor })
      const lateTaken = input.habit === 'late' && sent.some(({ answer }) => answer?.status === 'accepted')
      const endless = lateTaken ? countsHoweverLate(conversions) : []
      const causes = [...linkCauses(setup, visit), ...limits(setup), ...endless]
      return { ...story, visit: presentVisit(visit), postbacks: await corrected(sent, actor), causes }
    },

    async testLink(
      offerId: number,
      actor: Actor,
    ): Promise<{ clickLink: string; startedAt: string; expiresAt: string }> {
      const offer = await offers.get(offerId, actor)
      const { mark, expiresAt } = mint(offer.id)
      const startedAt = clock().toISOString()
      return { clickLink: `${offer.clickLink}?gk_test=${mark}`, startedAt, expiresAt: expiresAt.toISOString() }
    },
  }
}
export type SimulatorService = ReturnType<typeof createSimulatorService>

function chosenTracker(trackerId: string | undefined, offer: Offer): Tracker {
  if (trackerId !== undefined && !findTracker(trackerId)) {
    throw invalid('/trackerId', 'Is not a tracker of the catalogue; "other" is for one that is not in it')
  }
  return trackerOf(trackerId ?? offer.trackerId)
}

/** What is sent in the same millisecond is sent together. */
function byMoment(sent: readonly SimulatedPostback[]): SimulatedPostback[][] {
  const groups = new Map<number, SimulatedPostback[]>()
  for (const postback of sent) groups.set(postback.afterMs, [...(groups.get(postback.afterMs) ?? []), postback])
  return [...groups.values()]
}

function presentVisit({ parameter, clickId, kept, losses, callback }: SimulatedVisit): SimulationVisit {
  const values = Array.from(kept, ([name, value]) => ({ parameter: name, value }))
  return { parameter, clickId, kept: values, losses: [...losses], callback: callback ?? null }
}
