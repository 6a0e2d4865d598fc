import type { HotPool } from '../db/hot-pool.js'
import { withConnection } from '../db/with-connection.js'
import type { Logger } from '../logger.js'
import { loadSnapshot, readVersion } from './load-snapshot.js'
import type { Snapshot } from './snapshot.js'

export interface SnapshotStoreOptions {
  readonly pool: HotPool
  readonly log: Logger
  readonly pollMs?: number
  /** Longest wait for the database in one look at it. */
  readonly deadlineMs?: number
}

export interface SnapshotStore {
  /** The snapshot in use. Throws before the first one was loaded. */
  current(): Snapshot
  /**
   * Looks whether something changed, and loads it. When it resolves, every change that was committed before the call is
   * in `current()`, unless the database failed: then the last snapshot stays, and the fault is in `lastError()`.
   */
  refresh(): Promise<void>
  /** Loads the first snapshot, rejects where that fails, and keeps it fresh from then on. */
  start(): Promise<void>
  stop(): void
  /** Milliseconds since the snapshot was last known to be up to date. */
  age(): number
  /** Why the last look failed; undefined when it went well. */
  lastError(): Error | undefined
}

/** Keeps a snapshot of offers, partners, advertisers and keys in memory, up to date with what any process writes. */
export function createSnapshotStore({
  pool,
  log,
  pollMs = 500,
  deadlineMs = 5_000,
}: SnapshotStoreOptions): SnapshotStore {
  let snapshot: Snapshot | undefined
  let freshAt = performance.now()
  let lastError: Error | undefined
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const startedAt = performance.now()
    snapshot = await withConnection(pool, deadlineMs, async (connection) =>
      snapshot?.version === (await readVersion(connection)) ? snapshot : loadSnapshot(connection, snapshot),
    )
    freshAt = startedAt
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

  return {
    refresh,
    current() {
      if (!snapshot) throw new Error('The snapshot of offers is not loaded yet')
      return snapshot
    },
    async start() {
      await look()
      const poll = () => {
        timer = setTimeout(() => void refresh().then(() => timer && poll()), pollMs)
        timer.unref()
      }
      poll()
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
    age: () => performance.now() - freshAt,
    lastError: () => lastError,
  }
}
