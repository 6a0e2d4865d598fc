import type { HotPool } from '../db/hot-pool.js'
import { mayBeCounted, uuidMs } from '../db/uncounted.js'
import { withConnection } from '../db/with-connection.js'
import type { Logger } from '../logger.js'
import type { HotMetrics } from '../metrics/hot-metrics.js'
import type { Spool } from '../spool/spool.js'
import { createBatcher } from '../db/batcher.js'
import { rowsAtOnce } from '../db/bulk-insert.js'
import { drainClicks } from './click-drain.js'
import { insertClicks, isRowFault, markClicks } from './click-insert.js'
import type { ClickRecord } from './click-record.js'

export interface ClickWriterOptions {
  readonly pool: HotPool
  readonly spool: Spool
  readonly log: Logger
  readonly hotMetrics?: Pick<HotMetrics, 'batch'>
  /** The database's clock, Unix ms, where it is known: clicks that are behind it may be counted already. */
  readonly databaseNow?: (() => number | undefined) | undefined
  /** Longest wait for the database before a batch goes to the spool. */
  readonly timeoutMs?: number
  /** How often the spool is looked at, and a database that is away is tried. */
  readonly retryMs?: number
  /** Past so many clicks that wait for the database, more go to the spool. */
  readonly maxQueue?: number
}

export interface ClickStats {
  /** Clicks that wait for the database in memory. */
  readonly queued: number
  /** Since the start: stored at once, put into the spool, lost. */
  readonly stored: number
  readonly spooled: number
  /** In neither database nor spool. */
  readonly lost: number
  /** Clicks that wait in the spool now, and since when (Unix ms). */
  readonly spoolDepth: number
  readonly spoolOldest: number | undefined
  readonly away: boolean
  readonly lastError: Error | undefined
}

export interface ClickWriter {
  /** `done` is called when the click is committed or in the spool, or, where both failed, counted as lost. It must not throw. */
  write(click: ClickRecord, done: () => void): void
  stats(): ClickStats
  /** Writes what waits and closes the spool. What is left in it stays for the next start. */
  close(): Promise<void>
}

/** The largest prepared insert; more rows an insert are not cheaper (docs/performance.md). */
const MAX_BATCH = 128
const MAX_FLUSHES = 4

/**
 * Stores clicks in the database, many in one insert. While the database is away or slow they go to the spool, which is emptied
 * as soon as it is back.
 */
export function createClickWriter(options: ClickWriterOptions): ClickWriter {
  const { pool, spool, log, hotMetrics, databaseNow, timeoutMs = 1_500, retryMs = 500, maxQueue = 20_000 } = options
  const counts = { stored: 0, spooled: 0, lost: 0 }
  let away = false
  let lastError: Error | undefined
  const batcher = createBatcher({ flush: store, maxBatch: MAX_BATCH, best: rowsAtOnce, maxFlushes: MAX_FLUSHES })
  let retrying: Promise<void> | undefined
  const timer = setInterval(() => (retrying ??= retry().finally(() => (retrying = undefined))), retryMs)
  timer.unref()

  async function store(clicks: readonly ClickRecord[]): Promise<void> {
    if (away) return keep(clicks)
    try {
      // IDs of a process ascend: the first is the oldest.
      const late = mayBeCounted(uuidMs(clicks[0]!.id), databaseNow?.())
      await withConnection(pool, timeoutMs, (connection) =>
        insertClicks(connection, clicks, late ? markClicks(connection, clicks) : undefined),
      )
      counts.stored += clicks.length
      hotMetrics?.batch(clicks.length)
    } catch (error) {
      failed(error as Error)
      await keep(clicks)
    }
  }

  async function keep(clicks: readonly ClickRecord[]): Promise<void> {
    const kept = await Promise.allSettled(clicks.map((click) => spool.append(JSON.stringify(click))))
    const refused = kept.filter((result) => result.status === 'rejected')
    counts.spooled += kept.length - refused.length
    if (!refused[0]) return
    counts.lost += refused.length
    log.error(
      { err: refused[0].reason, clicks: refused.length, lost: counts.lost },
      'Clicks are lost: the spool failed',
    )
  }

  async function keepOne(click: ClickRecord, done: () => void): Promise<void> {
    await keep([click])
    done()
  }

  function failed(error: Error): void {
    lastError = error
    if (isRowFault(error)) {
      log.error({ err: error }, 'The database refused a batch of clicks; they are tried one by one from the spool')
    } else if (!away) {
      away = true
      log.error({ err: error }, 'The database is away: clicks go to the spool')
    }
  }

  function succeeded(): void {
    if (away) log.info({ spooled: spool.depth() }, 'The database is back')
    away = false
  }

  async function retry(): Promise<void> {
    if (!away && spool.depth() === 0) return
    try {
      await withConnection(pool, timeoutMs, (connection) => connection.query('SELECT 1'))
      const moved = await drainClicks({ pool, spool, log, onBatch: succeeded })
      if (moved > 0) log.info({ clicks: moved }, 'Clicks of the spool are in the database')
      succeeded()
    } catch (error) {
      failed(error as Error)
    }
  }

  return {
    write(click, done) {
      if (batcher.depth() < maxQueue) batcher.add(click, done)
      else void keepOne(click, done)
    },
    stats: () => ({
      ...counts,
      queued: batcher.depth(),
      spoolDepth: spool.depth(),
      spoolOldest: spool.oldest(),
      away,
      lastError,
    }),
    async close() {
      clearInterval(timer)
      await batcher.idle()
      await spool.close()
      await retrying
    },
  }
}
