import type { Offer } from '@gokart/shared'
import type { TestSetup, Tracker } from '@gokart/shared/trackers'
import type { Actor } from '../http/actor.js'
import type { OfferService } from '../offers/offer.service.js'
import type { Snapshot } from '../snapshot/snapshot.js'

export interface SetupDeps {
  readonly offers: Pick<OfferService, 'postbackUrl'>
  readonly snapshot: { current(): Snapshot }
}

/** How an offer is set up with this tracker, for whoever looks for what is wrong. */
export async function testSetup(
  { offers, snapshot }: SetupDeps,
  { offer, tracker, actor }: { offer: Offer; tracker: Tracker; actor: Actor },
): Promise<TestSetup> {
  const several = offer.events.length > 1
  const eventIds = several ? offer.events.flatMap(({ eventId }) => eventId ?? []) : []
  // Without a macro for the event, the URL of the first one is what is put there.
  const eventId = tracker.eventMacro === null ? eventIds[0] : undefined
  return {
    tracker,
    trackingLink: offer.trackingLink,
    postbackUrl: await offers.postbackUrl(offer.id, { trackerId: tracker.id, eventId }, actor),
    eventIds,
    tokenRequired: snapshot.current().advertisersById.get(offer.advertiserId)?.tokenPolicy === 'required',
  }
}
