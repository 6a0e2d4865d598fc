import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { alone, type Place } from './cluster/place.js'
import type { Config } from './config.js'
import { createHotPool } from './db/hot-pool.js'
import { createDatabase } from './db/knex.js'
import { createClientIp } from './http/client-ip.js'
import { createLogger, type Logger } from './logger.js'
import { createPostbackPath } from './postback/postback.js'
import { createRedirect } from './redirect/redirect.js'
import { createServices } from './services.js'
import { createSessionCookie } from './session/cookie.js'
import { createSnapshotStore } from './snapshot/snapshot-store.js'

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
  const services = createServices({ db, publicUrl: config.publicUrl, snapshot, clock, random })
  const hotDeps = { pool: hotPool, snapshot, clientIp, log, now, clock, random }
  const redirect = createRedirect({ ...hotDeps, spoolFolder: join(config.dataDir, 'spool', 'clicks') })
  const postback = createPostbackPath({
    ...hotDeps,
    spoolFolder: join(config.dataDir, 'spool', 'postbacks'),
    clicksWaiting: () => redirect.stats().spoolDepth,
  })

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
    hot: [redirect, postback],

    async start(): Promise<void> {
      await snapshot.start()
      await redirect.start()
      await postback.start()
    },

    /** After the server: nothing may come in any more. */
    async close(): Promise<void> {
      await Promise.all([redirect.close(), postback.close()])
      snapshot.stop()
      // With the database away the pools cannot say goodbye; there is nothing left to lose then.
      await Promise.allSettled([hotPool.end(), db.destroy()])
    },
  }
}
export type Context = ReturnType<typeof createContext>
