import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createClickIdMinter } from '@gokart/shared/click-id'
import type { HotPool } from '../db/hot-pool.js'
import type { ClientIp } from '../http/client-ip.js'
import type { Logger } from '../logger.js'
import { createHotMetrics, type HotMetrics } from '../metrics/hot-metrics.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { openSpool } from '../spool/spool.js'
import { READ_HEADERS, sendAnswer } from './answer.js'
import { isClickLink } from './click-link.js'
import { createClickWriter, type ClickStats, type ClickWriter } from './click-writer.js'
import { createRedirectHandler, type RedirectHandler } from './handler.js'
import { createVisitorReader } from './visitor.js'

export interface RedirectDeps {
  readonly pool: HotPool
  readonly snapshot: { current(): Snapshot }
  /** The database's clock, Unix ms, where it is known. */
  readonly databaseNow?: (() => number | undefined) | undefined
  readonly clientIp: ClientIp
  /** Folder of the clicks that wait for the database. */
  readonly spoolFolder: string
  readonly log: Logger
  /** Unix ms. */
  readonly now?: () => number
  readonly random?: (size: number) => Buffer
  readonly hotMetrics?: HotMetrics
  /** Node number of the click IDs; a random one where none is given. */
  readonly node?: number | undefined
}

/** The click path as a whole: a hot path of the server, which needs `start()` before the first request. */
export interface Redirect {
  matches(target: string): boolean
  handle(req: IncomingMessage, res: ServerResponse): void
  /** The same without node:http: see http/fast-lane.ts. */
  readonly lane: RedirectHandler & { readonly headers: readonly string[] }
  /** Opens the spool, and begins to store what an earlier process left in it. Rejects where another process has it. */
  start(): Promise<void>
  /** After the last request: writes what waits. */
  close(): Promise<void>
  stats(): ClickStats
}

export function createRedirect(deps: RedirectDeps): Redirect {
  const {
    pool,
    snapshot,
    clientIp,
    spoolFolder,
    log,
    now = Date.now,
    random = randomBytes,
    hotMetrics = createHotMetrics(),
  } = deps
  const minter = createClickIdMinter({
    mac: (message) => snapshot.current().macs[0](message),
    node: deps.node ?? random(2).readUInt16BE() & 0x3fff,
    startCounter: random(2).readUInt16BE() & 0x7ff,
    now,
  })
  const visitors = createVisitorReader()
  let started: ClickWriter | undefined
  const writer = () => {
    if (!started) throw new Error('The click path is not started')
    return started
  }
  const { take } = createRedirectHandler({
    snapshot,
    minter,
    visitors,
    clientIp,
    hotMetrics,
    log,
    now,
    writer: { write: (click, done) => writer().write(click, done) },
  })
  return {
    matches: isClickLink,
    handle: (req, res) => take(req, (answer) => sendAnswer(res, answer)),
    lane: { headers: READ_HEADERS, take },
    async start() {
      const spool = await openSpool({ folder: spoolFolder, log, now })
      started = createClickWriter({ pool, log, hotMetrics, spool, databaseNow: deps.databaseNow })
    },
    close: async () => started?.close(),
    stats: () => writer().stats(),
  }
}
