import { z } from 'zod'
import { endpoint } from './contract.js'
import { longListQuery, longPageOf, oneOrMore } from './long-list.js'
import { Id, IdText, Instant, InstantInput, TestFilter, Uuid } from './primitives.js'

export const ConversionStatus = z.enum(['pending', 'success', 'rejected'])
export type ConversionStatus = z.infer<typeof ConversionStatus>

/** Allowed moves: from -> to. */
export const STATUS_MOVES: Record<ConversionStatus, readonly ConversionStatus[]> = {
  pending: ['success', 'rejected'],
  success: ['rejected'],
  rejected: ['success'],
}

/** What a list shows of a conversion. Money is in `currency`; `revenue` is what the advertiser owes for it. */
export const ConversionSummary = z.object({
  id: z.string(),
  clickId: z.string(),
  status: ConversionStatus,
  convertedAt: Instant,
  eventId: z.string().nullable(),
  eventName: z.string(),
  amount: z.string().nullable(),
  revenue: z.string(),
  currency: z.string(),
  /** `cnv_conversion_id`: the advertiser's own ID. */
  conversionId: z.string().nullable(),
  /** Of a test click: it never counts. */
  test: z.boolean(),
})
export type ConversionSummary = z.infer<typeof ConversionSummary>

export const Conversion = ConversionSummary.extend({
  offerId: Id,
  offerName: z.string(),
  advertiserId: Id,
  advertiserName: z.string(),
  partnerId: Id.nullable(),
  partnerName: z.string().nullable(),
  clickedAt: Instant,
  postbackId: z.string(),
})
export type Conversion = z.infer<typeof Conversion>

export const StatusChange = z.object({
  from: ConversionStatus,
  to: ConversionStatus,
  reason: z.string(),
  /** Email of the user; null where the system did it. */
  by: z.string().nullable(),
  at: Instant,
})
export type StatusChange = z.infer<typeof StatusChange>

export const ConversionDetail = Conversion.extend({
  ip: z.string().nullable(),
  /** Set only where the advertiser keeps emails. */
  email: z.string().nullable(),
  /** SHA-256 of the trimmed, lower-case email, hex. */
  emailHash: z.string().nullable(),
  userId: z.string().nullable(),
  /** `cnv_sub_1` first; 5 entries. */
  subs: z.array(z.string().nullable()),
  /** When a pending conversion becomes a success by itself; null: by hand, or it is not pending. */
  dueAt: Instant.nullable(),
  changes: z.array(StatusChange),
})
export type ConversionDetail = z.infer<typeof ConversionDetail>

const params = z.object({ id: Uuid })

/** Why a status was changed. */
export const StatusReason = z.string().trim().min(1, 'Say why').max(500)

const conversionFilters = {
  clickId: Uuid.optional(),
  /** Several: `pending,success`, or repeated. */
  status: oneOrMore(ConversionStatus).optional(),
  test: TestFilter,
  offerId: IdText.optional(),
  advertiserId: IdText.optional(),
  from: InstantInput.optional(),
  to: InstantInput.optional(),
}

/** The same as an object of its own: which conversions are meant. */
export const ConversionFilter = z.object({ q: z.string().trim().max(200).optional(), ...conversionFilters })
export type ConversionFilter = z.infer<typeof ConversionFilter>

export const conversionEndpoints = {
  list: endpoint('GET /api/conversions', {
    access: 'user',
    summary: 'List conversions',
    query: longListQuery(['convertedAt', 'revenue'], '-convertedAt', conversionFilters),
    response: longPageOf(Conversion),
  }),
  get: endpoint('GET /api/conversions/:id', {
    access: 'user',
    summary: 'One conversion',
    params,
    response: ConversionDetail,
  }),
  patch: endpoint('PATCH /api/conversions/:id', {
    access: 'ops',
    summary: 'Change the status of a conversion',
    params,
    /** `from`: the status that the caller saw; where it is another one by now, nothing is changed. */
    body: z.object({ status: ConversionStatus, reason: StatusReason, from: ConversionStatus.optional() }),
    response: ConversionDetail,
  }),
}
