import { z } from 'zod'
import { ClickOutcome } from './click.js'
import { endpoint } from './contract.js'
import { LikelyCause, LiveTest } from './live-test.js'
import { PostbackAnswer } from './postback.js'
import { Decimal, IdText, Instant, InstantInput, Uuid } from './primitives.js'
import { HABIT_NAMES } from './trackers/simulate/habits.js'

/** A bad habit of trackers; `HABITS` of `@gokart/shared/trackers` says what each is. */
export const TrackerHabit = z.enum(HABIT_NAMES)

export const SimulationInput = z.object({
  /** Another tracker than the offer's. */
  trackerId: z.string().max(64).optional(),
  /** Absent: the tracker does as it should. */
  habit: TrackerHabit.optional(),
  /** The event that converts; absent: each of the offer, in their order. */
  eventId: z.string().max(100).optional(),
  /** Of each conversion. */
  amount: Decimal.default('100.00'),
})
export type SimulationInput = z.infer<typeof SimulationInput>

/** What a tracker had of the click: see `SimulatedVisit` of `@gokart/shared/trackers`. */
export const SimulationVisit = z.object({
  parameter: z.string(),
  clickId: z.string(),
  kept: z.array(z.object({ parameter: z.string(), value: z.string() })),
  losses: z.array(
    z.object({
      parameter: z.string(),
      why: z.enum(['absent', 'cut', 'characters', 'removed']),
      sent: z.string(),
      kept: z.string(),
    }),
  ),
  /** The URL that came in the link for the tracker to call; null where it works in another way. */
  callback: z.string().nullable(),
})
export type SimulationVisit = z.infer<typeof SimulationVisit>

export const SimulationPostback = z.object({
  method: z.enum(['GET', 'POST']),
  url: z.string(),
  contentType: z.string().nullable(),
  body: z.string().nullable(),
  /** Ms after the click when the tracker would send it; it was sent at once, and decided as of then. */
  afterMs: z.number().int(),
  /** HTTP status and body of the answer. Null where the URL is none of GoKart's, and nothing was sent. */
  status: z.number().int().nullable(),
  answer: PostbackAnswer.nullable(),
  /** The URL that is accepted instead, where one can be told. */
  correctedUrl: z.string().nullable(),
})
export type SimulationPostback = z.infer<typeof SimulationPostback>

/** A test from the click to the last postback, step by step. Its click, postbacks and conversions are stored, and never count. */
export const Simulation = z.object({
  trackerId: z.string(),
  trackerName: z.string(),
  click: z.object({
    outcome: ClickOutcome,
    /** HTTP status of the answer on the click link. */
    status: z.number().int(),
    /** Where the visitor was sent; null where there was nowhere to go. */
    location: z.string().nullable(),
    /** As it stands in the location; null where it does not. */
    clickId: z.string().nullable(),
  }),
  /** Null where no visitor came to the tracker. */
  visit: SimulationVisit.nullable(),
  /** In the order in which they were sent. */
  postbacks: z.array(SimulationPostback),
  /** What stands in the way of this tracker, beside what its postbacks were answered. */
  causes: z.array(LikelyCause),
})
export type Simulation = z.infer<typeof Simulation>

const params = z.object({ id: IdText })

export const simulationEndpoints = {
  run: endpoint('POST /api/offers/:id/simulate', {
    access: 'user',
    summary: 'Try an offer out: a test click, and what its tracker makes of it',
    params,
    body: SimulationInput,
    response: Simulation,
  }),
  testLink: endpoint('POST /api/offers/:id/test-link', {
    access: 'user',
    summary: 'A click link whose clicks are tests, for a while',
    params,
    /** `startedAt`: from then on clicks on it are there to follow. */
    response: z.object({ clickLink: z.string(), startedAt: Instant, expiresAt: Instant }),
  }),
  follow: endpoint('GET /api/offers/:id/test', {
    access: 'user',
    summary: 'A test as it goes on: its click, its postbacks and what is missing; the whole state with each message',
    params,
    query: z.object({
      /** When the test began. */
      since: InstantInput,
      /** Follow this click of the test; else its latest. */
      clickId: Uuid.optional(),
    }),
    stream: LiveTest,
  }),
}
