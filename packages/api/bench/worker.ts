import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Machine, Place } from './machine.js'

/** V8 would tidy up a floor that has nothing to do while the app has its turn on the same core. */
const QUIET = '--no-memory-reducer'

/** A process of the bench at its place, which does one job after the other. It ends with the bench. */
export interface Worker<Job, Result> {
  readonly pid: number
  ask(job: Job): Promise<Result>
  stop(): void
}

interface Reply<Result> {
  readonly result?: Result
  readonly fault?: string
}

/** `name`: a file of the folder `workers`. */
export function startWorker<Job, Result>(machine: Machine, place: Place, name: string): Worker<Job, Result> {
  const script = fileURLToPath(new URL(`workers/${name}.ts`, import.meta.url))
  const [command, ...args] = machine.at(place, [process.execPath, QUIET, '--import', 'tsx', script])
  const child = spawn(command!, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' })
  let settle: ((reply: Reply<Result>) => void) | undefined
  child.on('message', (reply: Reply<Result>) => settle?.(reply))
  child.on('exit', (code, signal) => settle?.({ fault: `The worker ${name} ended with ${signal ?? code}` }))
  return {
    pid: child.pid!,
    async ask(job) {
      const answered = new Promise<Reply<Result>>((resolve) => (settle = resolve))
      child.send(job as object)
      const { result, fault } = await answered
      if (fault !== undefined) throw new Error(fault)
      return result as Result
    },
    stop: () => child.disconnect(),
  }
}

/** The other side of it. */
export function answerJobs<Job, Result>(work: (job: Job) => Promise<Result>): void {
  process.on('message', (job: Job) => {
    work(job).then(
      (result) => process.send!({ result } satisfies Reply<Result>),
      (error: Error) => process.send!({ fault: error.stack ?? String(error) } satisfies Reply<Result>),
    )
  })
  process.on('disconnect', () => process.exit())
}
