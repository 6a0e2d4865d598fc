import { setTimeout as wait } from 'node:timers/promises'
import { createApp } from './app.js'
import { startContext } from './bring-up.js'
import type { Place } from './cluster/place.js'
import type { Config } from './config.js'
import { createContext, type Context } from './context.js'
import { createHttpServer } from './http/server.js'
import { ownJobs, sharedJobs } from './jobs/jobs.js'
import { startJobs, type Schedule } from './jobs/scheduler.js'
import type { Logger } from './logger.js'

/** In-flight requests get this long, the jobs that, what waits in memory that; together less than the last moment. */
const GRACE_MS = 5_000
const JOBS_MS = 500
const FLUSH_MS = 3_500
const LAST_MOMENT_MS = 9_500

/** A process that serves clicks, postbacks, the API and the admin until it is told to stop. Returns once it does. */
export async function serve(config: Config, place: Place, log: Logger): Promise<void> {
  const context = createContext(config, { log }, place)
  const { ready } = await startContext(context)
  const server = createHttpServer(createApp(context), context.hot, log)
  const port = await server.listen(config.port, config.host)
  const jobs = runJobs(context, ready)

  stopOn(log, place, async (exitCode) => {
    setTimeout(() => process.exit(1), LAST_MOMENT_MS).unref()
    context.streams.close()
    await server.close(GRACE_MS)
    // A job that empties a long spool goes on at the next start.
    await Promise.race([jobs.stop(), wait(JOBS_MS)])
    // With the database frozen, what is stored is stored and what is spooled is spooled: nothing is lost by not waiting.
    await Promise.race([context.close(), wait(FLUSH_MS)])
    process.exit(exitCode)
  })
  place.setListening(port)
}

/** What a process does for itself begins at once; what one does for all, when it is the one and the database is there. */
function runJobs(context: Context, ready: Promise<void>): Schedule {
  const { place, snapshot, log } = context
  const schedules = [startJobs(ownJobs(context), log)]
  let stopped = false
  async function lead(): Promise<void> {
    await Promise.all([ready, place.leads])
    if (stopped) return
    snapshot.keepCopy()
    schedules.push(startJobs(sharedJobs(context), log))
  }
  void lead()
  return {
    async stop() {
      stopped = true
      await Promise.all(schedules.map((schedule) => schedule.stop()))
    },
  }
}

/** Stops once, for whatever reason comes first. A second signal does not wait for it. */
function stopOn(log: Logger, place: Place, stop: (exitCode: number) => Promise<void>): void {
  let stopping = false
  let signals = 0
  function begin(why: string, exitCode: number): void {
    if (stopping) return
    stopping = true
    log.info({ why }, 'GoKart stops')
    void stop(exitCode)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (++signals > 1) process.exit(1)
      begin(signal, 0)
    })
  }
  void place.stopped.then((why) => begin(why, 0))
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'A promise failed and nobody looked'))
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'An error that nobody caught')
    begin('error', 1)
  })
}
