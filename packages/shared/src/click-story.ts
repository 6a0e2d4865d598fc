import { z } from 'zod'
import { BatchKind, LineOutcome } from './batch.js'
import { ConversionSummary, StatusChange } from './conversion.js'
import { PostbackSummary } from './postback.js'
import { Id, Instant } from './primitives.js'

/** A story has so many of the latest postbacks and conversions; `more...` says where there are others. */
export const STORY_LIMITS = {
  postbacks: 100,
  corrected: 20,
  conversions: 100,
  changes: 500,
  batches: 100,
  text: 2_000,
} as const

/** A macro of the tracking link as it was sent: its value before it was encoded, and where it stands in the destination. */
export const SentMacro = z.object({
  name: z.string(),
  /** Empty where there was none. */
  value: z.string(),
  part: z.enum(['path', 'query', 'fragment']),
  /** The parameter whose value it is, or is part of; null: in the path, or beside all parameters. */
  parameter: z.string().nullable(),
})
export type SentMacro = z.infer<typeof SentMacro>

/** A postback with its raw request, secrets masked. Texts longer than `STORY_LIMITS.text` end with `…`; its own page has them whole. */
export const StoryPostback = PostbackSummary.extend({
  /** Path and query as they arrived. */
  url: z.string(),
  contentType: z.string().nullable(),
  body: z.string().nullable(),
  userAgent: z.string().nullable(),
  notes: z.array(z.string()),
  /** As in the story of the postback; null for all but the latest `STORY_LIMITS.corrected` rejected ones. */
  correctedUrl: z.string().nullable(),
  correctedUrlNote: z.string().nullable(),
})
export type StoryPostback = z.infer<typeof StoryPostback>

/** A conversion with the changes of its status, oldest first. */
export const StoryConversion = ConversionSummary.extend({
  postbackId: z.string(),
  /** When it becomes a success by itself; null: by hand, or it is not pending. */
  dueAt: Instant.nullable(),
  changes: z.array(StatusChange),
})
export type StoryConversion = z.infer<typeof StoryConversion>

/** A line of a batch (an import, a bulk change, a replay) that was carried out on a postback or a conversion of the click. */
export const StoryBatch = z.object({
  /** Null for whoever may not open it. */
  batchId: Id.nullable(),
  kind: BatchKind,
  fileName: z.string().nullable(),
  line: z.number().int(),
  outcome: LineOutcome.nullable(),
  /** Who let it run; people of an advertiser read "GoKart ops". */
  by: z.string(),
  /** When the batch was done; when it was made, where it is not. */
  at: Instant,
  postbackId: z.string().nullable(),
  conversionId: z.string().nullable(),
})
export type StoryBatch = z.infer<typeof StoryBatch>

/** What a signed click ID tells by itself: its click was made then, on this offer. */
export const SignedClick = z.object({
  createdAt: Instant,
  offerId: Id,
  offerName: z.string(),
  advertiserName: z.string(),
})
export type SignedClick = z.infer<typeof SignedClick>

/** What followed a click; each list oldest first. */
export const storyParts = {
  postbacks: z.array(StoryPostback),
  morePostbacks: z.boolean(),
  conversions: z.array(StoryConversion),
  moreConversions: z.boolean(),
  batches: z.array(StoryBatch),
}
