import { signIn } from '../callers.js'
import { withCost, type Bench } from '../bench.js'
import { below, type Figure, type PartResult } from '../figures.js'
import { listFigures, type ListFigure } from '../list-calls.js'
import { p95, shownTimes as shown, slowest, timesOf, type Times } from '../times.js'
import { schemaWithTraffic } from '../traffic-schema.js'
import { BUSIEST } from '../traffic.js'

interface Measured {
  readonly times: readonly Times[]
  /** µs a call: of the app and of the database. */
  readonly cpu: readonly (number | undefined)[]
}

export async function measureLists(bench: Bench): Promise<PartResult> {
  const bySize = new Map<number, Map<ListFigure, Measured>>()
  for (const rows of bench.options.traffic) bySize.set(rows, await measureSize(bench, rows))
  const figures = [...bySize.values()][0]!.keys()
  return {
    figures: [...figures].map((figure, index) => figureOf(figure, bySize, index)),
    method:
      'Lists: over HTTP to the API, one request after the other, each call ' +
      `${repeatsOf(bench)} times after it was made once, as ops and as a user of the advertiser with most traffic; p50 of all calls of a ` +
      'row, p95 of its slowest call; CPU at the largest size. Stored are as many rows of the postback log as clicks, and a fiftieth of conversions, over 90 days, of ' +
      '100 offers of which the first has a tenth of all.',
  }
}

async function measureSize(bench: Bench, rows: number): Promise<Map<ListFigure, Measured>> {
  const { progress } = bench
  const { schema, to: now } = await schemaWithTraffic(bench, rows)
  const app = await bench.startApp(schema)
  const all = new Map<ListFigure, Measured>()
  for (const figure of listFigures(await signIn(app, BUSIEST.advertiserId), now)) {
    for (const call of figure.calls) await call()
    const { times, appCpu, databaseCpu } = await withCost(bench, app.pid, () => measureCalls(figure, repeatsOf(bench)))
    all.set(figure, { times, cpu: [appCpu, databaseCpu] })
    const each = times.map(p95).map(Math.round).join(', ')
    progress(
      `  ${rows.toLocaleString('en')}: ${figure.what}: ${shown(times)} (${each}), CPU ${cpuText([appCpu, databaseCpu])}`,
    )
  }
  await app.stop()
  return all
}

const repeatsOf = ({ options }: Bench) => Math.max(20, 3 * options.rounds)

async function measureCalls({ calls }: ListFigure, repeats: number): Promise<{ times: Times[]; answered: number }> {
  const times: Times[] = []
  for (const call of calls) times.push(await timesOf(call, repeats))
  return { times, answered: times.flat().length }
}

const cpuText = (parts: Measured['cpu']) => parts.map((part) => part?.toFixed(0) ?? '?').join(' + ')
function figureOf({ what, bar }: ListFigure, bySize: Map<number, Map<ListFigure, Measured>>, index: number): Figure {
  const sizes = [...bySize].map(([rows, measured]) => [rows, [...measured.values()][index]!] as const)
  const worst = Math.max(...sizes.map(([, { times }]) => slowest(times)))
  return {
    what: `${what}: p50 / p95`,
    measured: sizes.map(([rows, { times }]) => `${shown(times)} at ${rows / 1e6} million`).join(', '),
    bar: below(worst, bar, ' ms'),
    cpu: cpuText(sizes.at(-1)![1].cpu),
  }
}
