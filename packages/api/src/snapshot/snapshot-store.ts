import { isUnreachable } from '../db/errors.js'
import type { HotPool } from '../db/hot-pool.js'
import { withConnection } from '../db/with-connection.js'
import type { Logger } from '../logger.js'
import { loadSnapshot, readVersion } from './load-snapshot.js'
import { assembleSnapshot } from './parts.js'
import type { SnapshotFile } from './snapshot-file.js'
import { createSnapshotKeeper, type SnapshotKeeper } from './snapshot-keeper.js'
import type { Snapshot } from './snapshot.js'

/** So long the database's clock is taken to go on as it was read. */
const CLOCK_MS = 30_000

export interface SnapshotStoreOptions {
  readonly pool: HotPool
  readonly log: Logger
  /** Where a copy is kept for a start without the database; without it, there is none. */
  readonly file?: SnapshotFile
  readonly pollMs?: number
  /** Longest wait for the database in one look at it. */
  readonly deadlineMs?: number
  /** Unix ms. */
  readonly now?: () => number
}

export interface SnapshotStore {
  /** The snapshot in use. Throws before the first one was loaded. */
  current(): Snapshot
  /**
   * Looks whether something changed, and loads it. When it resolves, every change that was committed before the call is
   * in `current()`, unless the database failed: then the last snapshot stays, and the fault is in `lastError()`.
   */
  refresh(): Promise<void>
  /**
   * Loads the first snapshot and keeps it fresh from then on. Where the database is away, the copy on the disk is taken
   * into use until it answers; rejects where there is none, or where the database has another fault.
   */
  start(): Promise<void>
  /** Copies the snapshot in use, and each later one, to the disk: the task of one process of those that share a folder. */
  keepCopy(): void
  /** Resolves when the copy on the disk is up to date. */
  stop(): Promise<void>
  /** Milliseconds since the snapshot was last known to be up to date. */
  age(): number
  /** The database's clock, Unix ms, ahead rather than behind; undefined where it was not read lately. */
  databaseNow(): number | undefined
  /** `disk`: the database did not answer since the start, and the copy is in use. */
  source(): 'database' | 'disk'
  /** Why the last look failed; undefined when it went well. */
  lastError(): Error | undefined
}

/** Keeps a snapshot of offers, partners, advertisers and keys in memory, up to date with what any process writes. */
export function createSnapshotStore(options: SnapshotStoreOptions): SnapshotStore {
  const { pool, log, file, pollMs = 500, deadlineMs = 5_000, now = Date.now } = options
  let snapshot: Snapshot | undefined
  let source: 'database' | 'disk' = 'database'
  let freshAt = performance.now()
  let lastError: Error | undefined
  let databaseClock = { now: 0, at: -Infinity }
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let keeper: SnapshotKeeper | undefined

  async function look(): Promise<void> {
    const startedAt = performance.now()
    const before = snapshot
    snapshot = await withConnection(pool, deadlineMs, async (connection) => {
      const { version, databaseNow } = await readVersion(connection)
      databaseClock = { now: databaseNow, at: startedAt }
      // The number of a copy may be that of other content: of a database that was put back from a backup.
      return source === 'database' && before?.version === version ? before : loadSnapshot(connection, before)
    })
    source = 'database'
    freshAt = startedAt
    if (snapshot !== before) keeper?.keep(snapshot)
    if (lastError) log.info('The snapshot of offers is up to date again')
    lastError = undefined
  }

  function keepLast(error: Error): void {
    if (!lastError) log.warn({ err: error }, 'The snapshot of offers could not be refreshed; the last one stays in use')
    lastError = error
  }

  function run(): Promise<void> {
    running = look()
      .catch(keepLast)
      .finally(() => (running = undefined))
    return running
  }

  // A look that runs may have read the tables before the caller's change: the caller waits for the one after it.
  function refresh(): Promise<void> {
    if (!running) return run()
    next ??= running.then(() => {
      next = undefined
      return run()
    })
    return next
  }

  async function restore(away: Error): Promise<void> {
    const copy = await file?.load()
    if (!copy) throw away
    snapshot = assembleSnapshot(copy.parts, undefined)
    source = 'disk'
    freshAt = performance.now() - Math.max(0, now() - copy.takenAt)
    lastError = away
    log.warn(
      { err: away, offers: snapshot.offersById.size, takenAt: new Date(copy.takenAt) },
      'The database is away: click links and postbacks are served from the offers kept on the disk, ' +
        'the admin and the API wait for it',
    )
  }

  function poll(): void {
    timer = setTimeout(() => void refresh().then(() => timer && poll()), pollMs)
    timer.unref()
  }

  return {
    refresh,
    current() {
      if (!snapshot) throw new Error('The snapshot of offers is not loaded yet')
      return snapshot
    },
    async start() {
      try {
        await look()
      } catch (error) {
        if (!isUnreachable(error as Error)) throw error
        await restore(error as Error)
      }
      poll()
    },
    keepCopy() {
      if (!file || keeper) return
      keeper = createSnapshotKeeper({ file, log, now })
      if (snapshot && source === 'database') keeper.keep(snapshot)
    },
    async stop() {
      clearTimeout(timer)
      timer = undefined
      await keeper?.close()
    },
    age: () => performance.now() - freshAt,
    databaseNow() {
      const elapsed = performance.now() - databaseClock.at
      return elapsed < CLOCK_MS ? databaseClock.now + elapsed : undefined
    },
    source: () => source,
    lastError: () => lastError,
  }
}
