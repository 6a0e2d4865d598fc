import type { FindingLevel, SystemFinding } from '@gokart/shared'
import type { BoardEntry } from '../cluster/status-board.js'
import { snapshotState, type ProcessStatus } from './process-status.js'

type Entry = BoardEntry<ProcessStatus>

interface Rule {
  readonly code: string
  readonly level: FindingLevel
  /** Whether it is the case with this process at this moment (Unix ms). */
  applies(entry: Entry, now: number): boolean
  readonly title: string
  readonly meaning: string
  readonly remedy: string
}

const SILENT_MS = 5_000
/** So long a fault that is over is still one: somebody should see it. */
const RECENT_MS = 10 * 60_000
const SPOOL_OLD_MS = 60_000
const LONG_QUEUE = 5_000
const COUNTERS_BEHIND_MS = 60 * 60_000
const LOOP_BUSY_MS = 250

/** What can be wrong with a process, in the order in which it is told. docs/operations.md has the same for alarms. */
const RULES: readonly Rule[] = [
  {
    code: 'clicks_lost',
    level: 'fault',
    applies: ({ status: { clicks } }, now) => isRecent(clicks.lastLostAt, now),
    title: 'Clicks are being lost',
    meaning:
      'Neither the database nor the spool takes them. Their visitors are sent on, and their postbacks are credited to the offer all the same, but to no partner.',
    remedy: 'Free space on the disk of DATA_DIR, or bring the database back; the log says why the spool failed.',
  },
  {
    code: 'postbacks_refused',
    level: 'fault',
    applies: ({ status: { postbacks } }, now) => isRecent(postbacks.lastRefusedAt, now),
    title: 'Postbacks were refused',
    meaning:
      'Neither the database nor the spool took them: their senders were told to try again with 503, and some trackers do not.',
    remedy:
      'Free space on the disk of DATA_DIR, or bring the database back. Ask the advertiser to send the time in question again.',
  },
  {
    code: 'database_away',
    level: 'fault',
    applies: ({ status }) => status.databaseAway,
    title: 'The database does not answer',
    meaning:
      'Visitors are sent on from memory. Clicks and postbacks wait on the disk of this machine, nothing is lost. The rest of the admin cannot read or save.',
    remedy:
      'Start the database, or repair the way to it. What waits is stored by itself then. Do not delete DATA_DIR/spool.',
  },
  {
    code: 'worker_silent',
    level: 'fault',
    applies: ({ at }, now) => now - at > SILENT_MS,
    title: 'A worker says nothing',
    meaning: 'It is stopped, or too busy to tell how it is: its visitors wait, and the numbers below are old.',
    remedy:
      'Look at the load of the machine. If it stays silent, kill its process: nothing acknowledged is lost, and another takes its place.',
  },
  {
    code: 'snapshot_stale',
    level: 'fault',
    applies: ({ status: { databaseAway, snapshot } }) => !databaseAway && snapshotState(snapshot) === 'stale',
    title: 'Changes of offers do not take effect',
    meaning: 'The offers in memory are old: visitors go where the offers led then.',
    remedy: 'The last error below and the log say why they cannot be loaded.',
  },
  {
    code: 'snapshot_from_disk',
    level: 'warning',
    applies: ({ status }) => status.snapshot.fromDisk,
    title: 'The offers are those of the disk',
    meaning:
      'The database has not answered since the start, so the copy of an earlier run is in use. Later changes of offers are not in it.',
    remedy: 'Nothing but the database: its offers are taken as soon as it answers.',
  },
  {
    code: 'clicks_were_lost',
    level: 'warning',
    applies: ({ status: { clicks } }, now) => clicks.lost > 0 && !isRecent(clicks.lastLostAt, now),
    title: 'Clicks were lost since the start',
    meaning: 'Neither the database nor the spool took them. It is over now.',
    remedy:
      'The log has the time and the reason. Give the spool more room before the next outage. The count ends with the process.',
  },
  {
    code: 'spool_waiting',
    level: 'warning',
    applies: ({ status }, now) => !status.databaseAway && oldestMs(status, now) > SPOOL_OLD_MS,
    title: 'Clicks or postbacks wait on the disk',
    meaning: 'The database answers, and they are stored in their order. Until then reports miss them.',
    remedy: 'Nothing, while the number goes down. If it does not, the log says what keeps them.',
  },
  {
    code: 'counters_behind',
    level: 'warning',
    applies: ({ status: { databaseAway, counters } }) =>
      !databaseAway && (counters?.behindMs ?? 0) > COUNTERS_BEHIND_MS,
    title: 'Counters of reports are behind',
    meaning:
      'Reports are right, but read rows where counters are missing, and take longer. After an upgrade, or when many late clicks came in, the past is counted in the background.',
    remedy: 'Nothing, while the number goes down. If it does not, the log says why the job of the counters fails.',
  },
  {
    code: 'queue_long',
    level: 'warning',
    applies: ({ status: { clicks } }) => clicks.queued > LONG_QUEUE,
    title: 'Clicks come faster than the database takes them',
    meaning: 'Visitors wait for their commit. Past a limit, clicks go to the disk, and are stored later.',
    remedy: 'Look at the database: its disk, its memory, and statements that run long.',
  },
  {
    code: 'loop_busy',
    level: 'warning',
    applies: ({ status }) => status.loopDelayMs > LOOP_BUSY_MS,
    title: 'A worker is too busy',
    meaning: 'For the time shown as delay it could do nothing else, and all its visitors waited.',
    remedy: 'Look for what else runs on the machine. If it is GoKart itself, raise WORKERS or add a machine.',
  },
]

/** What ops should know, faults first. `slots`: how many processes there should be. */
export function findFindings(entries: readonly Entry[], slots: number, now: number): SystemFinding[] {
  const found = RULES.flatMap(({ applies, ...words }) => {
    const workers = entries.filter((entry) => applies(entry, now)).map(({ slot }) => slot)
    return workers.length === 0 ? [] : [{ ...words, workers: workers.length === entries.length ? [] : workers }]
  })
  const all: SystemFinding[] = [...found, ...missingWorkers(entries, slots), ...weakSettings(entries)]
  return all.toSorted((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'))
}

function missingWorkers(entries: readonly Entry[], slots: number): SystemFinding[] {
  const there = new Set(entries.map(({ slot }) => slot))
  const workers = Array.from({ length: slots }, (_, slot) => slot).filter((slot) => !there.has(slot))
  if (workers.length === 0) return []
  return [
    {
      code: 'worker_missing',
      level: 'warning',
      title: 'A worker is not there',
      meaning: 'It has just begun, or it ended and is started again. The others take its visitors.',
      remedy: 'If it stays away, the log says why it ends. What is in its spool is stored when it is back.',
      workers,
    },
  ]
}

function weakSettings(entries: readonly Entry[]): SystemFinding[] {
  const settings = entries.find(({ status }) => status.weakSettings !== null)?.status.weakSettings ?? []
  return settings.map(({ setting, value, risk, remedy }) => ({
    code: `weak_setting:${setting}`,
    level: 'warning',
    title: `The database has ${setting} = ${value}`,
    meaning: risk,
    remedy,
    workers: [],
  }))
}

function isRecent(at: number | null, now: number): boolean {
  return at !== null && now - at < RECENT_MS
}

function oldestMs({ clicks, postbacks }: ProcessStatus, now: number): number {
  return now - Math.min(clicks.spool.oldestAt ?? now, postbacks.spool.oldestAt ?? now)
}
