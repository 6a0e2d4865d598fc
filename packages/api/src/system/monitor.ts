import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { StatusBoard } from '../cluster/status-board.js'
import type { Counters } from '../counters/counters.js'
import type { Durability } from '../db/durability.js'
import { isUnreachable } from '../db/errors.js'
import { refusedPostbacks, type HotMetrics } from '../metrics/hot-metrics.js'
import type { PostbackPath } from '../postback/postback.js'
import type { Redirect } from '../redirect/redirect.js'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import { createLastErrors } from './last-errors.js'
import type { ProcessStatus, Waiting } from './process-status.js'
import { createGrowth, createPeak, createRate } from './rate.js'

export interface MonitorDeps {
  readonly redirect: Pick<Redirect, 'stats'>
  readonly postback: Pick<PostbackPath, 'waiting'>
  readonly snapshot: Pick<SnapshotStore, 'age' | 'lastError' | 'source'>
  readonly durability: Durability
  readonly hotMetrics: HotMetrics
  readonly counters: Pick<Counters, 'stats'>
  readonly board: StatusBoard<ProcessStatus>
  /** Unix ms. */
  readonly now: () => number
}

export interface Monitor {
  /** Needs the hot paths started. */
  start(): void
  stop(): void
  /** How this process is at this moment. */
  status(): ProcessStatus
  databaseAway(): boolean
}

const EVERY_MS = 1_000
const LOOP_RESOLUTION_MS = 20
/** The snapshot looks at the database twice a second: one that has not heard of it for so long waits for its answer. */
const SILENT_MS = 3_000
/** Settings can be changed while the server runs. */
const DURABILITY_EVERY_MS = 60_000

/** Looks once a second at all that this process does, and tells it on the board. Asks nothing of the database but its settings. */
export function createMonitor(deps: MonitorDeps): Monitor {
  const { redirect, postback, snapshot, durability, hotMetrics, counters, board, now } = deps
  const startedAt = Math.round(now() - process.uptime() * 1_000)
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  const lastErrors = createLastErrors(now)
  const clickRate = createRate()
  const postbackRate = createRate()
  const loopPeak = createPeak()
  const lostGrowth = createGrowth(now)
  const refusedGrowth = createGrowth(now)
  const measured = { loopDelayMs: 0, clicks: 0, postbacks: 0 }
  let wasAway = true
  let durabilityCheckedAt = -Infinity
  let timer: NodeJS.Timeout | undefined

  function databaseAway(): boolean {
    const error = snapshot.lastError()
    return redirect.stats().away || (error !== undefined && isUnreachable(error)) || snapshot.age() > SILENT_MS
  }

  function measure(): void {
    const loopDelayMs = Math.max(0, loop.max / 1e6 - LOOP_RESOLUTION_MS)
    loop.reset()
    hotMetrics.loopDelay(loopDelayMs)
    measured.loopDelayMs = Math.round(loopPeak(loopDelayMs))
    const { stored, spooled, lost } = redirect.stats()
    measured.clicks = clickRate(stored + spooled + lost, performance.now())
    measured.postbacks = postbackRate(sum(hotMetrics.read().postbacks), performance.now())
  }

  function checkDurability(): void {
    const away = databaseAway()
    const due = wasAway || performance.now() - durabilityCheckedAt > DURABILITY_EVERY_MS
    wasAway = away
    if (away || !due) return
    durabilityCheckedAt = performance.now()
    void durability.check()
  }

  function status(): ProcessStatus {
    const { queued, stored, spooled, lost, spoolDepth, spoolOldest, lastError } = redirect.stats()
    const { depth, oldest } = postback.waiting()
    const snapshotError = snapshot.lastError()
    const counts = hotMetrics.read()
    lastErrors.note('clicks', lastError)
    lastErrors.note('snapshot', snapshotError)
    return {
      startedAt,
      databaseAway: databaseAway(),
      snapshot: {
        ageMs: Math.round(snapshot.age()),
        fromDisk: snapshot.source() === 'disk',
        error: snapshotError ? (isUnreachable(snapshotError) ? 'unreachable' : 'failed') : null,
      },
      clicks: {
        queued,
        perSecond: measured.clicks,
        stored,
        spooled,
        lost,
        lastLostAt: lostGrowth(lost),
        spool: waiting(spoolDepth, spoolOldest),
      },
      postbacks: {
        perSecond: measured.postbacks,
        lastRefusedAt: refusedGrowth(refusedPostbacks(counts)),
        spool: waiting(depth, oldest),
      },
      loopDelayMs: measured.loopDelayMs,
      lastErrors: lastErrors.all(),
      weakSettings: durability.weak() ?? null,
      counters: counters.stats() ?? null,
      counts,
      process: processUse(),
    }
  }

  function look(): void {
    measure()
    checkDurability()
    board.publish(status())
  }

  return {
    start() {
      loop.enable()
      look()
      timer = setInterval(look, EVERY_MS).unref()
    },
    stop() {
      clearInterval(timer)
      loop.disable()
    },
    status,
    databaseAway,
  }
}

function waiting(records: number, oldestAt: number | undefined): Waiting {
  return { records, oldestAt: records > 0 ? (oldestAt ?? null) : null }
}

function processUse(): ProcessStatus['process'] {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, heapTotal } = process.memoryUsage()
  return { cpuSeconds: (user + system) / 1e6, residentBytes: rss, heapUsedBytes: heapUsed, heapTotalBytes: heapTotal }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
