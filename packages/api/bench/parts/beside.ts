import { setTimeout as wait } from 'node:timers/promises'
import { compareWithAlone, CONNECTIONS, show } from '../alone.js'
import { inTurns, type Bench, type Measured } from '../bench.js'
import { cookieOfOps } from '../callers.js'
import { openClickApp } from '../clicks.js'
import { medianOf, perSecond, type PartResult } from '../figures.js'
import { TRAFFIC_OFFERS } from '../traffic.js'
import { schemaWithTraffic } from '../traffic-schema.js'
import { startWorker } from '../worker.js'
import type { Read, ReaderJob } from '../workers/reader.js'

/** A reader begins so long before the clicks, and ends so long after them, s. */
const MARGIN = 0.5
/** Between two reports of those who look at them, s. */
const PAUSE = 0.5
const DAY = 86_400_000

/** A click rate, and what a reader got meanwhile. */
type Beside = Measured & { readonly read?: Read }

/** Redirects while the same app makes reports and files. */
export async function measureBeside(bench: Bench): Promise<PartResult> {
  const rows = Math.max(...bench.options.traffic)
  const { schema, to } = await schemaWithTraffic(bench, rows)
  const app = await openClickApp(bench, schema, TRAFFIC_OFFERS)
  const reader = startWorker<ReaderJob, Read>(bench.machine, 'load', 'reader')
  const cookie = await cookieOfOps(app)
  const alone = (seconds: number) => app.send({ connections: CONNECTIONS, seconds })

  const beside = (paths: readonly string[], pause: number) => async (seconds: number) => {
    const repeat = { seconds: seconds + 2 * MARGIN, margin: MARGIN, pause }
    const reading = reader.ask({ port: app.port, cookie, paths, repeat })
    await wait(MARGIN * 1000)
    return { ...(await alone(seconds)), read: await reading }
  }

  const { counted, fromRows, file } = pathsUpTo(to)
  const contestants = {
    alone,
    reports: beside(counted, PAUSE),
    'without a pause': beside(counted, 0),
    'from rows': beside(fromRows, 0),
    CSV: beside(file, 0),
  }
  const results = await inTurns<keyof typeof contestants, Beside>(bench, 'redirect', contestants, show)
  const stored = await app.check()
  reader.stop()
  await app.close()
  const per = (name: keyof typeof contestants, what: 'answers' | 'lines') =>
    perSecond(medianOf(results[name], ({ read }) => read && read[what] / read.seconds))
  const figure = (name: keyof typeof contestants, what: string, isJudged: boolean) =>
    compareWithAlone(`redirect while ${what}`, results[name], results.alone, isJudged)
  return {
    figures: [
      figure('reports', `people look at reports (${per('reports', 'answers')})`, true),
      figure('without a pause', `reports are made without a pause (${per('without a pause', 'answers')})`, false),
      figure('from rows', 'a report by device and sub ID reads rows', false),
      figure('CSV', `a CSV of clicks is made (${per('CSV', 'lines')} rows)`, true),
    ],
    method:
      `Beside others: the same app on the same core answers both, with ${rows.toLocaleString('en')} clicks of 90 days, in turns with the redirect alone. ` +
      `Reports by standard dimensions of 90 days are asked for one after the other, ${PAUSE} s after the last one came, or at once: a reader without a pause ` +
      `keeps a thread of the database running, and the core is shared with that. ${stored}.`,
  }
}

/** What readers ask for, of 90 days. */
function pathsUpTo(to: Date): Readonly<Record<'counted' | 'fromRows' | 'file', readonly string[]>> {
  const from = new Date(Math.floor(to.getTime() / DAY - 89) * DAY)
  const report = (dimensions: string, metrics: string) =>
    `/api/reports?${new URLSearchParams({ from: from.toISOString(), to: to.toISOString(), dimensions, metrics })}`
  const all = 'clicks,unique_clicks,conversions,cr,epc,revenue,rejected_postbacks'
  return {
    counted: ['day', 'offer', 'partner', 'country', 'offer,country'].map((dimensions) => report(dimensions, all)),
    fromRows: [report('device,pub_sub_1', 'clicks,conversions')],
    file: ['/api/exports/clicks'],
  }
}
