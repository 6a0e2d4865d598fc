import { setTimeout as wait } from 'node:timers/promises'
import { timeKey } from '../src/db/time-key.js'
import { withCost, type Bench, type Measured } from './bench.js'
import { openConnection, select } from './database.js'
import type { ClosedLoop } from './load/closed-loop.js'
import type { OpenLoop } from './load/open-loop.js'
import { startWorker } from './worker.js'
import type { RedirectFloorJob } from './workers/redirect-floor.js'

type Load = Omit<ClosedLoop, 'port'> | Omit<OpenLoop, 'port'>

/** Something that answers clicks. */
export interface ClickTarget {
  send(load: Load): Promise<Measured>
  close(): Promise<void>
}

export interface ClickApp extends ClickTarget {
  readonly pid: number
  readonly port: number
  /** A Location that it sent. */
  readonly location: string
  /** Rows that somebody else put into the table. */
  expect(rows: number): void
  /** Throws where the rows that were stored are not as many as the clicks that were answered. Says how many there are. */
  check(): Promise<string>
}

/** The app on a schema, which has `offers` offers and no clicks of today. */
export async function openClickApp(bench: Bench, schema: string, offers: number): Promise<ClickApp> {
  const app = await bench.startApp(schema)
  const connection = await openConnection(bench.database.urlOf(schema))
  const since = timeKey(new Date(Date.now() - 1000))
  const plan = { kind: 'clicks', offers } as const
  const location = await sampleLocation(app.port)
  let answered = 1

  async function stored(): Promise<number> {
    const [row] = await select<{ clicks: number }>(connection, 'SELECT COUNT(*) AS clicks FROM clicks WHERE id >= ?', [
      since,
    ])
    return row!.clicks
  }

  return {
    pid: app.pid,
    port: app.port,
    location,
    async send(load) {
      const measured = await withCost(bench, app.pid, () => bench.load.ask({ ...load, plan, port: app.port }))
      answered += measured.answered
      return measured
    },
    expect: (rows) => void (answered += rows),
    async check() {
      const patience = Date.now() + 10_000 // what is in a spool comes later
      let rows = await stored()
      for (; rows < answered && Date.now() < patience; rows = await stored()) await wait(200)
      const text = `${answered.toLocaleString('en')} clicks answered, ${rows.toLocaleString('en')} rows stored`
      if (rows !== answered) throw new Error(`Clicks were lost or doubled: ${text}`)
      bench.progress(`  ${text}`)
      return text
    },
    async close() {
      await connection.end()
      await app.stop()
    },
  }
}

async function sampleLocation(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/c/offer0/partner?pub_click_id=pc-10000&pub_sub_1=banner%207`, {
    redirect: 'manual',
    headers: {
      'X-Forwarded-For': '8.8.8.8',
      'User-Agent':
        'Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    },
  })
  const location = answer.headers.get('Location')
  if (answer.status !== 302 || !location) throw new Error(`A click was answered with ${answer.status}`)
  return location
}

/** The floor, with answers of the same size, which may compute before each for so many µs of CPU. */
export async function openClickFloor(bench: Bench, { location }: ClickApp, computes = 0): Promise<ClickTarget> {
  const worker = startWorker<RedirectFloorJob, number>(bench.machine, 'server', 'redirect-floor')
  const port = await worker.ask({ location, computes })
  const plan = { kind: 'clicks', offers: 1 } as const
  return {
    send: (load) => withCost(bench, worker.pid, () => bench.load.ask({ ...load, plan, port })),
    close: async () => worker.stop(),
  }
}
