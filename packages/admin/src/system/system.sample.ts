import type { SystemFinding, SystemStatus, WorkerStatus } from '@gokart/shared'

const NOW = '2026-11-22T12:00:00.000Z'

/** A worker with which all is well; `changes` take the place of its parts. */
export function sampleWorker(worker: number, changes: Partial<WorkerStatus> = {}): WorkerStatus {
  const spool = { records: 0, oldestMs: null }
  return {
    worker,
    pid: 4_000 + worker,
    startedAt: NOW,
    silentMs: 900,
    database: 'ok',
    snapshot: 'ok',
    snapshotAgeMs: 300,
    queued: 0,
    clickSpool: spool,
    postbackSpool: spool,
    lostClicks: 0,
    clicksPerSecond: 0,
    postbacksPerSecond: 0,
    loopDelayMs: 2,
    residentBytes: 120_000_000,
    lastErrors: [],
    ...changes,
  }
}

export function sampleFinding(changes: Partial<SystemFinding> = {}): SystemFinding {
  return {
    code: 'database_away',
    level: 'fault',
    title: 'The database does not answer',
    meaning: 'Visitors are sent on from memory.',
    remedy: 'Start the database.',
    workers: [],
    ...changes,
  }
}

export function sampleSystem(changes: Partial<SystemStatus> = {}): SystemStatus {
  return { at: NOW, findings: [], durability: 'ok', workers: [sampleWorker(0)], ...changes }
}
