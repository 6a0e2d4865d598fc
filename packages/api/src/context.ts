import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { alone, type Place } from './cluster/place.js'
import type { Config } from './config.js'
import { createDurability } from './db/durability.js'
import { createHotPool } from './db/hot-pool.js'
import { createDatabase } from './db/knex.js'
import { createClientIp } from './http/client-ip.js'
import { createLogger, type Logger } from './logger.js'
import { createHotMetrics } from './metrics/hot-metrics.js'
import { createPostbackPath } from './postback/postback.js'
import { createRedirect } from './redirect/redirect.js'
import { createServices } from './services.js'
import { createSessionCookie } from './session/cookie.js'
import { createSimulatorService } from './simulator/simulator.service.js'
import { createSnapshotStore } from './snapshot/snapshot-store.js'
import { createMonitor } from './system/monitor.js'

/** What tests put in place of the real thing. */
export interface Overrides {
  log?: Logger
  /** Unix ms. */
  now?: () => number
  random?: (size: number) => Buffer
}

/** Connections of clicks, postbacks and the snapshot; so many commits may be on their way at once. */
const HOT_CONNECTIONS = 16

/** Everything that GoKart is made of, built once and passed as arguments. `start()` needs a migrated database. */
export function createContext(config: Config, overrides: Overrides = {}, place: Place = alone()) {
  const { log = createLogger(config.logLevel), now = Date.now, random = randomBytes } = overrides
  const clock = () => new Date(now())
  const db = createDatabase(config.databaseUrl, config.databasePool)
  const hotPool = createHotPool(config.databaseUrl, HOT_CONNECTIONS)
  const snapshot = createSnapshotStore({ pool: hotPool, log })
  const clientIp = createClientIp(config.trustProxy)
  const services = createServices({ db, pool: hotPool, log, publicUrl: config.publicUrl, snapshot, clock, random })
  const hotMetrics = createHotMetrics()
  const hotDeps = { pool: hotPool, snapshot, clientIp, log, now, clock, random, hotMetrics }
  const redirect = createRedirect({ ...hotDeps, spoolFolder: join(config.dataDir, 'spool', 'clicks') })
  const postback = createPostbackPath({
    ...hotDeps,
    spoolFolder: join(config.dataDir, 'spool', 'postbacks'),
    clicksWaiting: () => redirect.stats().spoolDepth,
  })
  const hot = [redirect, postback]
  // All workers find the same settings: one of them warns.
  const durability = createDurability({ pool: hotPool, log: place.slot === 0 ? log : createLogger('silent') })
  const monitor = createMonitor({ redirect, postback, snapshot, durability, hotMetrics, board: place.board, now })

  return {
    config,
    place,
    board: place.board,
    log,
    now,
    clock,
    db,
    hotPool,
    snapshot,
    clientIp,
    sessionCookie: createSessionCookie(config.publicUrl),
    services,
    redirect,
    postback,
    hot,
    simulator: createSimulatorService({ ...services, snapshot, hot, publicUrl: config.publicUrl, clock }),
    monitor,

    async start(): Promise<void> {
      await snapshot.start()
      await redirect.start()
      await postback.start()
      monitor.start()
    },

    /** After the server: nothing may come in any more. */
    async close(): Promise<void> {
      monitor.stop()
      await Promise.all([redirect.close(), postback.close()])
      await snapshot.stop()
      // With the database away the pools cannot say goodbye; there is nothing left to lose then.
      await Promise.allSettled([hotPool.end(), db.destroy()])
    },
  }
}
export type Context = ReturnType<typeof createContext>
