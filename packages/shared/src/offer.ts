import { z } from 'zod'
import { endpoint } from './contract.js'
import { lintTrackingLink } from './macros/index.js'
import { OfferEvent, OfferEventInputs } from './offer-event.js'
import {
  Currency,
  Id,
  IdText,
  Instant,
  InstantInput,
  listQuery,
  Name,
  pageOf,
  WebUrl,
  wholeNumber,
} from './primitives.js'
import { LinkWarning, ParameterName } from './tracker.js'

export const OfferStatus = z.enum(['pending', 'active', 'paused', 'expired'])
export type OfferStatus = z.infer<typeof OfferStatus>

const TrackingLink = z
  .string()
  .trim()
  .max(4096)
  .superRefine((link, context) => {
    for (const finding of lintTrackingLink(link)) {
      if (finding.severity === 'error') {
        context.addIssue({ code: 'custom', message: `${finding.message} ${finding.remedy}`.trim() })
      }
    }
  })

const fields = {
  name: Name,
  trackingLink: TrackingLink,
  /** ID of a tracker of the catalogue; `other` or null for one that is not in it. */
  trackerId: z.string().max(64).nullish(),
  /** For such a tracker: the parameter in which it takes and gives back the click ID. */
  clickParameter: ParameterName.nullish(),
  status: OfferStatus,
  fallbackUrl: WebUrl.nullish(),
  currency: Currency,
  startsAt: InstantInput.nullish(),
  endsAt: InstantInput.nullish(),
  events: OfferEventInputs,
  /** Conversion window: a conversion counts from so many seconds after the click on, and for so many days. Null: no bound. */
  minSecondsAfterClick: wholeNumber(0, 31_536_000).nullish(),
  maxDaysAfterClick: wholeNumber(1, 3650).nullish(),
}

export const OfferInput = z.object({
  advertiserId: Id,
  ...fields,
  status: fields.status.default('active'),
  currency: fields.currency.default('USD'),
  events: fields.events.default([{ name: '', payoutType: 'flat', payout: '0' }]),
})
export type OfferInput = z.infer<typeof OfferInput>

/** An offer stays with its advertiser: another `advertiserId` is refused. `version`: the version that the editor saw; when the offer has moved on, the answer is 409 `stale_version`. */
export const OfferPatch = z.object({ advertiserId: Id, ...fields, version: z.number().int() }).partial()
export type OfferPatch = z.infer<typeof OfferPatch>

export const Offer = z.object({
  id: Id,
  key: z.string(),
  advertiserId: Id,
  advertiserName: z.string(),
  name: z.string(),
  trackingLink: z.string(),
  trackerId: z.string().nullable(),
  clickParameter: z.string().nullable(),
  status: OfferStatus,
  fallbackUrl: z.string().nullable(),
  currency: z.string(),
  startsAt: Instant.nullable(),
  endsAt: Instant.nullable(),
  minSecondsAfterClick: z.number().int().nullable(),
  maxDaysAfterClick: z.number().int().nullable(),
  events: z.array(OfferEvent),
  clickLink: z.string(),
  /** With several events this is the dynamic one; `postbackUrls` has one more for each event. */
  postbackUrl: z.string(),
  postbackUrls: z.array(z.object({ event: z.string().nullable(), url: z.string() })),
  warnings: z.array(LinkWarning),
  version: z.number().int(),
  createdAt: Instant,
  updatedAt: Instant,
})
export type Offer = z.infer<typeof Offer>

/** A row of Offer Management. Today's counts start at the query's `todayFrom`; only human clicks, no rejected conversions. */
export const OfferListItem = Offer.omit({ events: true, warnings: true, postbackUrls: true }).extend({
  eventCount: z.number().int(),
  clicksToday: z.number().int(),
  conversionsToday: z.number().int(),
})
export type OfferListItem = z.infer<typeof OfferListItem>

const params = z.object({ id: IdText })

export const offerEndpoints = {
  list: endpoint('GET /api/offers', {
    access: 'user',
    summary: 'List offers',
    query: listQuery(['name', 'advertiserName', 'status', 'createdAt'], '-createdAt', {
      advertiserId: IdText.optional(),
      status: OfferStatus.optional(),
      trackerId: z.string().max(64).optional(),
      /** Start of the reader's day; the start of the UTC day where it is not given. */
      todayFrom: InstantInput.optional(),
    }),
    response: pageOf(OfferListItem),
  }),
  create: endpoint('POST /api/offers', {
    access: 'user',
    summary: 'Add an offer',
    body: OfferInput,
    response: Offer,
    status: 201,
  }),
  get: endpoint('GET /api/offers/:id', { access: 'user', summary: 'One offer', params, response: Offer }),
  patch: endpoint('PATCH /api/offers/:id', {
    access: 'user',
    summary: 'Change an offer',
    params,
    body: OfferPatch,
    response: Offer,
  }),
}
