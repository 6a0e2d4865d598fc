import type { PostbackUrl } from '@gokart/shared'
import { clickParameterOf, findTracker, OTHER_TRACKER, postbackUrl, type Tracker } from '@gokart/shared/trackers'
import type { OfferRecord } from './offer.repo.js'

export interface PostbackChoice {
  /** Another tracker than the offer's. */
  trackerId?: string | undefined
  /** Fixed event; absent: the offer's only one, or the tracker's event macro where the offer has several. */
  eventId?: string | undefined
  /** Another click parameter than the one in the tracking link. */
  parameter?: string | undefined
}

/** The postback URL of an offer, with the advertiser's token where its policy puts it into URLs. */
export function offerPostbackUrl(publicUrl: string, offer: OfferRecord, choice: PostbackChoice = {}): PostbackUrl {
  const tracker = trackerOf(choice.trackerId ?? offer.tracker_id)
  const several = offer.event_count > 1
  const answer = postbackUrl(publicUrl, tracker, {
    eventId: choice.eventId ?? (several ? undefined : null),
    parameterName: choice.parameter ?? parameterOf(offer, tracker),
    token: tokenOf(offer),
  })
  const caveats = [answer.caveat, ...caveatsOf(tracker, offer, several && choice.eventId === undefined)]
  const caveat = caveats.filter(Boolean).join(' ')
  return caveat === '' ? answer : { ...answer, caveat }
}

/** What will go wrong with this tracker and this offer, each with its remedy. */
function caveatsOf(tracker: Tracker, offer: OfferRecord, dynamicEvent: boolean): string[] {
  const caveats: string[] = []
  if (dynamicEvent && tracker.eventMacro === null) {
    caveats.push(`No macro of ${tracker.name} for the event is known: use one postback URL for each event.`)
  }
  // The callback travels in the link that visitors see, where a secret has no place.
  if (tracker.postbackMode === 'embedded-callback' && offer.token_policy === 'required') {
    caveats.push(
      `${tracker.name} calls the URL in the tracking link, which cannot hold the postback token that this advertiser’s ` +
        'postbacks must have: make the token optional, or they are all rejected.',
    )
  }
  return caveats
}

/** The tracker of a stored ID. One that left the catalogue since is treated like any other unknown tracker. */
export function trackerOf(trackerId: string | null): Tracker {
  return findTracker(trackerId ?? OTHER_TRACKER.id) ?? OTHER_TRACKER
}

export function tokenOf(advertiser: Pick<OfferRecord, 'token_policy' | 'postback_token'>): string | undefined {
  return advertiser.token_policy === 'off' ? undefined : advertiser.postback_token
}

/** Of an unknown tracker only the user can say in which parameter it gives the click ID back; nothing is guessed. */
function parameterOf(offer: OfferRecord, tracker: Tracker): string | undefined {
  if (tracker === OTHER_TRACKER) return offer.click_parameter ?? undefined
  return clickParameterOf(offer.tracking_link)
}
