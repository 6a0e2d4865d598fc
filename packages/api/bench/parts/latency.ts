import { inTurns, type Bench, type Measured } from '../bench.js'
import { openClickApp, openClickFloor, type ClickTarget } from '../clicks.js'
import { below, cpuOf, medianOf, perSecond, type Figure, type PartResult } from '../figures.js'
import { RAMP_MS } from '../load/open-loop.js'
import { median } from '../statistics.js'
import { startWorker } from '../worker.js'
import type { DiskFloorJob, DiskFloorResult } from '../workers/disk-floor.js'
import { createWorld } from '../world.js'

const SHARES = [0.25, 0.5, 0.75]
/** At half load. */
const BAR = 10
const CONNECTIONS = 256
/** What the machine does to one round, such as a disk that stops, it does not do to the others: they are short, and many. */
const ROUND_S = 1
/** How long it is looked at what an answer costs. */
const CALIBRATION_S = 3
/** A disk that took so long for one write has stopped, ms. */
const STOP_MS = 10

/** What was sent while the disk was looked at. */
type Round = Measured & { readonly disk: number }
type Sender = (seconds: number) => Promise<Round>
type Results = Readonly<Record<'GoKart' | 'floor' | 'computing', Round[]>>

export async function measureLatency(bench: Bench): Promise<PartResult> {
  await bench.database.createSchema('latency')
  await createWorld(bench.database.urlOf('latency'), 1)
  const app = await openClickApp(bench, 'latency', 1)
  const floor = await openClickFloor(bench, app)
  const disk = startWorker<DiskFloorJob, DiskFloorResult>(bench.machine, 'load', 'disk-floor')
  const maximum = await measureMaximum(bench, app)
  const figures: Figure[] = []
  const late: number[] = []
  for (const share of SHARES) {
    const rate = maximum * share
    const send = (target: ClickTarget) => async (seconds: number) => {
      const probe = disk.ask({ folder: bench.folder, seconds: seconds + RAMP_MS / 1000 })
      const measured = await target.send({ connections: CONNECTIONS, rate, seconds })
      return { ...measured, disk: (await probe).longest }
    }
    const what = `latency at ${share * 100} % of ${perSecond(maximum)}`
    const computing = await openClickFloor(bench, app, await extraCpu(send(app), send(floor)))
    const contestants = { floor: send(floor), computing: send(computing), GoKart: send(app) }
    const results = await inTurns(inShortRounds(bench), what, contestants, showRound)
    figures.push(...compareLatency(what, results, share === 0.5))
    late.push(...[...results.GoKart, ...results.floor].map((result) => result.late))
    await computing.close()
  }
  const stored = await app.check()
  disk.stop()
  await floor.close()
  await app.close()
  return { figures, method: methodOf(Math.max(...late), stored) }
}

/** µs of CPU that app and database take for an answer beyond what the floor takes; 0 where the system does not tell. */
async function extraCpu(ofApp: Sender, ofFloor: Sender): Promise<number> {
  const [app, floor] = [await ofApp(CALIBRATION_S), await ofFloor(CALIBRATION_S)]
  return Math.max(0, (app.appCpu ?? 0) + (app.databaseCpu ?? 0) - (floor.appCpu ?? 0))
}

function inShortRounds(bench: Bench): Bench {
  const { rounds, seconds } = bench.options
  return { ...bench, options: { ...bench.options, rounds: Math.round((rounds * seconds) / ROUND_S), seconds: ROUND_S } }
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

const showRound = (round: Round) => `${showLatency(round)} (disk ${round.disk.toFixed(0)})`

function showLatency(...results: Measured[]): string {
  const at = (of: 'p50' | 'p99' | 'p999') => medianOf(results, (result) => result[of]).toFixed(1)
  return `p50 ${at('p50')} p99 ${at('p99')} p99.9 ${at('p999')} ms`
}

/** All rounds, those in which the disk did not stop, and what a server has that only computes. */
function compareLatency(what: string, { GoKart: measured, floor, computing }: Results, judged: boolean): Figure[] {
  const quiet = measured.filter(({ disk }) => disk < STOP_MS)
  const stops = `longest write of 4 KB: ${medianOf(measured, ({ disk }) => disk).toFixed(1)}, at most ${Math.max(...measured.map(({ disk }) => disk)).toFixed(0)} ms`
  const all = figureOf(what, measured, `${showLatency(...floor)}; ${stops}`)
  const ofQuiet = `the same, ${quiet.length} of ${measured.length} rounds without a write of ${STOP_MS} ms`
  return [
    judged ? { ...all.figure, bar: below(all.ratio, BAR) } : all.figure,
    ...(quiet.length > 0 ? [figureOf(ofQuiet, quiet).figure] : []),
    figureOf('beside it: a bare 302 that computes as long and stores nothing', computing).figure,
  ]
}

function figureOf(what: string, rounds: Round[], floor?: string): { ratio: number; figure: Figure } {
  const ratio = medianOf(rounds, (round) => round.p99) / medianOf(rounds, (round) => round.p50)
  const measured = showLatency(...rounds)
  const figure = {
    what,
    measured,
    ...(floor && { floor }),
    ratio: `p99 / p50: ${ratio.toFixed(1)}`,
    cpu: cpuOf(rounds),
  }
  return { ratio, figure }
}

function methodOf(late: number, stored: string): string {
  return (
    `Latency: requests leave at moments of a Poisson process on ${CONNECTIONS} connections, whatever the answers do, and each latency counts from the ` +
    'moment when the request was to leave (no coordinated omission). The maximum is that of 128 connections in this run. Medians of rounds of ' +
    `${ROUND_S} s, as many as the time of the others allows. The bare 302 that computes as long takes as much of the core as app and database do together: ` +
    `what it has is the queue of this load on this machine. The same sender at the same rate against the bare 302 shows its own error; in its worst ` +
    `round ${(late * 100).toFixed(2)} % of the requests left more than 1 ms late. Beside each round a process writes 4 KB to the same disk every 10 ms ` +
    `(\`O_DSYNC\`, into blocks that are there): the longest of a round says whether the disk stopped in it. ${stored}.`
  )
}
