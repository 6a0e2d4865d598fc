import {
  DIMENSION_NAMES,
  filterOf,
  isGrain,
  METRIC_NAMES,
  ReportQuery,
  type DimensionName,
  type Money,
  type Report,
  type ReportRow,
} from '@gokart/shared'
import { describe, expect, test, vi } from 'vitest'
import { foldDeltas } from '../counters/fold.js'
import { rollUp } from '../counters/roll-up.js'
import type { Actor } from '../http/actor.js'
import { useGoKart } from '../test/harness.js'
import { naiveGroups, naiveRows, type NaiveGroup, type NaiveRow } from '../test/naive-report.js'
import { createReportWorld } from '../test/report-world.js'

const gokart = await useGoKart()
/** They ask for some hundred reports each. */
vi.setConfig({ testTimeout: 120_000 })
const OPS: Actor = { userId: 1, email: 'ops@example.com', role: 'ops', advertiserId: null, sessionId: 1 }

/** Around the change of the clocks of each zone. */
const SPANS = [
  { zone: 'Australia/Lord_Howe', from: '2026-10-02T13:30:00.000Z', to: '2026-10-05T13:00:00.000Z' },
  { zone: 'America/Sao_Paulo', from: '2018-11-03T03:00:00.000Z', to: '2018-11-06T02:00:00.000Z' },
  { zone: 'America/New_York', from: '2026-10-31T04:00:00.000Z', to: '2026-11-03T05:00:00.000Z' },
  { zone: 'Asia/Kathmandu', from: '2026-11-18T18:15:00.000Z', to: '2026-11-22T18:15:00.000Z' },
]

const metrics = METRIC_NAMES.join(',')

async function run(scope: object, dimensions: readonly DimensionName[], actor = OPS): Promise<Report> {
  const query = ReportQuery.parse({ ...scope, dimensions: dimensions.join(','), metrics, pageSize: '1000' })
  return gokart.context.services.reports.run(query, actor)
}

const cents = (amount: string) => {
  const [whole, fraction = ''] = amount.split('.')
  return BigInt(whole! + fraction.padEnd(4, '0'))
}

/** The sums in what a report shows: what it cannot tell is nothing. */
function sumsOf(values: ReportRow['values']): NaiveGroup {
  const counts: Record<string, number> = {}
  const money: Record<string, bigint> = {}
  for (const name of ['clicks', 'unique_clicks', 'pending', 'success', 'rejected', 'rejected_postbacks'] as const) {
    counts[name] = (values[name] as number | null) ?? 0
  }
  for (const name of ['pending_revenue', 'payout', 'rejected_revenue'] as const) {
    for (const { currency, amount } of (values[name] as Money[] | null) ?? []) {
      money[`${name} ${currency}`] = cents(amount)
    }
  }
  return { counts, money }
}

const ZEROS = { clicks: 0, unique_clicks: 0, pending: 0, success: 0, rejected: 0, rejected_postbacks: 0 }
const filled = (groups: ReadonlyMap<string, NaiveGroup>) =>
  Object.fromEntries([...groups].map(([key, { counts, money }]) => [key, { counts: { ...ZEROS, ...counts }, money }]))

async function expectNaive(
  rows: readonly NaiveRow[],
  scope: object,
  dimensions: readonly DimensionName[],
): Promise<Report> {
  const report = await run(scope, dimensions)
  const parsed = ReportQuery.parse(scope)
  const expected = naiveGroups(rows, { scope: parsed, dimensions })
  const found = Object.fromEntries(report.rows.map(({ key, values }) => [JSON.stringify(key), sumsOf(values)]))
  expect(found).toEqual(filled(expected))
  expect(report.total).toBe(expected.size)
  const whole = naiveGroups(rows, {
    scope: parsed,
    dimensions: dimensions.includes('traffic_class') ? ['traffic_class'] : [],
  })
  expect(sumsOf(report.totals)).toEqual(addUp(whole))
  return report
}

function addUp(groups: ReadonlyMap<string, NaiveGroup>): NaiveGroup {
  const total: NaiveGroup = { counts: { ...ZEROS }, money: {} }
  for (const { counts, money } of groups.values()) {
    for (const [name, by] of Object.entries(counts)) total.counts[name] = (total.counts[name] ?? 0) + by
    for (const [name, by] of Object.entries(money)) total.money[name] = (total.money[name] ?? 0n) + by
  }
  return total
}

async function worldOf(seed: number) {
  const span = SPANS[seed % SPANS.length]!
  // Some of it is outside the range.
  const around = { from: Date.parse(span.from) - 6 * 3_600_000, to: Date.parse(span.to) + 6 * 3_600_000 }
  const world = createReportWorld(gokart.db, gokart.make, seed, around)
  const made = await world.fill(80)
  // So long ago that all days until now would have to be counted: there, rows are read.
  const isRolled = !span.from.startsWith('2018')
  if (isRolled) await rollUp(gokart.db)
  if (seed % 3 !== 0) await foldDeltas(gokart.db)
  await world.change(made, 10)
  // Of what changed, some is counted again and some is not.
  if (isRolled && seed % 2 === 0) await rollUp(gokart.db)
  return { ...world, span, made }
}

describe('a report is the naive sum over the rows', () => {
  test.each([1, 2, 3, 4])('by every dimension, by either clock (seed %i)', async (seed) => {
    const { span } = await worldOf(seed)
    const rows = await naiveRows(gokart.db)
    for (const clock of ['click', 'conversion']) {
      await expectNaive(rows, { ...span, clock }, [])
      for (const name of DIMENSION_NAMES) await expectNaive(rows, { ...span, clock }, [name])
    }
  })

  test.each([5, 6])('by pairs and triples of dimensions (seed %i)', async (seed) => {
    const { span, pick } = await worldOf(seed)
    const rows = await naiveRows(gokart.db)
    for (let index = 0; index < 25; index++) {
      const dimensions = [...new Set([pick(DIMENSION_NAMES), pick(DIMENSION_NAMES), pick(DIMENSION_NAMES)])]
      await expectNaive(rows, { ...span, clock: pick(['click', 'conversion']) }, dimensions.slice(0, 2 + (index % 2)))
    }
  })
})

test.each([7, 8])(
  'each row is what its filters leave: drilling down never changes a number (seed %i)',
  async (seed) => {
    const { span, pick } = await worldOf(seed)
    for (const name of DIMENSION_NAMES) {
      if (isGrain(name)) continue
      const scope = { ...span, clock: pick(['click', 'conversion']) }
      const report = await run(scope, [name])
      expect(report.rows.length).toBeGreaterThan(1)
      for (const { key, values } of report.rows) {
        const filtered = await run({ ...scope, ...filterOf(name, key[0] ?? null) }, [])
        expect({ key, totals: filtered.totals }).toEqual({ key, totals: values })
      }
    }
  },
)
