import { inTurns, type Bench, type Measured } from '../bench.js'
import { openClickApp, openClickFloor, type ClickTarget } from '../clicks.js'
import { below, cpuOf, medianOf, perSecond, type Figure, type PartResult } from '../figures.js'
import { median } from '../statistics.js'
import { createWorld } from '../world.js'

const SHARES = [0.25, 0.5, 0.75]
/** At half load. */
const BAR = 10
const CONNECTIONS = 256

export async function measureLatency(bench: Bench): Promise<PartResult> {
  await bench.database.createSchema('latency')
  await createWorld(bench.database.urlOf('latency'), 1)
  const app = await openClickApp(bench, 'latency', 1)
  const floor = await openClickFloor(bench, app)
  const maximum = await measureMaximum(bench, app)
  const figures: Figure[] = []
  const late: number[] = []
  for (const share of SHARES) {
    const rate = maximum * share
    const send = (target: ClickTarget) => (seconds: number) => target.send({ connections: CONNECTIONS, rate, seconds })
    const what = `latency at ${share * 100} % of ${perSecond(maximum)}`
    const results = await inTurns(bench, what, { floor: send(floor), GoKart: send(app) }, showLatency)
    figures.push(compareLatency(what, results.GoKart, results.floor, share === 0.5))
    late.push(...[...results.GoKart, ...results.floor].map((result) => result.late))
  }
  const stored = await app.check()
  await floor.close()
  await app.close()
  return { figures, method: methodOf(Math.max(...late), stored) }
}

/** Requests a second with 128 connections, each of which sends as soon as it can. */
export async function measureMaximum({ options, progress }: Bench, app: ClickTarget): Promise<number> {
  const rates: number[] = []
  for (let round = 0; round <= options.rounds; round++) {
    const { perSecond: rate } = await app.send({ connections: 128, seconds: Math.min(options.seconds, 2) })
    if (round > 0) rates.push(rate)
  }
  progress(`  the maximum is ${perSecond(median(rates))}`)
  return median(rates)
}

function showLatency(...results: Measured[]): string {
  const at = (of: 'p50' | 'p99' | 'p999') => medianOf(results, (result) => result[of]).toFixed(1)
  return `p50 ${at('p50')} p99 ${at('p99')} p99.9 ${at('p999')} ms`
}

function compareLatency(what: string, measured: Measured[], floor: Measured[], judged: boolean): Figure {
  const [p50, p99] = [medianOf(measured, (result) => result.p50), medianOf(measured, (result) => result.p99)]
  const figure = {
    what,
    measured: showLatency(...measured),
    floor: showLatency(...floor),
    ratio: `p99 / p50: ${(p99 / p50).toFixed(1)}`,
    cpu: cpuOf(measured),
  }
  return judged ? { ...figure, bar: below(p99 / p50, BAR) } : figure
}

function methodOf(late: number, stored: string): string {
  return (
    `Latency: requests leave at moments of a Poisson process on ${CONNECTIONS} connections, whatever the answers do, and each latency counts from the ` +
    'moment when the request was to leave (no coordinated omission). The maximum is that of 128 connections in this run. The same sender at the ' +
    `same rate against the bare 302 shows its own error; in its worst round ${(late * 100).toFixed(2)} % of the requests left more than 1 ms late. ${stored}.`
  )
}
