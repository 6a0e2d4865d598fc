import { clickParameterOf, findTracker, OTHER_TRACKER, type Tracker } from '@gokart/shared/trackers'
import type { Snapshot, SnapshotOffer } from '../../snapshot/snapshot.js'
import type { Suggestion } from '../near-miss/suggestion.js'

/** What a correction may use beside the postback itself: all of it is what the reader may see. */
export interface Known {
  /** Public address of GoKart. */
  readonly base: string
  readonly snapshot: Pick<Snapshot, 'offersById' | 'advertisersById' | 'tokens'>
  /** Whose the postback is, and for which offer, where that is known. */
  readonly advertiserId: number | null
  readonly offerId: number | null
  /** The click of its click ID. */
  readonly click?: { readonly offerId: number | null; readonly memberId: string | null } | undefined
  /** Whether the reader may see postback tokens and the events of offers; else they are left out. */
  readonly insider: boolean
}

/** Nothing but where GoKart is. */
export function nothingKnown(base: string): Known {
  const snapshot = { offersById: new Map(), advertisersById: new Map(), tokens: new Map() }
  return { base, snapshot, advertiserId: null, offerId: null, insider: false }
}

export function offerOf({ click, offerId, snapshot }: Known): SnapshotOffer | undefined {
  const id = click?.offerId ?? offerId
  return id === null ? undefined : snapshot.offersById.get(id)
}

/** A tracker, and the link parameter that it gives back. */
export interface Setup {
  readonly tracker: Tracker
  readonly parameter: string | undefined
}

/**
 * The tracker that sends: the offer's; else the one that all offers of the advertiser have; else the one whose macro arrived.
 * Undefined where several may be meant.
 */
export function setupOf(known: Known, suggestions: readonly Suggestion[]): Setup | undefined {
  const offer = offerOf(known)
  if (offer) return setupOfOffer(offer)
  const own = [...known.snapshot.offersById.values()].filter((one) => one.advertiserId === known.advertiserId)
  const setups = new Map(own.map(setupOfOffer).map((setup) => [`${setup.tracker.id} ${setup.parameter}`, setup]))
  const named = suggestions.flatMap(({ trackerIds }) => trackerIds)
  const fitting = [...setups.values()].filter(({ tracker }) => setups.size === 1 || named.includes(tracker.id))
  if (fitting.length > 0) return fitting.length === 1 ? fitting[0] : undefined
  const [first] = named.flatMap((id) => findTracker(id) ?? [])
  return first && setups.size === 0 ? { tracker: first, parameter: undefined } : undefined
}

function setupOfOffer({ trackerId, trackingLink }: SnapshotOffer): Setup {
  const tracker = findTracker(trackerId ?? OTHER_TRACKER.id) ?? OTHER_TRACKER
  return { tracker, parameter: clickParameterOf(trackingLink) }
}

/** The token that the advertiser's postbacks have now. */
export function tokenOf(known: Known): string | undefined {
  const id = offerOf(known)?.advertiserId ?? known.advertiserId
  if (!known.insider || id === null) return undefined
  for (const [token, { advertiserId, validUntil }] of known.snapshot.tokens) {
    if (advertiserId === id && validUntil === null) return token
  }
  return undefined
}

export function needsToken(known: Known): boolean {
  const id = offerOf(known)?.advertiserId ?? known.advertiserId
  return id !== null && known.snapshot.advertisersById.get(id)?.tokenPolicy === 'required'
}
