import { addInto, METRIC_NAMES, type Dashboard, type DimensionName, type MetricName } from '@gokart/shared'
import { readGroups } from './engine.js'
import { createMerge, type Group } from './groups.js'
import { labelsOf } from './labels.js'
import { maturingOf } from './maturing.js'
import { trackersOf } from './offer-trackers.js'
import { sortGroups } from './order.js'
import type { Rates } from './rates.js'
import type { ReadView } from './read-view.js'
import { presenter, wantedFor } from './report.service.js'
import type { ReportSpec } from './spec.js'

/** Rows of each list. */
const TOP = 8
const REASON_METRICS = ['rejected_postbacks'] as const

/** What stands out on the dashboard: the first rows of three reports. */
export async function topsOf(
  view: ReadView,
  spec: ReportSpec,
  rates: Rates | undefined,
  now: Date,
): Promise<Pick<Dashboard, 'topOffers' | 'topTrackers' | 'topReasons'>> {
  const read = async (dimension: DimensionName, metrics: readonly MetricName[]) =>
    (await readGroups(view, { ...spec, dimensions: [dimension] }, wantedFor(metrics), rates)).groups
  const offers = await read('offer', METRIC_NAMES)
  const first = (groups: readonly Group[], dimension: DimensionName, metrics: readonly MetricName[]) =>
    firstOf(view, { ...spec, dimensions: [dimension] }, { groups, metrics, now })
  return {
    topOffers: await first(offers, 'offer', METRIC_NAMES),
    topTrackers: await first(await byTracker(view, offers), 'tracker', METRIC_NAMES),
    topReasons: await first(await read('reason', REASON_METRICS), 'reason', REASON_METRICS),
  }
}

/** A tracker has what its offers have. */
async function byTracker(view: ReadView, offers: readonly Group[]): Promise<readonly Group[]> {
  const trackers = await trackersOf(view)
  const merge = createMerge()
  for (const { key, sums } of offers) addInto(merge.rowOf([trackers.get(Number(key[0])) ?? null]), sums)
  return merge.groups().groups
}

interface Found {
  readonly groups: readonly Group[]
  readonly metrics: readonly MetricName[]
  readonly now: Date
}

/** The rows with the most revenue, and where nobody has any, with the most clicks; or with the most of the only metric. */
async function firstOf(view: ReadView, split: ReportSpec, { groups, metrics, now }: Found) {
  const nothing = await labelsOf(view, split, [])
  const sortedBy = (some: readonly Group[], by: MetricName) =>
    sortGroups(some, split, { by, descending: true }, nothing)
  const byClicks = metrics.includes('clicks') ? sortedBy(groups, 'clicks') : groups
  const shown = sortedBy(byClicks, metrics.includes('revenue') ? 'revenue' : metrics[0]!).slice(0, TOP)
  const keys = shown.map(({ key }) => key)
  const parts = { labels: await labelsOf(view, split, keys), maturing: await maturingOf(view, split, now.getTime()) }
  return shown.map(presenter(split, metrics, parts))
}
