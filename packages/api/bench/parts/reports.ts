import type { Bench } from '../bench.js'
import { signIn } from '../callers.js'
import { below, type Figure, type PartResult } from '../figures.js'
import { reportFigures } from '../report-calls.js'
import { p95, shownTimes, slowest, timesOf, type Times } from '../times.js'
import { schemaWithTraffic } from '../traffic-schema.js'
import { BUSIEST } from '../traffic.js'

const BAR_MS = 150
/** The largest size may take so many times as long as the smallest. */
const GROWTH = 1.5

type BySize = Map<number, readonly Times[]>

export async function measureReports(bench: Bench): Promise<PartResult> {
  const figures = new Map<string, BySize>()
  for (const rows of bench.options.traffic) await measureSize(bench, rows, figures)
  return {
    figures: [...figures].map(([what, bySize]) => figureOf(what, bySize)),
    method:
      `Reports: over HTTP to the API, 90 days, seven metrics of all families, one request after the other, each call ${repeatsOf(bench)} times after it ` +
      'was made once, as ops and as a user of the advertiser with most traffic; p50 of all calls of a row, p95 of its slowest call. ' +
      'The traffic is that of the lists, counted.',
  }
}

async function measureSize(bench: Bench, rows: number, figures: Map<string, BySize>): Promise<void> {
  const { schema, to } = await schemaWithTraffic(bench, rows)
  const app = await bench.startApp(schema)
  for (const { what, calls } of reportFigures(await signIn(app, BUSIEST.advertiserId), to)) {
    const times: Times[] = []
    for (const call of calls) {
      await call()
      times.push(await timesOf(call, repeatsOf(bench)))
    }
    figures.set(what, (figures.get(what) ?? new Map()).set(rows, times))
    const each = times.map(p95).map(Math.round).join(', ')
    bench.progress(`  ${rows.toLocaleString('en')}: ${what}: ${shownTimes(times)} (${each})`)
  }
  await app.stop()
}

const repeatsOf = ({ options }: Bench) => Math.max(20, 7 * options.rounds)

function figureOf(what: string, bySize: BySize): Figure {
  const sizes = [...bySize]
  const worst = slowest(sizes.at(-1)![1])
  const growth = worst / slowest(sizes[0]![1])
  const bars = [below(worst, BAR_MS, ' ms'), ...(sizes.length > 1 ? [`${below(growth, GROWTH)} times`] : [])]
  return {
    what: `${what}: p50 / p95`,
    measured: sizes.map(([rows, times]) => `${shownTimes(times)} at ${rows / 1e6} million`).join(', '),
    ...(sizes.length > 1 ? { ratio: growth.toFixed(2) } : {}),
    bar: bars.join('; '),
  }
}
