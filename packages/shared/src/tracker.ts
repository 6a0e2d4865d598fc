import { z } from 'zod'
import { endpoint } from './contract.js'
import { IdText, pageOf } from './primitives.js'

const Confidence = z.enum(['documented', 'inferred', 'unknown'])

/** A tracking system of the catalogue as the API shows it (the full type is `Tracker` of `@gokart/shared/trackers`). */
export const TrackerSummary = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  clickParam: z.string().nullable(),
  altClickParams: z.array(z.string()),
  clickPlacement: z.string(),
  clickMacro: z.string().nullable(),
  eventMacro: z.string().nullable(),
  amountMacro: z.string().nullable(),
  transactionMacro: z.string().nullable(),
  postbackMode: z.string(),
  confidence: Confidence,
  notes: z.string(),
  sources: z.array(z.string()),
})
export type TrackerSummary = z.infer<typeof TrackerSummary>

/** Something about a tracking link that the user should look at; `fix` is the whole corrected link. */
export const LinkWarning = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  remedy: z.string().optional(),
  fix: z.string().optional(),
})
export type LinkWarning = z.infer<typeof LinkWarning>

/** A part of the link: `text` stands at [start, end) of `trackingLink`. */
export const AddedPart = z.object({ start: z.number().int(), end: z.number().int(), text: z.string() })

/** A piece of a postback URL, for colouring. Joined, the texts are the URL. */
export const UrlSegment = z.object({
  text: z.string(),
  kind: z.enum(['fixed', 'ours', 'tracker-macro', 'replace', 'secret']),
})
export type UrlSegment = z.infer<typeof UrlSegment>

/** A postback URL to copy. `replace`: what the advertiser must put in by hand. `caveat`: why this tracker cannot call it as it is. */
export const PostbackUrl = z.object({
  url: z.string(),
  segments: z.array(UrlSegment),
  replace: z.object({ text: z.string(), instruction: z.string() }).optional(),
  setup: z.string().optional(),
  caveat: z.string().optional(),
})
export type PostbackUrl = z.infer<typeof PostbackUrl>

/** A parameter name of a tracker of one's own: `click_id`. */
export const ParameterName = z
  .string()
  .trim()
  .max(64)
  .regex(/^[A-Za-z0-9_.~$-]+$/, 'Must be a parameter name, like click_id')

export const trackerEndpoints = {
  list: endpoint('GET /api/trackers', {
    access: 'user',
    summary: 'The catalogue of tracking systems',
    response: pageOf(TrackerSummary),
  }),
  recognise: endpoint('POST /api/trackers/recognise', {
    access: 'user',
    summary: 'Name the tracker of a pasted tracking link and add its click parameter',
    body: z.object({
      trackingLink: z.string().max(8192),
      /** Take this tracker instead of the one recognised. */
      trackerId: z.string().max(64).optional(),
      /** Take this parameter instead of the tracker's first. */
      parameter: ParameterName.optional(),
    }),
    response: z.object({
      trackerId: z.string().nullable(),
      confidence: z.string().nullable(),
      trackingLink: z.string(),
      added: AddedPart.nullable(),
      warnings: z.array(LinkWarning),
    }),
  }),
  postbackUrl: endpoint('GET /api/postback-url', {
    access: 'user',
    summary: 'The postback URL of an offer, or the global one of an advertiser',
    query: z.object({
      trackerId: z.string().max(64).optional(),
      offerId: IdText.optional(),
      advertiserId: IdText.optional(),
      /** Fixed event of a multi-event offer. */
      eventId: z.string().max(100).optional(),
      /** Click parameter of a tracker that is not in the catalogue. */
      parameter: ParameterName.optional(),
    }),
    response: PostbackUrl,
  }),
}
