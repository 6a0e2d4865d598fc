import { z } from 'zod'
import { endpoint } from './contract.js'
import { BatchDetail } from './batch.js'
import { POSTBACK_LIMITS, PostbackFilter, PostbackOutcome, PostbackStory } from './postback.js'
import { Id, Instant, InstantInput, Uuid } from './primitives.js'

const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)
const isOfOurTime = (at: string) => Date.parse(at) >= EARLIEST && Date.parse(at) < LATEST

/** A postback to be explained: as somebody pasted it, or one of the log by its ID. */
export const ExplainInput = z
  .object({
    /** URL, path and query, or a curl command: whatever has one. */
    url: z.string().max(POSTBACK_LIMITS.raw).optional(),
    method: z.enum(['GET', 'POST']).optional(),
    contentType: z.string().max(100).optional(),
    body: z.string().max(POSTBACK_LIMITS.raw).optional(),
    /** Address of the sender; without it the advertiser's list of addresses is not asked. */
    ip: z.union([z.ipv4(), z.ipv6()]).optional(),
    /** When it arrived; absent: now. */
    receivedAt: InstantInput.refine(isOfOurTime, 'Must be in the years 2000 to 2099').optional(),
    postbackId: Uuid.optional(),
  })
  .refine(({ url, postbackId }) => (url === undefined) !== (postbackId === undefined), {
    path: ['url'],
    message: 'Give either url or postbackId',
  })
export type ExplainInput = z.infer<typeof ExplainInput>

/** What would become of a postback today; it was not recorded, and nothing changed. */
export const PostbackExplanation = PostbackStory.omit({ id: true, replays: true }).extend({
  /** Of the answer that its sender would get. */
  httpStatus: z.number().int(),
})
export type PostbackExplanation = z.infer<typeof PostbackExplanation>

/** So many postbacks can be replayed at once. */
export const REPLAY_LIMIT = 100_000

/** Rejected and queued postbacks: those of a list with these filters. One that is not known is refused, or too many would be chosen. */
export const ReplayFilter = PostbackFilter.extend({
  outcome: PostbackOutcome.extract(['rejected', 'queued'], {
    error: 'Only rejected and queued postbacks can be replayed',
  }).optional(),
  offerId: Id.optional(),
  advertiserId: Id.optional(),
}).strict()
export type ReplayFilter = z.infer<typeof ReplayFilter>

/** What a link to one postback shows to anybody who has it. */
export const SharedPostback = PostbackStory.pick({
  receivedAt: true,
  method: true,
  ip: true,
  outcome: true,
  reason: true,
  message: true,
  remedy: true,
  advertiserName: true,
  test: true,
  url: true,
  contentType: true,
  body: true,
  userAgent: true,
  understood: true,
  notes: true,
  rules: true,
  suggestions: true,
  correctedUrl: true,
  correctedUrlNote: true,
}).extend({
  /** Until when the link works. */
  expiresAt: Instant,
})
export type SharedPostback = z.infer<typeof SharedPostback>

export const postbackToolEndpoints = {
  explain: endpoint('POST /api/postbacks/explain', {
    access: 'user',
    summary: 'Explain any postback: the real rules decide on it, and nothing is recorded',
    body: ExplainInput,
    response: PostbackExplanation,
  }),
  share: endpoint('POST /api/postbacks/:id/share', {
    access: 'user',
    summary: 'A link to one postback that its sender opens without an account, for 7 days',
    params: z.object({ id: Uuid }),
    response: z.object({ url: z.string(), expiresAt: Instant }),
  }),
  /** The token comes in the body, so that no log of requests has it. */
  shared: endpoint('POST /api/postbacks/shared', {
    access: 'public',
    summary: 'What a link to one postback shows',
    body: z.object({ token: z.string().max(200) }),
    response: SharedPostback,
  }),
  replay: endpoint('POST /api/postbacks/replay', {
    access: 'ops',
    summary:
      'Have rejected and queued postbacks decided again: first as a preview, which changes nothing until it is started',
    body: z.object({ filter: ReplayFilter }),
    response: BatchDetail,
    status: 202,
  }),
}
