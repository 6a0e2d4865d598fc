import { z } from 'zod'
import { endpoint } from './contract.js'
import { longListQuery, longPageOf } from './long-list.js'
import { Id, IdText, Instant, InstantInput, TestFilter, Uuid } from './primitives.js'
import { SentMacro, SignedClick, storyParts } from './click-story.js'

/** Only `human` counts in headline numbers. */
export const TrafficClass = z.enum(['human', 'bot', 'prefetch'])
export type TrafficClass = z.infer<typeof TrafficClass>

/** What became of the visitor: sent on to the tracking link, or why not. */
export const ClickOutcome = z.enum([
  'sent',
  'unknown_offer',
  'offer_pending',
  'offer_paused',
  'offer_expired',
  'not_started',
])
export type ClickOutcome = z.infer<typeof ClickOutcome>

/** How many `pub_sub_N` parameters a click link takes. */
export const SUB_COUNT = 15

/** Longest kept value of a text of a click, in characters; longer ones are cut. */
export const CLICK_LIMITS = { pub: 255, userAgent: 512, referrer: 1024 } as const

export const Click = z.object({
  clickId: z.string(),
  offerId: Id.nullable(),
  offerName: z.string().nullable(),
  advertiserId: Id.nullable(),
  advertiserName: z.string().nullable(),
  partnerId: Id.nullable(),
  partnerName: z.string().nullable(),
  createdAt: Instant,
  outcome: ClickOutcome,
  trafficClass: TrafficClass,
  ip: z.string(),
  country: z.string().nullable(),
  device: z.string().nullable(),
  os: z.string().nullable(),
  browser: z.string().nullable(),
  pubClickId: z.string().nullable(),
  pubMemberId: z.string().nullable(),
  /** Made to try the offer out: it never counts. */
  test: z.boolean(),
})
export type Click = z.infer<typeof Click>

/**
 * A click that is stored, and its story. `destination` is made again from the link version that the click used, and `macros` are
 * those of that link, in its order; null and none where the visitor was not sent.
 */
const RecordedClickStory = Click.extend({
  recorded: z.literal(true),
  linkVersion: z.number().int().nullable(),
  destination: z.string().nullable(),
  macros: z.array(SentMacro),
  userAgent: z.string().nullable(),
  referrer: z.string().nullable(),
  pubSessionId: z.string().nullable(),
  /** `pub_sub_1` first; 15 entries. */
  pubSubs: z.array(z.string().nullable()),
  ...storyParts,
})
export type RecordedClickStory = z.infer<typeof RecordedClickStory>

/** What is there of a click ID whose click is not: it was removed after its time, or never was. */
const UnrecordedClickStory = z.object({
  recorded: z.literal(false),
  clickId: z.string(),
  /** Null where GoKart did not make the ID. */
  signed: SignedClick.nullable(),
  ...storyParts,
})

export const ClickStory = z.discriminatedUnion('recorded', [RecordedClickStory, UnrecordedClickStory])
export type ClickStory = z.infer<typeof ClickStory>

export const clickEndpoints = {
  list: endpoint('GET /api/clicks', {
    access: 'user',
    summary: 'List clicks, newest first',
    query: longListQuery(['createdAt'], '-createdAt', {
      offerId: IdText.optional(),
      advertiserId: IdText.optional(),
      partnerId: IdText.optional(),
      trafficClass: TrafficClass.optional(),
      outcome: ClickOutcome.optional(),
      test: TestFilter,
      from: InstantInput.optional(),
      to: InstantInput.optional(),
    }),
    response: longPageOf(Click),
  }),
  get: endpoint('GET /api/clicks/:clickId', {
    access: 'user',
    summary: 'A click and its story; also of a click ID that only postbacks or conversions have',
    params: z.object({ clickId: Uuid }),
    response: ClickStory,
  }),
}
