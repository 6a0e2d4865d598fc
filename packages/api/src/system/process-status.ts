import type { CounterStats } from '../counters/counters.js'
import type { WeakSetting } from '../db/durability.js'
import type { HotCounts } from '../metrics/hot-metrics.js'

/** Where an error came up. */
export type FaultPart = 'clicks' | 'snapshot'

export interface LastError {
  readonly part: FaultPart
  readonly message: string
  /** Unix ms, exact to a second. */
  readonly at: number
}

/** Records that wait on the disk for the database. */
export interface Waiting {
  readonly records: number
  /** Unix ms at which the oldest of them came; null where there is none. */
  readonly oldestAt: number | null
}

/**
 * All that one process tells of itself, once a second, on the board of the processes that share a port: health, metrics and
 * the System page are made of it. Plain JSON.
 */
export interface ProcessStatus {
  /** Unix ms. */
  readonly startedAt: number
  readonly databaseAway: boolean
  readonly snapshot: {
    readonly ageMs: number
    /** It was read from the disk, because the database has not answered since the start. */
    readonly fromDisk: boolean
    /** Why the last look at the database failed; null where it went well. */
    readonly error: 'unreachable' | 'failed' | null
  }
  readonly clicks: {
    /** In memory, waiting for their commit. */
    readonly queued: number
    readonly perSecond: number
    /** Since the start. */
    readonly stored: number
    readonly spooled: number
    readonly lost: number
    /** Unix ms; null where none was lost. */
    readonly lastLostAt: number | null
    readonly spool: Waiting
  }
  readonly postbacks: {
    readonly perSecond: number
    /** Unix ms at which one was last answered with 503, because nothing took it; null where none was. */
    readonly lastRefusedAt: number | null
    readonly spool: Waiting
  }
  /** Longest delay of the event loop within the last few seconds. */
  readonly loopDelayMs: number
  /** At most one of each part; it stays after the part works again. */
  readonly lastErrors: readonly LastError[]
  /** Null before the settings of the database were read. */
  readonly weakSettings: readonly WeakSetting[] | null
  /** How far counters are behind; null in a process that does not keep them. */
  readonly counters: CounterStats | null
  readonly counts: HotCounts
  readonly process: {
    readonly cpuSeconds: number
    readonly residentBytes: number
    readonly heapUsedBytes: number
    readonly heapTotalBytes: number
  }
}

/** A look twice a second keeps the snapshot fresh; older than this means that it fails. */
const STALE_MS = 30_000

export function snapshotState({ fromDisk, ageMs }: ProcessStatus['snapshot']): 'ok' | 'stale' | 'from_disk' {
  if (fromDisk) return 'from_disk'
  return ageMs < STALE_MS ? 'ok' : 'stale'
}
