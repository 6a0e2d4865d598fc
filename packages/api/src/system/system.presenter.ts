import type { SpoolStatus, SystemStatus, WorkerStatus } from '@gokart/shared'
import type { BoardEntry } from '../cluster/status-board.js'
import { findFindings } from './findings.js'
import { snapshotState, type ProcessStatus, type Waiting } from './process-status.js'

type Entry = BoardEntry<ProcessStatus>

/** The board as ops see it. `slots`: how many processes there should be; `now`: Unix ms. */
export function presentSystem(entries: readonly Entry[], slots: number, now: number): SystemStatus {
  return {
    at: new Date(now).toISOString(),
    findings: findFindings(entries, slots, now),
    durability: durability(entries),
    workers: entries.map((entry) => presentWorker(entry, now)),
  }
}

function presentWorker({ slot, pid, at, status }: Entry, now: number): WorkerStatus {
  const { startedAt, databaseAway, snapshot, clicks, postbacks, loopDelayMs, lastErrors } = status
  return {
    worker: slot,
    pid,
    startedAt: new Date(startedAt).toISOString(),
    silentMs: Math.max(0, now - at),
    database: databaseAway ? 'away' : 'ok',
    snapshot: snapshotState(snapshot),
    snapshotAgeMs: snapshot.ageMs,
    queued: clicks.queued,
    clickSpool: presentSpool(clicks.spool, now),
    postbackSpool: presentSpool(postbacks.spool, now),
    lostClicks: clicks.lost,
    clicksPerSecond: clicks.perSecond,
    postbacksPerSecond: postbacks.perSecond,
    loopDelayMs,
    residentBytes: status.process.residentBytes,
    lastErrors: lastErrors.map((error) => ({ ...error, at: new Date(error.at).toISOString() })),
  }
}

function presentSpool({ records, oldestAt }: Waiting, now: number): SpoolStatus {
  return { records, oldestMs: oldestAt === null ? null : Math.max(0, now - oldestAt) }
}

function durability(entries: readonly Entry[]): SystemStatus['durability'] {
  const known = entries.find(({ status }) => status.weakSettings !== null)
  return known ? (known.status.weakSettings?.length === 0 ? 'ok' : 'weak') : 'unknown'
}
