import type { BoardEntry } from '../cluster/status-board.js'
import { createHotMetrics } from '../metrics/hot-metrics.js'
import type { ProcessStatus } from '../system/process-status.js'

/** Of a process with which all is well; `changes` take the place of its parts. */
export function processStatus(changes: Partial<ProcessStatus> = {}): ProcessStatus {
  const spool = { records: 0, oldestAt: null }
  return {
    startedAt: 0,
    databaseAway: false,
    snapshot: { ageMs: 100, fromDisk: false, error: null },
    clicks: { queued: 0, perSecond: 0, stored: 0, spooled: 0, lost: 0, lastLostAt: null, spool },
    postbacks: { perSecond: 0, lastRefusedAt: null, spool },
    loopDelayMs: 1,
    lastErrors: [],
    weakSettings: [],
    counters: null,
    counts: createHotMetrics().read(),
    process: { cpuSeconds: 0.5, residentBytes: 2_000, heapUsedBytes: 1_000, heapTotalBytes: 1_500 },
    ...changes,
  }
}

/** The same on the board. `at`: Unix ms. */
export function boardEntry(slot: number, at: number, changes: Partial<ProcessStatus> = {}): BoardEntry<ProcessStatus> {
  return { slot, pid: 100 + slot, at, status: processStatus(changes) }
}
