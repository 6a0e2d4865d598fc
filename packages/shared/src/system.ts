import { z } from 'zod'
import { endpoint } from './contract.js'
import { Instant } from './primitives.js'

/** `fault`: something is lost, late or broken now. `warning`: it works, but somebody should look at it. */
export const FindingLevel = z.enum(['fault', 'warning'])
export type FindingLevel = z.infer<typeof FindingLevel>

/** Something that ops should know: what is the case, what it means, what to do. */
export const SystemFinding = z.object({
  /** One code a kind of finding; a weak setting has one of its own: `weak_setting:sync_binlog`. */
  code: z.string(),
  level: FindingLevel,
  title: z.string(),
  meaning: z.string(),
  remedy: z.string(),
  /** Numbers of the workers that it is about; empty where it is about all of GoKart. */
  workers: z.array(z.number().int()),
})
export type SystemFinding = z.infer<typeof SystemFinding>

/** Records on the disk of a worker that wait for the database. Ages in milliseconds; null where nothing waits. */
export const SpoolStatus = z.object({ records: z.number().int(), oldestMs: z.number().nullable() })
export type SpoolStatus = z.infer<typeof SpoolStatus>

/** What a worker told last of itself. Ages are of the moment of the answer, so that no clock but the server's counts. */
export const WorkerStatus = z.object({
  /** Its place: 0 and up. */
  worker: z.number().int(),
  pid: z.number().int(),
  startedAt: Instant,
  /** Since it last told something; about a second where it is well. */
  silentMs: z.number(),
  database: z.enum(['ok', 'away']),
  /** `from_disk`: the database did not answer since the start. */
  snapshot: z.enum(['ok', 'stale', 'from_disk']),
  /** Since offers, partners and keys in memory were last known to be up to date. */
  snapshotAgeMs: z.number(),
  /** Clicks in memory that wait for their commit. */
  queued: z.number().int(),
  clickSpool: SpoolStatus,
  postbackSpool: SpoolStatus,
  /** Since the start, in neither database nor spool. */
  lostClicks: z.number().int(),
  clicksPerSecond: z.number(),
  postbacksPerSecond: z.number(),
  /** Longest time within the last second in which the process could do nothing else. */
  loopDelayMs: z.number(),
  residentBytes: z.number(),
  /** The last one of each part; it may be long over. */
  lastErrors: z.array(z.object({ part: z.enum(['clicks', 'snapshot']), message: z.string(), at: Instant })),
})
export type WorkerStatus = z.infer<typeof WorkerStatus>

export const SystemStatus = z.object({
  at: Instant,
  /** The worst first. */
  findings: z.array(SystemFinding),
  /** Whether the database keeps what it acknowledged. `unknown`: its settings could not be read yet. */
  durability: z.enum(['ok', 'weak', 'unknown']),
  workers: z.array(WorkerStatus),
})
export type SystemStatus = z.infer<typeof SystemStatus>

export const systemEndpoints = {
  get: endpoint('GET /api/system', {
    access: 'ops',
    summary: 'How GoKart is at this moment: each worker, what waits, what is wrong and what to do',
    response: SystemStatus,
  }),
}
