import { startApp, type App } from './app.js'
import { openDatabaseServer, type DatabaseServer } from './database.js'
import type { OpenLoopResult } from './load/open-loop.js'
import { readMachine, type Machine } from './machine.js'
import type { Options } from './options.js'
import { cpuMs } from './usage.js'
import { startWorker, type Worker } from './worker.js'
import type { LoadJob } from './workers/load.js'

/** What all parts measure with. */
export interface Bench {
  readonly options: Options
  readonly machine: Machine
  readonly database: DatabaseServer
  readonly load: Worker<LoadJob, OpenLoopResult>
  /** On a real disk, that of the database where this is the bench's own. */
  readonly folder: string
  startApp(schema: string): Promise<App>
  progress(text: string): void
  /** Also stops what a part that failed left. */
  close(): Promise<void>
}

export interface BenchSettings {
  readonly databaseUrl: string
  /** Where the database is the bench's own one, and may be held to a core. */
  readonly databasePid: number | undefined
  /** On a real disk. */
  readonly folder: string
}

export async function openBench(options: Options, settings: BenchSettings): Promise<Bench> {
  const machine = readMachine()
  // Nothing of the bench itself belongs to what is measured.
  machine.pin(process.pid, 'load')
  const database = await openDatabaseServer(settings.databaseUrl)
  if (settings.databasePid !== undefined) machine.pin(settings.databasePid, 'server')
  const apps: App[] = []
  const load = startWorker<LoadJob, OpenLoopResult>(machine, 'load', 'load')
  return {
    options,
    machine,
    database,
    load,
    folder: settings.folder,
    async startApp(schema) {
      const app = await startApp(machine, {
        ...settings,
        databaseUrl: database.urlOf(schema),
        profile: options.profile,
      })
      apps.push(app)
      return app
    },
    progress: (text) => console.log(text),
    async close() {
      load.stop()
      for (const app of apps) await app.stop()
      await database.close()
    },
  }
}

/** How fast something was, and what it cost: µs of CPU for each answer, undefined where the system does not tell. */
export interface Rate {
  readonly answered: number
  readonly perSecond: number
  readonly appCpu: number | undefined
  readonly databaseCpu: number | undefined
}
export type Measured = Rate & OpenLoopResult

/** Does some work, and looks at what it costs the process `pid` and the database. */
export async function withCost<Result extends { readonly answered: number }>(
  { database }: Bench,
  pid: number | undefined,
  work: () => Promise<Result>,
): Promise<Result & Pick<Rate, 'appCpu' | 'databaseCpu'>> {
  const begun = [cpuMs(pid), cpuMs(database.pid)] as const
  const result = await work()
  const each = (end = NaN, begin = NaN) =>
    Number.isNaN(end - begin) ? undefined : ((end - begin) * 1000) / result.answered
  return { ...result, appCpu: each(cpuMs(pid), begun[0]), databaseCpu: each(cpuMs(database.pid), begun[1]) }
}

/**
 * Lets contestants take turns, a round after the other, every second one in the opposite order, so that what changes on the
 * machine meanwhile meets all alike. A first round warms up and is not counted.
 */
export async function inTurns<Name extends string, Result>(
  { options, progress }: Bench,
  title: string,
  contestants: Readonly<Record<Name, (seconds: number) => Promise<Result>>>,
  show: (result: Result) => string,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(contestants) as Name[]
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>
  for (const name of names) await contestants[name](Math.min(options.seconds, 2))
  for (let round = 0; round < options.rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      results[name].push(await contestants[name](options.seconds))
    }
    const shown = names.map((name) => `${name} ${show(results[name].at(-1)!)}`)
    progress(`${title}, round ${round + 1} of ${options.rounds}: ${shown.join(' · ')}`)
  }
  return results
}
