import { z } from 'zod'
import { endpoint } from './contract.js'
import { POSTBACK_LIMITS, PostbackStory } from './postback.js'
import { InstantInput, Uuid } from './primitives.js'

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
export const PostbackExplanation = PostbackStory.omit({ id: true }).extend({
  /** Of the answer that its sender would get. */
  httpStatus: z.number().int(),
})
export type PostbackExplanation = z.infer<typeof PostbackExplanation>

export const postbackToolEndpoints = {
  explain: endpoint('POST /api/postbacks/explain', {
    access: 'user',
    summary: 'Explain any postback: the real rules decide on it, and nothing is recorded',
    body: ExplainInput,
    response: PostbackExplanation,
  }),
}
