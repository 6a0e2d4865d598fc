import { z } from 'zod'
import { endpoint } from './contract.js'
import { longListQuery, longPageOf } from './long-list.js'
import { NearMiss } from './near-miss.js'
import { POSTBACK_FAULT_CODES, ReasonSchema } from './postback-rules.js'
import { Id, IdText, Instant, InstantInput, TestFilter, Uuid } from './primitives.js'

/** `queued`: the click is not there yet; it is decided again until it is. */
export const PostbackOutcome = z.enum(['accepted', 'duplicate', 'queued', 'rejected'])
export type PostbackOutcome = z.infer<typeof PostbackOutcome>

/** Every parameter of a postback, in the order of the documentation. */
export const POSTBACK_PARAMETERS = [
  'gk_click_id',
  'cnv_event_id',
  'cnv_amount',
  'cnv_currency',
  'cnv_conversion_id',
  'cnv_conversion_ip_address',
  'cnv_email',
  'cnv_user_id',
  'cnv_sub_1',
  'cnv_sub_2',
  'cnv_sub_3',
  'cnv_sub_4',
  'cnv_sub_5',
  'cnv_status',
  'token',
] as const
export type PostbackParameter = (typeof POSTBACK_PARAMETERS)[number]

/** Longest kept value of a parameter of a postback, in characters. */
export const POSTBACK_LIMITS = { eventId: 100, text: 255, raw: 16_384 } as const

/** Body of every answer on `/postback`. */
export const PostbackAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('accepted'), conversion_id: z.string(), postback_id: z.string() }),
  z.object({
    status: z.literal('duplicate'),
    conversion_id: z.string(),
    postback_id: z.string(),
    /** What the repeated postback changed all the same: the status of the conversion. */
    note: z.string().optional(),
  }),
  z.object({ status: z.literal('queued'), postback_id: z.string() }),
  z.object({
    status: z.literal('rejected'),
    reason: ReasonSchema,
    message: z.string(),
    remedy: z.string(),
    postback_id: z.string(),
  }),
  /** Nothing was recorded. */
  z.object({
    status: z.literal('error'),
    reason: z.enum(POSTBACK_FAULT_CODES),
    message: z.string(),
    remedy: z.string(),
  }),
])
export type PostbackAnswer = z.infer<typeof PostbackAnswer>

export const PostbackSummary = z.object({
  id: z.string(),
  receivedAt: Instant,
  method: z.string(),
  ip: z.string(),
  outcome: PostbackOutcome,
  reason: ReasonSchema.nullable(),
  /** One sentence: what happened. */
  message: z.string(),
  /** One sentence: what to do; null where there is nothing to do. */
  remedy: z.string().nullable(),
  clickId: z.string().nullable(),
  eventId: z.string().nullable(),
  conversionId: z.string().nullable(),
  offerId: Id.nullable(),
  offerName: z.string().nullable(),
  advertiserId: Id.nullable(),
  advertiserName: z.string().nullable(),
  /** Of a test click, or sent to try an offer out: it never counts. */
  test: z.boolean(),
})
export type PostbackSummary = z.infer<typeof PostbackSummary>

/** `not_reached`: a rule before it failed. */
export const RuleResult = z.object({
  rule: ReasonSchema,
  title: z.string(),
  result: z.enum(['passed', 'failed', 'not_reached']),
})
export type RuleResult = z.infer<typeof RuleResult>

const Verdict = z.object({ outcome: PostbackOutcome, reason: ReasonSchema.nullable() })

/** A postback of the log was decided again, by the rules of then and as of its arrival. */
export const PostbackReplay = z.object({
  at: Instant,
  /** Email of the user; people of an advertiser read "GoKart ops". */
  by: z.string().nullable(),
  from: Verdict.extend({ message: z.string() }),
  to: Verdict,
})
export type PostbackReplay = z.infer<typeof PostbackReplay>

/** One postback from top to bottom: what arrived, what was understood, rule by rule, verdict, remedy. Secrets are masked. */
export const PostbackStory = PostbackSummary.extend({
  /** Path and query as they arrived. */
  url: z.string(),
  contentType: z.string().nullable(),
  body: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** Parameters as they were read, in the order of the documentation. */
  understood: z.array(z.object({ name: z.string(), value: z.string() })),
  /** What was repaired or is worth knowing, such as "braces around the click ID were taken off". */
  notes: z.array(z.string()),
  rules: z.array(RuleResult),
  /** What the click ID may be where no click is known by it, the likeliest first. */
  suggestions: z.array(NearMiss),
  /**
   * The URL that is accepted instead; null where the remedy is no matter of the URL. What only the tracker knows stands as its
   * macro, what is unknown as TOBEREPLACED, a token that the reader may not see as ***.
   */
  correctedUrl: z.string().nullable(),
  /** One sentence: what is still to be done with that URL. */
  correctedUrlNote: z.string().nullable(),
  /** The oldest first: it says what was decided when the postback came. */
  replays: z.array(PostbackReplay),
})
export type PostbackStory = z.infer<typeof PostbackStory>

const IpAddress = z.union([z.ipv4(), z.ipv6()], 'Must be an IP address, like 203.0.113.7 or 2001:db8::7')

export const postbackFilters = {
  clickId: Uuid.optional(),
  /** Ours. */
  conversionId: Uuid.optional(),
  /** The advertiser's own ID, as it was sent. */
  cnvConversionId: z.string().trim().max(POSTBACK_LIMITS.text).optional(),
  /** Of the sender. */
  ip: IpAddress.optional(),
  outcome: PostbackOutcome.optional(),
  reason: ReasonSchema.optional(),
  test: TestFilter,
  offerId: IdText.optional(),
  advertiserId: IdText.optional(),
  from: InstantInput.optional(),
  to: InstantInput.optional(),
}

/** The same as an object of its own: which postbacks are meant. */
export const PostbackFilter = z.object({ q: z.string().trim().max(200).optional(), ...postbackFilters })
export type PostbackFilter = z.infer<typeof PostbackFilter>

export const postbackEndpoints = {
  list: endpoint('GET /api/postbacks', {
    access: 'user',
    summary: 'The postback log, newest first',
    query: longListQuery(['receivedAt'], '-receivedAt', postbackFilters),
    response: longPageOf(PostbackSummary),
  }),
  get: endpoint('GET /api/postbacks/:id', {
    access: 'user',
    summary: 'One postback and its full story',
    params: z.object({ id: Uuid }),
    response: PostbackStory,
  }),
}
