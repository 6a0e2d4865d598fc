import { join } from 'node:path'
import { inTurns, withCost, type Bench, type Rate } from '../bench.js'
import { openClickApp } from '../clicks.js'
import { compareRates, showRate, type PartResult } from '../figures.js'
import type { Place } from '../machine.js'
import { startWorker } from '../worker.js'
import type { ClickPathJob } from '../workers/click-path.js'
import type { InsertJob, InsertResult } from '../workers/insert-floor.js'
import { createWorld } from '../world.js'

const BAR = 0.6
const CONNECTIONS = [64, 128, 256, 512]
const VISITORS = [256, 512, 1_024]
const BATCHES = [50, 100, 200, 500, 1_000]
const INSERTERS = [1, 2, 4]
const TRIED_ROWS = 20_000

type Insert = (job: Omit<InsertJob, 'url'>) => Promise<Rate>
type Send = (at: number, seconds: number) => Promise<Rate>

export async function measureInsert(bench: Bench): Promise<PartResult> {
  const { machine, database, load } = bench
  await database.createSchema('insert')
  const url = database.urlOf('insert')
  await createWorld(url, 1)
  const app = await openClickApp(bench, 'insert', 1)
  const inserter = startWorker<InsertJob, InsertResult>(machine, 'load', 'insert-floor')
  const path = startWorker<ClickPathJob, InsertResult>(machine, 'load', 'click-path')
  /** Rows that the app did not store itself. */
  const counted = async (rate: Promise<Rate>): Promise<Rate> => {
    app.expect((await rate).answered)
    return rate
  }
  const insert: Insert = (job) => counted(withCost(bench, inserter.pid, () => inserter.ask({ ...job, url })))
  const folder = join(bench.folder, 'click-path')
  const visit: Send = (visitors, seconds) =>
    counted(withCost(bench, path.pid, () => path.ask({ url, folder, visitors, seconds })))
  const send: Send = (connections, seconds) => app.send({ connections, seconds })
  const place = (where: Place, pids: readonly (number | undefined)[]) => {
    for (const pid of pids) if (pid !== undefined) machine.pin(pid, where)
  }

  await send(CONNECTIONS[0]!, 1)
  const own = await sideBySide(bench, 'rows stored, without sockets', insert, visit, await best(visit, VISITORS))
  place('any', [app.pid, inserter.pid, database.pid, load.pid])
  const shared = await sideBySide(bench, 'rows stored, over HTTP', insert, send, await best(send, CONNECTIONS))
  // As the parts that follow expect it.
  place('server', [database.pid])
  place('load', [load.pid])
  const stored = await app.check()
  for (const worker of [inserter, path]) worker.stop()
  await app.close()
  return {
    figures: [
      compareRates(`rows stored, ${own.at} visitors, without sockets`, own.gokart, own.floor, BAR),
      compareRates(`rows stored, ${shared.at} connections, over HTTP on both cores`, shared.gokart, shared.floor),
    ],
    method: methodOf(own, shared, stored),
  }
}

function methodOf(own: Compared, shared: Compared, stored: string): string {
  return (
    'Rows stored, floor: multi-row inserts of the same rows into the same table, made in advance, with the batch that is best for the database ' +
    `(${own.batch}, then ${shared.batch}). Without sockets: the database has a core of its own; the other one has the inserts, or the click path in a ` +
    'process that hands it the bytes of requests and takes its answers, each when its row is committed. Over HTTP: nothing is held to a core, and app and sender ' +
    `take their share from the database, which has both in the floor. ${stored}, those of all four among them.`
  )
}

interface Compared {
  readonly at: number
  readonly batch: string
  readonly floor: Rate[]
  readonly gokart: Rate[]
}

async function sideBySide(bench: Bench, what: string, insert: Insert, send: Send, at: number): Promise<Compared> {
  const { rate, ...job } = await bestInsert(insert)
  const results = await inTurns(
    bench,
    what,
    {
      floor: (seconds: number) => insert({ ...job, rows: Math.round(rate * seconds) }),
      GoKart: (seconds: number) => send(at, seconds),
    },
    showRate,
  )
  const batch = `${job.batch} rows on ${job.connections} connections`
  return { at, batch, floor: results.floor, gokart: results.GoKart }
}

/** Tries each number for a second. */
async function best(send: Send, numbers: readonly number[]): Promise<number> {
  const tried: { at: number; rate: number }[] = []
  for (const at of numbers) tried.push({ at, rate: (await send(at, 1)).perSecond })
  return tried.toSorted((a, b) => b.rate - a.rate)[0]!.at
}

async function bestInsert(insert: Insert): Promise<{ batch: number; connections: number; rate: number }> {
  const tried: { batch: number; connections: number; rate: number }[] = []
  for (const connections of INSERTERS) {
    for (const batch of BATCHES) {
      const { perSecond: rate } = await insert({ batch, connections, rows: TRIED_ROWS })
      tried.push({ batch, connections, rate })
    }
  }
  return tried.toSorted((a, b) => b.rate - a.rate)[0]!
}
