import { z } from 'zod'
import { ClickOutcome, TrafficClass } from './click.js'
import { SentMacro, StoryConversion, StoryPostback } from './click-story.js'
import { Instant } from './primitives.js'

/** A test is followed for so long from its start. */
export const LIVE_TEST_MS = 60 * 60_000

/** Why something did not come, likely, and what to do. `copy`: a text that is needed for that. */
export const LikelyCause = z.object({
  title: z.string(),
  remedy: z.string(),
  copy: z.object({ label: z.string(), text: z.string() }).nullable(),
})
export type LikelyCause = z.infer<typeof LikelyCause>

/** `missing`: it should have come by now; it may still come. `failed`: it came, and was not right. */
export const LiveStep = z.object({
  step: z.enum(['click', 'destination', 'postback', 'conversion']),
  state: z.enum(['waiting', 'done', 'missing', 'failed']),
  at: Instant.nullable(),
  /** One sentence. */
  message: z.string(),
  /** The likeliest first. */
  causes: z.array(LikelyCause),
})
export type LiveStep = z.infer<typeof LiveStep>

/** A test of an offer as it is at one moment. */
export const LiveTest = z.object({
  startedAt: Instant,
  /** The stream ends then. */
  endsAt: Instant,
  /** This is the last message. */
  over: z.boolean(),
  trackerId: z.string(),
  trackerName: z.string(),
  /** Test clicks since the start, the latest first, at most ten. */
  clicks: z.array(
    z.object({ clickId: z.string(), createdAt: Instant, outcome: ClickOutcome, trafficClass: TrafficClass }),
  ),
  /** The one that is followed. */
  clickId: z.string().nullable(),
  /** Where its visitor was sent, and the macros in it. */
  destination: z.string().nullable(),
  macros: z.array(SentMacro),
  /** All four, in their order. */
  steps: z.array(LiveStep),
  /** Of the click; the latest ten. */
  postbacks: z.array(StoryPostback),
  conversions: z.array(StoryConversion),
  /** Postbacks since the start that name no click, and may be of the test. */
  strays: z.array(StoryPostback),
})
export type LiveTest = z.infer<typeof LiveTest>
