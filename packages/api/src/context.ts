import { randomBytes } from 'node:crypto'
import { createTestClicks } from './clicks/test-clicks.js'
import { createAdoption } from './cluster/adoption.js'
import { openOrphan } from './cluster/orphan.js'
import { alone, type Place } from './cluster/place.js'
import { createSpoolFolders } from './cluster/spool-folders.js'
import type { Config } from './config.js'
import { createDurability } from './db/durability.js'
import { createGate } from './db/gate.js'
import { createHotPool } from './db/hot-pool.js'
import { createDatabase } from './db/knex.js'
import { createClientIp } from './http/client-ip.js'
import { createEventStreams } from './http/event-stream.js'
import { createLogger, type Logger } from './logger.js'
import { createHotMetrics } from './metrics/hot-metrics.js'
import { createPostbackPath, type PostbackPathDeps } from './postback/postback.js'
import { createRedirect, type RedirectDeps } from './redirect/redirect.js'
import { createServices } from './services.js'
import { createSessionCookie } from './session/cookie.js'
import { createLiveTestService } from './simulator/live-test.service.js'
import { createSimulatorService } from './simulator/simulator.service.js'
import { createSnapshotFile } from './snapshot/snapshot-file.js'
import { createSnapshotStore } from './snapshot/snapshot-store.js'
import { createMonitor } from './system/monitor.js'

/** What tests put in place of the real thing. */
export interface Overrides {
  log?: Logger
  /** Unix ms. */
  now?: () => number
  random?: (size: number) => Buffer
}

/** Connections of clicks, postbacks and the snapshot; so many commits may be on their way at once. Each of several workers has fewer. */
const HOT_CONNECTIONS = { alone: 16, each: 8 }

/** Everything that GoKart is made of, built once and passed as arguments. `start()` needs a migrated database. */
export function createContext(config: Config, overrides: Overrides = {}, place: Place = alone()) {
  const { log = createLogger(config.logLevel), now = Date.now, random = randomBytes } = overrides
  const clock = () => new Date(now())
  const { slot, slots } = place
  const db = createDatabase(config.databaseUrl, Math.max(2, Math.ceil(config.databasePool / slots)))
  const gate = createGate()
  const hotPool = gate.guard(
    createHotPool(config.databaseUrl, slots > 1 ? HOT_CONNECTIONS.each : HOT_CONNECTIONS.alone),
  )
  const file = createSnapshotFile({ folder: config.dataDir, slot, log })
  const snapshot = createSnapshotStore({ pool: hotPool, log, file, now })
  place.onChange(snapshot.refresh)
  const clientIp = createClientIp(config.trustProxy)
  const shared = {
    current: snapshot.current,
    // Who changed an offer may be sent to any worker next.
    refresh: async () => void (await Promise.all([snapshot.refresh(), place.refreshOthers()])),
  }
  const services = createServices({
    db,
    pool: hotPool,
    log,
    databaseUrl: config.databaseUrl,
    publicUrl: config.publicUrl,
    snapshot: shared,
    clock,
    random,
  })
  const { counters } = services
  const hotMetrics = createHotMetrics()
  const { databaseNow } = snapshot
  const hotDeps = { pool: hotPool, snapshot, databaseNow, clientIp, log, now, clock, random, hotMetrics }
  const { redirect, postback, adoption } = createHotPaths(hotDeps, config.dataDir, place)
  const hot = [redirect, postback]
  // All workers find the same settings: one of them warns.
  const durability = createDurability({ pool: hotPool, log: place.slot === 0 ? log : createLogger('silent') })
  const monitor = createMonitor({
    redirect,
    postback,
    snapshot,
    durability,
    hotMetrics,
    counters,
    board: place.board,
    now,
  })

  return {
    config,
    place,
    board: place.board,
    log,
    now,
    clock,
    db,
    gate,
    hotPool,
    hotMetrics,
    snapshot,
    clientIp,
    sessionCookie: createSessionCookie(config.publicUrl),
    services,
    redirect,
    postback,
    adoption,
    hot,
    streams: createEventStreams(),
    liveTests: createLiveTestService({ ...services, testClicks: createTestClicks(db), snapshot, clock }),
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
      await Promise.all([redirect.close(), postback.close(), adoption.close()])
      await snapshot.stop()
      // With the database away the pools cannot say goodbye; there is nothing left to lose then.
      await Promise.allSettled([hotPool.end(), db.destroy()])
    },
  }
}
export type Context = ReturnType<typeof createContext>

type HotDeps = Omit<RedirectDeps, 'spoolFolder' | 'node'> & Omit<PostbackPathDeps, 'spoolFolder' | 'clicksWaiting'>

/** The paths of clicks and postbacks with their spools, and who empties what former processes left. */
function createHotPaths(deps: HotDeps, dataDir: string, { slot, slots, node }: Place) {
  const folders = createSpoolFolders(dataDir)
  const redirect = createRedirect({ ...deps, node, spoolFolder: folders.of(slot, 'clicks') })
  const clicksWaiting = () => redirect.stats().spoolDepth + (folders.clicksWaitBeside(slot) ? 1 : 0)
  const postback = createPostbackPath({ ...deps, spoolFolder: folders.of(slot, 'postbacks'), clicksWaiting })
  const adoption = createAdoption({
    folders,
    from: slots,
    open: (orphan) => openOrphan({ ...deps, folders, clicksWaiting }, orphan),
    log: deps.log,
  })
  return { redirect, postback, adoption }
}
