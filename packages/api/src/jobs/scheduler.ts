import type { Logger } from '../logger.js'

/** Something to do again and again. */
export interface Job {
  name: string
  everyMs: number
  run(): Promise<unknown>
}

export interface Schedule {
  /** Starts nothing more, and resolves when what runs has ended. */
  stop(): Promise<void>
}

/** Runs each job now, and again `everyMs` after its end: never twice at once. An error is logged, and the next turn comes all the same. */
export function startJobs(jobs: readonly Job[], log: Logger): Schedule {
  const stops = jobs.map((job) => startJob(job, log))
  return {
    async stop() {
      await Promise.all(stops.map((stop) => stop()))
    },
  }
}

function startJob({ name, everyMs, run }: Job, log: Logger): () => Promise<void> {
  let stopped = false
  let failing = false
  let timer: NodeJS.Timeout | undefined
  let running = turn()

  async function turn(): Promise<void> {
    try {
      await run()
      if (failing) log.info({ job: name }, 'A job that failed works again')
      failing = false
    } catch (error) {
      // One line, not one a second while the database is away.
      if (!failing) log.error({ err: error, job: name }, 'A job failed; it runs again until it works')
      failing = true
    }
    if (stopped) return
    timer = setTimeout(() => {
      running = turn()
    }, everyMs)
    timer.unref()
  }

  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
