import {
  addDays,
  METRIC_NAMES,
  periodsOf,
  startOfPeriod,
  type Dashboard,
  type DashboardQuery,
  type Grain,
  type MetricName,
  type ReportRow,
} from '@gokart/shared'
import type { Actor } from '../http/actor.js'
import { HttpProblem } from '../http/problem.js'
import { earlierSoFar } from './compare.js'
import { readGroups } from './engine.js'
import { totalOf, type Group } from './groups.js'
import { labelsOf } from './labels.js'
import { maturingOf } from './maturing.js'
import { moneyNotes } from './notes.js'
import { readRates } from './rate.repo.js'
import { withReadView, type ReadView } from './read-view.js'
import { comparison, presenter, valuesOf, wantedFor, type ReportDeps } from './report.service.js'
import { specOf, type ReportSpec } from './spec.js'
import { topsOf } from './tops.js'

const DAY = 86_400_000
/** More points are no chart. */
const MAX_PERIODS = 2_400

export function createDashboardService(deps: ReportDeps) {
  return {
    async read(query: DashboardQuery, actor: Actor, signal?: AbortSignal): Promise<Dashboard> {
      const spec = specOf(query, [], actor)
      const grain = query.grain ?? grainFor(spec)
      const periods = periodsOf(spec.zone, grain, spec.from, spec.to)
      if (periods.length > MAX_PERIODS) throw tooFine(grain)
      return withReadView(deps, signal, (view) => dashboard(view, spec, { grain, periods }, deps.clock()))
    },
  }
}
export type DashboardService = ReturnType<typeof createDashboardService>

function tooFine(grain: Grain): HttpProblem {
  const message = `The range has too many of a ${grain}: take a longer period or a shorter range`
  return new HttpProblem('validation_failed', undefined, [{ pointer: '/query/grain', message }])
}

function grainFor({ from, to }: ReportSpec): Grain {
  const days = (to - from) / DAY
  if (days <= 3) return 'hour'
  if (days <= 92) return 'day'
  return days <= 400 ? 'week' : 'month'
}

interface Series {
  readonly grain: Grain
  readonly periods: readonly number[]
}

async function dashboard(view: ReadView, spec: ReportSpec, series: Series, now: Date): Promise<Dashboard> {
  const rates = spec.currency === undefined ? undefined : await readRates(view, spec.currency)
  const read = (over: Partial<ReportSpec>, metrics: readonly MetricName[] = METRIC_NAMES) =>
    readGroups(view, { ...spec, ...over }, wantedFor(metrics), rates)

  async function headline(span: { from: number; to: number }) {
    const { groups } = await read(span)
    return headlineOf({ ...spec, ...span }, groups)
  }

  const current = await read({ dimensions: [series.grain] })
  const before = await comparison({ ...spec, dimensions: [series.grain] }, 'previous', read)
  const [today, yesterday, lastWeek] = spansOfToday(spec.zone, now.getTime())
  return {
    range: { current: headlineOf(spec, current.groups), previous: await headline(earlierSoFar(spec, now.getTime())) },
    today: { today: await headline(today), yesterday: await headline(yesterday), lastWeek: await headline(lastWeek) },
    series: {
      grain: series.grain,
      rows: (await seriesRows(view, spec, series, current.groups, now)).map((row) => ({
        ...row,
        ...before.valuesFor(row, METRIC_NAMES),
      })),
    },
    ...(await topsOf(view, spec, rates, now)),
    asOf: now.toISOString(),
    notes: moneyNotes(spec, rates, current.left),
  }
}

function headlineOf(spec: ReportSpec, groups: readonly Group[]): Dashboard['range']['current'] {
  const values = valuesOf(METRIC_NAMES, { key: [], sums: totalOf(groups) }, { ...spec, dimensions: [] })
  return { from: new Date(spec.from).toISOString(), to: new Date(spec.to).toISOString(), values }
}

/** The reader's day until now, and the same hours of the day before and of that day a week ago. */
function spansOfToday(zone: string, now: number) {
  const start = startOfPeriod(zone, 'day', now)
  const ago = (days: number) => ({ from: addDays(zone, start, -days), to: addDays(zone, now, -days) })
  return [{ from: start, to: now }, ago(1), ago(7)] as const
}

/** A row for each period, also where nothing happened. */
async function seriesRows(
  view: ReadView,
  spec: ReportSpec,
  { grain, periods }: Series,
  groups: readonly Group[],
  now: Date,
): Promise<ReportRow[]> {
  const split = { ...spec, dimensions: [grain] }
  const byStart = new Map(groups.map((group) => [group.key[0], group]))
  const rows = periods.map((start): Group => {
    const key = [new Date(start).toISOString()]
    return byStart.get(key[0]) ?? { key, sums: {} }
  })
  const shown = { labels: await labelsOf(view, split, []), maturing: await maturingOf(view, split, now.getTime()) }
  return rows.map(presenter(split, METRIC_NAMES, shown))
}
