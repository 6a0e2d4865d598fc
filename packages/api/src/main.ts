import { setTimeout as wait } from 'node:timers/promises'
import { createApp } from './app.js'
import { readConfig, type Config } from './config.js'
import { createContext, type Context } from './context.js'
import { ensureDatabase, migrate } from './db/migrate.js'
import { ensurePartitions } from './db/partitions.js'
import { withSchemaLock } from './db/schema-lock.js'
import { createHttpServer } from './http/server.js'
import { createJobs } from './jobs/jobs.js'
import { startJobs } from './jobs/scheduler.js'
import { startMetrics } from './metrics/metrics-server.js'
import { explainStart } from './start-fault.js'
import type { FirstOps } from './users/first-ops.js'

/** In-flight requests get this long, the jobs that, and the rest of the 10 s is for the spools and the database. */
const GRACE_MS = 6_000
const JOBS_MS = 1_000
const LAST_MOMENT_MS = 10_000

let config: Config | undefined
try {
  config = readConfig(process.env)
  await run(config)
} catch (error) {
  console.error(explainStart(error, config))
  process.exit(1)
}

async function run(settings: Config): Promise<void> {
  await ensureDatabase(settings.databaseUrl)
  const context = createContext(settings)
  const { log } = context
  const firstOps = await prepare(context)
  const server = createHttpServer(createApp(context), context.hot, log)
  const port = await server.listen(settings.port, settings.host)
  const metrics = await startMetrics(settings.metrics, context.board, log)
  const jobs = startJobs(createJobs(context), log)
  announce(settings, port, firstOps)

  let stopping = false
  async function stop(why: string, exitCode: number): Promise<void> {
    // A second Ctrl-C does not wait.
    if (stopping) process.exit(1)
    stopping = true
    log.info({ why }, 'GoKart stops')
    setTimeout(() => process.exit(1), LAST_MOMENT_MS).unref()
    await server.close(GRACE_MS)
    // A job that empties a long spool goes on at the next start.
    await Promise.race([jobs.stop(), wait(JOBS_MS)])
    await context.close()
    await metrics?.close()
    process.exit(exitCode)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(signal, 0))
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'A promise failed and nobody looked'))
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'An error that nobody caught')
    void stop('error', 1)
  })
}

/** Brings the database up to date. Returns the first account where it was made just now. */
async function prepare(context: Context): Promise<FirstOps | undefined> {
  const { db, clock, services, config: settings } = context
  await migrate(db)
  await withSchemaLock(db, () => ensurePartitions(db, clock()))
  const firstOps = await services.createFirstOps(settings.ops)
  await context.start()
  return firstOps
}

/** In one write, so that whoever waits for the first line has all of it. */
function announce({ publicUrl, port: wanted, ops }: Config, port: number, firstOps: FirstOps | undefined): void {
  const lines = [`GoKart is ready: ${wanted === 0 ? `http://localhost:${port}` : publicUrl}`]
  if (firstOps) {
    const password = ops.password === undefined ? firstOps.password : 'the one in OPS_PASSWORD'
    lines.push('Sign in there (this is shown only once):', `  email     ${firstOps.email}`, `  password  ${password}`)
  }
  console.log(lines.join('\n'))
}
