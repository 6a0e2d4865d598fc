import { inTurns, withCost, type Bench, type Rate } from '../bench.js'
import { openClickApp, openClickFloor, type ClickApp } from '../clicks.js'
import { compareRates, showRate, type PartResult } from '../figures.js'
import type { Place } from '../machine.js'
import { startWorker } from '../worker.js'
import type { InsertJob, InsertResult } from '../workers/insert-floor.js'
import { createWorld } from '../world.js'

const BAR = 0.6
const CONNECTIONS = [64, 128, 256, 512]
const BATCHES = [50, 100, 200, 500, 1_000]
const INSERTERS = [1, 2, 4]
const TRIED_ROWS = 20_000

type Insert = (job: Omit<InsertJob, 'url'>) => Promise<Rate>

export async function measureInsert(bench: Bench): Promise<PartResult> {
  await bench.database.createSchema('insert')
  const url = bench.database.urlOf('insert')
  await createWorld(url, 1)
  const app = await openClickApp(bench, 'insert', 1)
  const redirectFloor = await openClickFloor(bench, app)
  const worker = startWorker<InsertJob, InsertResult>(bench.machine, 'server', 'insert-floor')
  const place = (where: Place) => {
    for (const pid of [app.pid, worker.pid, bench.database.pid]) if (pid !== undefined) bench.machine.pin(pid, where)
    bench.machine.pin(bench.load.pid, where === 'any' ? 'any' : 'load')
  }
  const insert: Insert = async (job) => {
    const result = await withCost(bench, undefined, () => worker.ask({ ...job, url }))
    app.expect(result.answered)
    return result
  }
  const { rate, ...best } = await bestInsert(insert)
  const floor = (seconds: number) => insert({ ...best, rows: Math.round(rate * seconds) })
  const onOne = await bestConnections(app)
  const pinned = await inTurns(
    bench,
    'rows stored, on one core',
    {
      floor,
      'bare 302': (seconds) => redirectFloor.send({ connections: onOne, seconds }),
      GoKart: (seconds) => app.send({ connections: onOne, seconds }),
    },
    showRate,
  )
  place('any')
  const onBoth = await bestConnections(app)
  const gokart = (seconds: number) => app.send({ connections: onBoth, seconds })
  const free = await inTurns(bench, 'rows stored, on both cores', { floor, GoKart: gokart }, showRate)
  place('server')
  const stored = await app.check()
  worker.stop()
  await redirectFloor.close()
  await app.close()
  const what = (connections: number) => `rows stored, ${connections} connections`
  return {
    figures: [
      compareRates(`${what(onBoth)}, on both cores`, free.GoKart, free.floor, BAR),
      compareRates(`${what(onOne)}, on one core`, pinned.GoKart, pinned.floor),
      compareRates(
        `${what(onOne)}, on one core; floor: both floors on it`,
        pinned.GoKart,
        pinned.floor.map((inserted, round) => oneCore(inserted, pinned['bare 302'][round]!)),
      ),
    ],
    method:
      'Rows stored: the redirect with the number of connections that is best for it. Floor: multi-row inserts of the same rows into the same ' +
      `table, made in advance, from a process in the app’s place, with the batch that is best for the database (here ${best.batch} rows on ` +
      `${best.connections} connections). On both cores: nothing is held to a core, the load takes its share from GoKart. Third line: what is left where that same core must also answer with bare 302s, 1 / (1 / 302s + 1 / inserts), ` +
      `measured in the same rounds. ${stored}, those of the floor among both.`,
  }
}

/** What a core does a second that must do the one and the other for each answer. */
function oneCore(one: Rate, other: Rate): Rate {
  return { ...one, perSecond: 1 / (1 / one.perSecond + 1 / other.perSecond) }
}

/** Tries each number for a second. */
async function bestConnections(app: ClickApp): Promise<number> {
  await app.send({ connections: CONNECTIONS[0]!, seconds: 1 })
  const tried: { connections: number; rate: number }[] = []
  for (const connections of CONNECTIONS) {
    const { perSecond: rate } = await app.send({ connections, seconds: 1 })
    tried.push({ connections, rate })
  }
  return tried.toSorted((a, b) => b.rate - a.rate)[0]!.connections
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
