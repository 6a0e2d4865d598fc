import { cookieOfOps } from '../callers.js'
import { withCost, type Bench } from '../bench.js'
import { cpuOf, medianOf, perSecond, type Figure, type PartResult } from '../figures.js'
import { schemaWithTraffic } from '../traffic-schema.js'
import { residentMb } from '../usage.js'
import { startWorker } from '../worker.js'
import type { Read, ReaderJob } from '../workers/reader.js'

const BAR = 100_000
/** CSVs of clicks for each round: what V8 leaves lying grows for some twenty of them, until it looks through all of its memory. */
const TIMES = 3
/** The most memory in the last third of them may be so many times that in the first one. */
const FLAT = 1.1
const SAMPLE_MS = 100

interface Made extends Read {
  readonly answered: number
  readonly perSecond: number
  readonly appCpu: number | undefined
  readonly databaseCpu: number | undefined
  /** MB: before it, at most, and after it. */
  readonly memory: readonly [before: number, most: number, after: number]
}

export async function measureExport(bench: Bench): Promise<PartResult> {
  const rows = Math.min(...bench.options.traffic)
  const { schema } = await schemaWithTraffic(bench, rows)
  const app = await bench.startApp(schema)
  const reader = startWorker<ReaderJob, Read>(bench.machine, 'load', 'reader')
  const cookie = await cookieOfOps(app)
  const make = async (what: string, path: string): Promise<Made> => {
    const made = await withMemory(app.pid, () =>
      withCost(bench, app.pid, async () => {
        const read = await reader.ask({ port: app.port, cookie, paths: [`/api/exports/${path}`] })
        const answered = path.endsWith('xlsx') ? rows : read.lines - 1
        return { ...read, answered, perSecond: answered / read.seconds }
      }),
    )
    bench.progress(`  ${what}: ${perSecond(made.perSecond)}, ${memoryOf(made)}`)
    return made
  }
  await make('CSV of clicks, the first', 'clicks')
  const clicks: Made[] = []
  while (clicks.length < TIMES * bench.options.rounds) clicks.push(await make('CSV of clicks', 'clicks'))
  const others = [
    ['CSV of postbacks', [await make('CSV of postbacks', 'postbacks')]],
    ['CSV of conversions', [await make('CSV of conversions', 'conversions')]],
    ['XLSX of clicks', [await make('XLSX of clicks', 'clicks?format=xlsx')]],
  ] as const
  reader.stop()
  await app.stop()
  return {
    figures: [clicksFigure(clicks), ...others.map(([what, made]) => figureOf(what, made))],
    method:
      `Files: over HTTP to a reader that throws them away, of ${rows.toLocaleString('en')} clicks and postbacks and a fiftieth of conversions, each once, CSV of clicks ` +
      `${clicks.length} times after a first one; resident memory of the app ten times a second. Flat: the most in the last third of them is less than ${FLAT} times that in the first (medians).`,
  }
}

function clicksFigure(made: readonly Made[]): Figure {
  const rate = medianOf(made, (one) => one.perSecond)
  const third = made.length / 3
  const [begin, end] = [made.slice(0, third), made.slice(-third)].map((some) =>
    medianOf(some, ({ memory }) => memory[1]),
  )
  const isFlat = end! < FLAT * begin!
  const reached = (is: boolean) => (is ? 'reached' : 'not reached')
  return {
    ...figureOf('CSV of clicks', made),
    bar: `≥ ${perSecond(BAR)} ${reached(rate >= BAR)}; memory flat (${begin!.toFixed(0)}, then ${end!.toFixed(0)} MB) ${reached(isFlat)}`,
  }
}

function figureOf(what: string, made: readonly Made[]): Figure {
  return {
    what: `${what}, rows: rate; memory before, at most, after`,
    measured: `${perSecond(medianOf(made, (one) => one.perSecond))}; ${memoryOf(made.at(-1)!)}`,
    cpu: cpuOf(made),
  }
}

const memoryOf = ({ memory }: Made) => `${memory.map((mb) => mb.toFixed(0)).join(' → ')} MB`

async function withMemory<Result>(pid: number, work: () => Promise<Result>): Promise<Result & Pick<Made, 'memory'>> {
  const look = () => residentMb(pid) ?? Number.NaN
  const before = look()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, look())), SAMPLE_MS)
  try {
    const result = await work()
    return { ...result, memory: [before, most, look()] }
  } finally {
    clearInterval(timer)
  }
}
