import type { api, EndpointAnswer, EndpointInput, PostbackUrl, TrackerSummary } from '@gokart/shared'
import {
  findTracker,
  OTHER_TRACKER,
  postbackUrl,
  recogniseTrackingLink,
  TRACKERS,
  type Tracker,
} from '@gokart/shared/trackers'
import type { Database } from '../db/knex.js'
import { advertiserScope, type Actor } from '../http/actor.js'
import { HttpProblem, invalid, notFound } from '../http/problem.js'
import { tokenOf, trackerOf } from '../offers/offer-postback.js'
import { linkWarnings } from '../offers/offer.presenter.js'
import type { OfferService } from '../offers/offer.service.js'
import { createTrackerRepo } from './tracker.repo.js'

type RecogniseInput = EndpointInput<typeof api.trackers.recognise>['body']
type Recognised = EndpointAnswer<typeof api.trackers.recognise>
type PostbackUrlQuery = EndpointInput<typeof api.trackers.postbackUrl>['query']

export interface TrackerDeps {
  db: Database
  publicUrl: string
  offers: Pick<OfferService, 'postbackUrl'>
}

export function createTrackerService({ db, publicUrl, offers }: TrackerDeps) {
  const repo = createTrackerRepo(db)

  /** All offers of one advertiser, or of any: attribution is by the click ID alone. */
  async function globalUrl(query: PostbackUrlQuery, actor: Actor): Promise<PostbackUrl> {
    if (query.eventId !== undefined) throw fault('/query/eventId', 'Needs an offerId: an event belongs to an offer')
    const advertiserId = advertiserScope(actor, query.advertiserId)
    const advertiser = advertiserId === undefined ? undefined : await repo.findAdvertiser(advertiserId)
    if (advertiserId !== undefined && !advertiser) throw notFound('advertiser')
    const tracker = trackerOf(query.trackerId ?? advertiser?.default_tracker_id ?? null)
    return postbackUrl(publicUrl, tracker, {
      parameterName: query.parameter,
      token: advertiser && tokenOf(advertiser),
    })
  }

  return {
    list(): TrackerSummary[] {
      return [...TRACKERS, OTHER_TRACKER].map(presentTracker)
    },

    recognise({ trackingLink, trackerId, parameter }: RecogniseInput): Recognised {
      const tracker = trackerId === undefined ? undefined : findTracker(trackerId)
      if (trackerId !== undefined && !tracker) throw invalid('/trackerId', 'Is not a tracker of the catalogue')
      const found = recogniseTrackingLink(trackingLink.trim(), { postbackBase: publicUrl, tracker, parameter })
      return { ...found, warnings: [...found.warnings, ...linkWarnings(found.trackingLink)] }
    },

    async postbackUrl(query: PostbackUrlQuery, actor: Actor): Promise<PostbackUrl> {
      const { offerId, trackerId } = query
      if (trackerId !== undefined && !findTracker(trackerId)) {
        throw fault('/query/trackerId', 'Is not a tracker of the catalogue; "other" is for one that is not in it')
      }
      if (offerId === undefined) return globalUrl(query, actor)
      return offers.postbackUrl(offerId, query, actor)
    },
  }
}
export type TrackerService = ReturnType<typeof createTrackerService>

function fault(pointer: string, message: string): HttpProblem {
  return new HttpProblem('validation_failed', undefined, [{ pointer, message }])
}

function presentTracker(tracker: Tracker): TrackerSummary {
  return { ...tracker, altClickParams: [...tracker.altClickParams], sources: [...tracker.sources] }
}
