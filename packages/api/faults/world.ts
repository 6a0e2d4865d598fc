import type { Random } from '../src/db/seeds/random.js'
import { createApp, type App, type AppSettings } from './app.js'
import { newFolder } from './belongings.js'
import { createDatabaseServer, type DatabaseServer } from './database-server.js'
import { createLedger, type Ledger } from './ledger.js'
import { long, randomOf, until } from './moments.js'
import { createCatalogue, signIn } from './offers.js'
import { quietPort } from './ports.js'
import { openRows, type Rows } from './rows.js'
import { createSenders, type Senders } from './senders.js'
import { watchSpool, type SpoolWatch } from './spool-watch.js'

/** A GoKart with its database, and clients that call it. */
export interface World {
  readonly app: App
  readonly appSettings: AppSettings
  readonly database: DatabaseServer
  readonly senders: Senders
  readonly ledger: Ledger
  readonly spool: SpoolWatch
  /** For the moments of the fault. */
  readonly random: Random
  /** Past everything that stands between GoKart and the database. */
  readonly databaseUrl: string
  rows(): Promise<Rows>
  /** A counter or gauge that GoKart tells of itself. */
  metric(name: string): Promise<number>
  close(): Promise<void>
}

export interface WorldSettings extends Pick<AppSettings, 'env' | 'preload'> {
  readonly database?: DatabaseServer
  readonly dataDir?: string
  /** The way from GoKart to its database, where there is something between. */
  readonly way?: (databaseUrl: string) => string
}

/** A spool of many minutes takes its time. */
const SETTLE_MS = long ? 300_000 : 30_000

let shared: Promise<DatabaseServer> | undefined
let schemas = 0

/** The database of all scenarios that do not need one of their own; it serves, whatever the scenario before did to it. */
async function sharedDatabase(): Promise<DatabaseServer> {
  shared ??= createDatabaseServer(newFolder('database'))
  const server = await shared
  server.resume()
  await server.start()
  return server
}

export const closeSharedDatabase = async (): Promise<void> => (await shared)?.kill()

/** The senders are not started yet. */
export async function openWorld(name: string, settings: WorldSettings = {}): Promise<World> {
  const { way = (url) => url, env, preload } = settings
  const database = settings.database ?? (await sharedDatabase())
  const databaseUrl = database.url(`faults_${++schemas}`)
  const dataDir = settings.dataDir ?? newFolder('data')
  const [port, metricsPort] = [await quietPort(), await quietPort()]
  const appSettings = { databaseUrl: way(databaseUrl), dataDir, port, metricsPort, env, preload }
  const app = createApp(appSettings)
  await app.start()
  const catalogue = await createCatalogue(await signIn(app.origin)).catch(async (error: unknown) => {
    await app.kill()
    throw error
  })
  const ledger = createLedger()
  const senders = createSenders(port, catalogue, ledger, randomOf(`senders of ${name}`))
  const spool = watchSpool(dataDir)
  return {
    app,
    appSettings,
    database,
    databaseUrl,
    senders,
    ledger,
    spool,
    random: randomOf(name),
    rows: () => openRows(databaseUrl),
    metric: (metric) => readMetric(metricsPort, metric),
    async close() {
      spool.stop()
      const silent = senders.stop().catch(() => undefined)
      if (app.running()) await app.kill()
      await silent
    },
  }
}

async function readMetric(port: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return Number(new RegExp(`^${name}(?:\\{\\})? (\\S+)$`, 'm').exec(text)?.[1])
}

/** Until all runs again, no request is on its way, nothing waits in a spool and nothing is undecided. Says what never came true. */
export async function settle({ app, database, senders, spool, rows }: World): Promise<string[]> {
  await senders.stop()
  await database.start()
  if (!app.running()) await app.start()
  const stored = await rows()
  const settled = async () => spool.empty() && (await stored.queued()) === 0
  const never = await until('the spool is empty and every postback is decided', settled, SETTLE_MS).then(
    () => [],
    (error: Error) => [error.message],
  )
  await stored.close()
  return never
}
