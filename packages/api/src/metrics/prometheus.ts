import type { BoardEntry } from '../cluster/status-board.js'
import type { CounterStats } from '../counters/counters.js'
import type { ProcessStatus, Waiting } from '../system/process-status.js'
import { createExposition, type Exposition } from './exposition.js'
import { BATCH_BOUNDS, CLICK_SERIES, LATENCY_BOUNDS_MS, LOOP_DELAY_BOUNDS_MS, POSTBACK_SERIES } from './hot-metrics.js'
import type { Totals } from './totals.js'

type Entries = readonly BoardEntry<ProcessStatus>[]

const MS_PER_SECOND = 1_000

/** Counters and histograms are sums over all workers, gauges have one series a worker. `now`: Unix ms. docs/operations.md says what to watch. */
export function prometheusText(totals: Totals, entries: Entries, now: number): string {
  const out = createExposition()
  addClicks(out, totals)
  addPostbacks(out, totals)
  addQueues(out, entries, now)
  addDatabase(out, entries)
  addCounters(out, entries)
  addProcesses(out, entries, now)
  const delay = 'Longest delay of the event loop in each second of each worker.'
  const { loopDelayMs } = totals.counts
  out.histogram('gokart_event_loop_delay_seconds', delay, LOOP_DELAY_BOUNDS_MS, loopDelayMs, MS_PER_SECOND)
  return out.text()
}

function addClicks(out: Exposition, { stored, spooled, lost, counts }: Totals): void {
  const series = CLICK_SERIES.map((labels, index) => ({ labels, value: counts.clicks[index] ?? 0 }))
  out.counter('gokart_clicks_total', 'Recorded clicks that were answered.', series)
  out.counter('gokart_clicks_failed_total', 'Click links that were answered with 500.', [
    { value: counts.clicksFailed },
  ])
  out.counter('gokart_clicks_kept_total', 'Clicks by where they went before their answer.', [
    { labels: { place: 'database' }, value: stored },
    { labels: { place: 'spool' }, value: spooled },
  ])
  out.counter('gokart_clicks_lost_total', 'Clicks that neither the database nor the spool took.', [{ value: lost }])
  const help = 'From the request of a click link to its answer, commit included.'
  out.histogram('gokart_click_duration_seconds', help, LATENCY_BOUNDS_MS, counts.clickMs, MS_PER_SECOND)
  out.histogram('gokart_click_batch_size', 'Clicks in one insert.', BATCH_BOUNDS, counts.batchSize)
}

function addPostbacks(out: Exposition, { counts }: Totals): void {
  const series = POSTBACK_SERIES.map((labels, index) => ({ labels, value: counts.postbacks[index] ?? 0 }))
  out.counter('gokart_postbacks_total', 'Postbacks by what their sender was told.', series)
  const help = 'From the request of a postback to its answer, commit included.'
  out.histogram('gokart_postback_duration_seconds', help, LATENCY_BOUNDS_MS, counts.postbackMs, MS_PER_SECOND)
}

function addQueues(out: Exposition, entries: Entries, now: number): void {
  const gauge = perWorker(out, entries)
  gauge('gokart_click_queue_depth', 'Clicks in memory that wait for their commit.', ({ clicks }) => clicks.queued)
  const ofBoth = (value: (spool: Waiting) => number) =>
    entries.flatMap(({ slot, status }) => [
      { labels: { worker: slot, path: 'clicks' }, value: value(status.clicks.spool) },
      { labels: { worker: slot, path: 'postbacks' }, value: value(status.postbacks.spool) },
    ])
  out.gauge(
    'gokart_spool_records',
    'Records on the disk that wait for the database.',
    ofBoth(({ records }) => records),
  )
  const age = ({ oldestAt }: Waiting) => (oldestAt === null ? 0 : Math.max(0, now - oldestAt) / MS_PER_SECOND)
  out.gauge('gokart_spool_oldest_age_seconds', 'Age of the oldest of them; 0 where there is none.', ofBoth(age))
}

function addDatabase(out: Exposition, entries: Entries): void {
  const gauge = perWorker(out, entries)
  gauge('gokart_database_away', '1 while the database does not answer.', ({ databaseAway }) => Number(databaseAway))
  const age = 'Since offers, partners and keys in memory were last known to be up to date.'
  gauge('gokart_snapshot_age_seconds', age, ({ snapshot }) => snapshot.ageMs / MS_PER_SECOND)
  const fromDisk = '1 while they are those of the disk, because the database has not answered since the start.'
  gauge('gokart_snapshot_from_disk', fromDisk, ({ snapshot }) => Number(snapshot.fromDisk))
  const weak = 'Settings of the database with which an acknowledged commit can be lost.'
  gauge('gokart_database_weak_settings', weak, ({ weakSettings }) => weakSettings?.length ?? 0)
}

/** Of the worker that keeps the counters. */
function addCounters(out: Exposition, entries: Entries): void {
  const kept = entries.flatMap(({ slot, status: { counters } }) => (counters ? { slot, counters } : []))
  const gauge = (name: string, help: string, value: (counters: CounterStats) => number) =>
    out.gauge(
      name,
      help,
      kept.map(({ slot, counters }) => ({ labels: { worker: slot }, value: value(counters) })),
    )
  const behind = 'Time whose rows are not in the counters of reports yet; about 120 to 200 while it is well.'
  gauge('gokart_counters_behind_seconds', behind, ({ behindMs }) => behindMs / MS_PER_SECOND)
  gauge('gokart_counters_unfolded', 'Changes of conversions that are not in them yet.', ({ unfolded }) => unfolded)
  const repaired = 'Quarters of an hour that were counted again because rows had appeared behind the counters.'
  gauge('gokart_counters_repaired', repaired, (counters) => counters.repaired)
}

function addProcesses(out: Exposition, entries: Entries, now: number): void {
  const gauge = perWorker(out, entries)
  out.gauge(
    'gokart_worker_silence_seconds',
    'Since a worker last told how it is; about 1 while it is well.',
    entries.map(({ slot, at }) => ({ labels: { worker: slot }, value: Math.max(0, now - at) / MS_PER_SECOND })),
  )
  gauge('process_start_time_seconds', 'Unix time of the start.', ({ startedAt }) => startedAt / MS_PER_SECOND)
  gauge('process_resident_memory_bytes', 'Resident memory.', ({ process }) => process.residentBytes)
  gauge('nodejs_heap_size_used_bytes', 'Used heap.', ({ process }) => process.heapUsedBytes)
  gauge('nodejs_heap_size_total_bytes', 'Reserved heap.', ({ process }) => process.heapTotalBytes)
  const cpu = entries.map(({ slot, status }) => ({ labels: { worker: slot }, value: status.process.cpuSeconds }))
  out.counter('process_cpu_seconds_total', 'CPU time, user and system.', cpu)
}

function perWorker(out: Exposition, entries: Entries) {
  return (name: string, help: string, value: (status: ProcessStatus) => number): void =>
    out.gauge(
      name,
      help,
      entries.map(({ slot, status }) => ({ labels: { worker: slot }, value: value(status) })),
    )
}
