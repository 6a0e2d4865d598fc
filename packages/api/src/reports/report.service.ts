import { DIMENSIONS, metricValue, type MetricName, type Report, type ReportQuery, type ReportRow } from '@gokart/shared'
import type { Knex } from 'knex'
import type { Actor } from '../http/actor.js'
import { HttpProblem } from '../http/problem.js'
import { earlier, earlierKey } from './compare.js'
import { isCounted } from './counter-reader.js'
import { readGroups } from './engine.js'
import { familiesOf, MAX_GROUPS, knownOf, totalOf, type Group, type Groups } from './groups.js'
import { labelsOf, type Labels } from './labels.js'
import { maturingOf } from './maturing.js'
import { moneyNotes } from './notes.js'
import { orderOf, sortGroups } from './order.js'
import { readRates } from './rate.repo.js'
import { withReadView, type ReadView } from './read-view.js'
import { specOf, type ReportSpec } from './spec.js'
import { stepsOf, type Progress } from './steps.js'
import { createTurns } from './turns.js'

export interface ReportDeps {
  readonly db: Knex
  readonly databaseUrl: string
  readonly clock: () => Date
}

/** Reports from rows that work at the same time, and that wait. */
const HEAVY = { most: 2, waiting: 8 }

export function createReportService(deps: ReportDeps) {
  const heavy = createTurns(
    HEAVY.most,
    HEAVY.waiting,
    'Too many reports by sub ID, device, OS or browser are being made already. Try again in a minute.',
  )

  async function run(query: ReportQuery, actor: Actor, signal?: AbortSignal, progress?: Progress): Promise<Report> {
    refuseOpsOnly(query, actor)
    const spec = specOf(query, query.dimensions, actor)
    const read = () => withReadView(deps, signal, (view) => report(view, spec, query, { now: deps.clock(), progress }))
    return isCounted(spec) ? read() : heavy.take(signal, read)
  }

  return {
    run,
    /** The same while it is made: how far it is, at most twice a second, and at last the report. */
    steps: (query: ReportQuery, actor: Actor, signal?: AbortSignal) =>
      stepsOf((progress) => run(query, actor, signal, progress)),
    /** All rows, for a file. */
    all: (query: ReportQuery, actor: Actor, signal?: AbortSignal): Promise<Report> =>
      run({ ...query, page: 1, pageSize: MAX_GROUPS }, actor, signal),
  }
}
export type ReportService = ReturnType<typeof createReportService>

/** What a report is split by must be the asker's to know. */
function refuseOpsOnly({ dimensions }: ReportQuery, actor: Actor): void {
  const refused = dimensions.find((name) => 'opsOnly' in DIMENSIONS[name])
  if (refused === undefined || actor.role === 'ops') return
  throw new HttpProblem('wrong_role', `Only ops may split a report by ${DIMENSIONS[refused].label.toLowerCase()}.`)
}

interface Making {
  readonly now: Date
  readonly progress: Progress | undefined
}

async function report(
  view: ReadView,
  spec: ReportSpec,
  query: ReportQuery,
  { now, progress }: Making,
): Promise<Report> {
  const { metrics, compare, page, pageSize } = query
  const rates = spec.currency === undefined ? undefined : await readRates(view, spec.currency)
  const parts = compare ? 2 : 1
  const read = (of: ReportSpec, before = 0) => {
    const told = (part: number) => progress?.((before + part) / parts)
    return readGroups(view, of, { ...wantedFor(metrics), progress: told }, rates)
  }
  const found = await read(spec)
  const before = compare ? await comparison(spec, compare, (past) => read(past, 1)) : undefined
  const order = orderOf(query.sort, query.dimensions, metrics)
  const sortedByName = spec.dimensions.some((name) => name === order.by)
  const all = await labelsOf(view, spec, sortedByName ? found.groups.map(({ key }) => key) : [])
  const sorted = sortGroups(found.groups, spec, order, all)
  const shown = sorted.slice((page - 1) * pageSize, page * pageSize)
  const labels = await labelsOf(
    view,
    spec,
    shown.map(({ key }) => key),
  )
  const maturing = await maturingOf(view, spec, now.getTime())
  const present = presenter(spec, metrics, { labels, maturing })
  return {
    rows: shown.map((group) => ({ ...present(group), ...before?.valuesFor(group, metrics) })),
    totals: valuesOf(metrics, { key: [], sums: totalOf(found.groups) }, spec),
    ...(before ? { previousTotals: valuesOf(metrics, { key: [], sums: totalOf(before.groups) }, spec) } : {}),
    total: sorted.length,
    page,
    pageSize,
    asOf: now.toISOString(),
    source: isCounted(spec) ? 'counters' : 'rows',
    notes: moneyNotes(spec, rates, found.left),
  }
}

export const wantedFor = (metrics: readonly MetricName[]) => ({
  families: familiesOf(metrics),
  unique: metrics.includes('unique_clicks'),
})

/** The same of the span before. */
export async function comparison(
  spec: ReportSpec,
  compare: 'previous' | 'week',
  read: (spec: ReportSpec) => Promise<Groups>,
) {
  const past: ReportSpec = { ...spec, ...earlier(spec, compare) }
  const { groups } = await read(past)
  const byKey = new Map(groups.map((group) => [JSON.stringify(group.key), group]))
  const keyOf = earlierKey(spec, past)
  return {
    groups,
    valuesFor({ key }: Pick<Group, 'key'>, metrics: readonly MetricName[]): Pick<ReportRow, 'previous'> {
      const keyThen = keyOf(key)
      if (!keyThen) return {}
      const then = byKey.get(JSON.stringify(keyThen))
      return { previous: valuesOf(metrics, { key: keyThen, sums: then?.sums ?? {} }, spec) }
    },
  }
}

/** `key` empty: of all rows. */
export function valuesOf(metrics: readonly MetricName[], { key, sums }: Group, spec: ReportSpec): ReportRow['values'] {
  const known = knownOf(spec, key)
  return Object.fromEntries(metrics.map((name) => [name, metricValue(name, sums, known)]))
}

interface Shown {
  readonly labels: Labels
  readonly maturing: (key: Group['key']) => boolean
}

export function presenter(spec: ReportSpec, metrics: readonly MetricName[], { labels, maturing }: Shown) {
  return (group: Group): ReportRow => ({
    key: [...group.key],
    labels: group.key.map((value, index) => labels(index, value)),
    values: valuesOf(metrics, group, spec),
    maturing: maturing(group.key),
  })
}
