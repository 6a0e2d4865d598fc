import {
  ClickOutcome,
  POSTBACK_FAULTS,
  REASONS,
  TrafficClass,
  type PostbackAnswer,
  type PostbackFault,
  type Reason,
} from '@gokart/shared'
import { addCounts, addHistograms, createHistogram, type HistogramCounts } from './histogram.js'

type AnswerStatus = PostbackAnswer['status']

/** What the hot paths count: additions in place, nothing else. It is read when somebody asks. */
export interface HotMetrics {
  /** A recorded click was answered, `ms` after its request came. */
  click(outcome: ClickOutcome, trafficClass: TrafficClass, ms: number): void
  /** A click link was answered with 500. */
  clickFailed(): void
  /** A postback was answered, `ms` after its request came: `status` and `reason` of the answer's body. */
  postback(status: AnswerStatus, reason: Reason | PostbackFault | undefined, ms: number): void
  /** So many clicks were written with one insert. */
  batch(size: number): void
  /** The longest delay of the event loop within a second. */
  loopDelay(ms: number): void
  /** Clicks and postbacks that were answered; cheap enough to be asked each millisecond. */
  answered(): number
  read(): HotCounts
}

/** Counts since the process began, as JSON takes them. Their order is that of the series below. */
export interface HotCounts {
  readonly clicks: readonly number[]
  readonly clicksFailed: number
  readonly postbacks: readonly number[]
  readonly clickMs: HistogramCounts
  readonly postbackMs: HistogramCounts
  readonly batchSize: HistogramCounts
  readonly loopDelayMs: HistogramCounts
}

const OUTCOMES = ClickOutcome.options
const CLASSES = TrafficClass.options
export const CLICK_SERIES: readonly { outcome: ClickOutcome; traffic_class: TrafficClass }[] = OUTCOMES.flatMap(
  (outcome) => CLASSES.map((traffic_class) => ({ outcome, traffic_class })),
)

/** A reason, where there is one, says more than the outcome and belongs to one outcome only. */
export const POSTBACK_SERIES: readonly { outcome: AnswerStatus; reason: string }[] = [
  { outcome: 'accepted', reason: '' },
  { outcome: 'duplicate', reason: '' },
  { outcome: 'queued', reason: '' },
  ...REASONS.filter((reason) => reason !== 'duplicate').map((reason) => ({ outcome: 'rejected' as const, reason })),
  ...Object.keys(POSTBACK_FAULTS).map((reason) => ({ outcome: 'error' as const, reason })),
]

/** Neither the database nor the spool took it. */
export function refusedPostbacks({ postbacks }: HotCounts): number {
  return postbacks[POSTBACK_SERIES.findIndex(({ reason }) => reason === ('unavailable' satisfies PostbackFault))] ?? 0
}

export const LATENCY_BOUNDS_MS = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000]
export const BATCH_BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500]
export const LOOP_DELAY_BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500]

const placeOf = (names: readonly string[]) =>
  Object.fromEntries(names.map((name, index) => [name, index])) as Readonly<Record<string, number>>
const OUTCOME_PLACE = placeOf(OUTCOMES)
const CLASS_PLACE = placeOf(CLASSES)
const POSTBACK_PLACE = placeOf(POSTBACK_SERIES.map(({ outcome, reason }) => reason || outcome))

const add = (a: number, b: number) => a + b

export function createHotMetrics(): HotMetrics {
  const clicks = new Float64Array(CLICK_SERIES.length)
  const postbacks = new Float64Array(POSTBACK_SERIES.length)
  const clickMs = createHistogram(LATENCY_BOUNDS_MS)
  const postbackMs = createHistogram(LATENCY_BOUNDS_MS)
  const batchSize = createHistogram(BATCH_BOUNDS)
  const loopDelayMs = createHistogram(LOOP_DELAY_BOUNDS_MS)
  let clicksFailed = 0

  return {
    click(outcome, trafficClass, ms) {
      clicks[OUTCOME_PLACE[outcome]! * CLASSES.length + CLASS_PLACE[trafficClass]!]!++
      clickMs.observe(ms)
    },
    clickFailed: () => void clicksFailed++,
    postback(status, reason, ms) {
      postbacks[POSTBACK_PLACE[reason ?? status]!]!++
      postbackMs.observe(ms)
    },
    batch: batchSize.observe,
    loopDelay: loopDelayMs.observe,
    answered: () => clicks.reduce(add, 0) + postbacks.reduce(add, 0),
    read: () => ({
      clicks: [...clicks],
      clicksFailed,
      postbacks: [...postbacks],
      clickMs: clickMs.read(),
      postbackMs: postbackMs.read(),
      batchSize: batchSize.read(),
      loopDelayMs: loopDelayMs.read(),
    }),
  }
}

export function addHotCounts(a: HotCounts, b: HotCounts): HotCounts {
  return {
    clicks: addCounts(a.clicks, b.clicks),
    clicksFailed: a.clicksFailed + b.clicksFailed,
    postbacks: addCounts(a.postbacks, b.postbacks),
    clickMs: addHistograms(a.clickMs, b.clickMs),
    postbackMs: addHistograms(a.postbackMs, b.postbackMs),
    batchSize: addHistograms(a.batchSize, b.batchSize),
    loopDelayMs: addHistograms(a.loopDelayMs, b.loopDelayMs),
  }
}
