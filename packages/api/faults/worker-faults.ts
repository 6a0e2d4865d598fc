import { execFileSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import type { App } from './app.js'
import { long, until } from './moments.js'
import { scenario } from './scenario.js'

const WORKERS = 2
const env = { WORKERS: String(WORKERS) }

export function workerFaults(): void {
  const times = long ? 20 : 3

  scenario(`kill -9 of a worker, ${times} times`, {
    prepare: () => ({ env }),
    async fault({ app, senders, random }) {
      for (let time = 0; time < times; time++) {
        await wait(random.int(long ? 2_000 : 500))
        process.kill(random.pick(workersOf(app)), 'SIGKILL')
        await senders.more(100, 10)
        // One that ends again and again is started later and later; a new parent knows nothing of it.
        if (time % 4 < 3) continue
        await app.stop()
        await app.start()
      }
      await until('all workers are there again', () => workersOf(app).length === WORKERS)
    },
  })

  scenario('rolling restart of the workers', {
    prepare: () => ({ env: { ...env, LOG_LEVEL: 'info' } }),
    async fault({ app, senders }) {
      const before = workersOf(app)
      app.signal('SIGUSR2')
      const last = new RegExp(`"worker":${WORKERS - 1},"msg":"A worker was started anew"`)
      while (!last.test(app.output())) await senders.more(20, 2)
      expect(workersOf(app).filter((pid) => before.includes(pid))).toEqual([])
      await senders.more(200, 20)
    },
  })

  scenario('kill -9 of a worker and of their parent while the database is away; fewer workers afterwards', {
    prepare: () => ({ env }),
    async fault({ app, database, senders, spool, random }) {
      await database.kill()
      await senders.more(500, 5)
      process.kill(random.pick(workersOf(app)), 'SIGKILL')
      await senders.more(500, 5)
      const orphans = workersOf(app)
      await app.kill()
      await until('the workers have ended too', () => orphans.every((pid) => !processes().has(pid)))
      spool.look()
      await database.start()
      await app.start({ WORKERS: '1' })
      await senders.more(100, 10)
    },
  })
}

/** Process numbers. */
const workersOf = (app: App): number[] =>
  [...processes()].filter(([, parent]) => parent === app.pid()).map(([pid]) => pid)

/** Every process and its parent, without those that have ended and are not taken note of. */
function processes(): Map<number, number> {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  const rows = lines.map((line) => line.trim().split(/\s+/) as [string, string, string])
  return new Map(
    rows.filter(([, , state]) => !state.startsWith('Z')).map(([pid, parent]) => [Number(pid), Number(parent)]),
  )
}
