import {
  addMoney,
  filterOf,
  formatDecimal,
  METRIC_NAMES,
  ReportQuery,
  ReportRowsQuery,
  type DimensionName,
  type MetricName,
  type Money,
  type MoneyByCurrency,
  type MetricValue,
  type ReportRows,
} from '@gokart/shared'
import { expect, test, vi } from 'vitest'
import type { Actor } from '../http/actor.js'
import { useGoKart } from '../test/harness.js'
import { createReportWorld } from '../test/report-world.js'

const gokart = await useGoKart()
vi.setConfig({ testTimeout: 120_000 })
const OPS: Actor = { userId: 1, email: 'ops@example.com', role: 'ops', advertiserId: null, sessionId: 1 }
const SPAN = { zone: 'America/New_York', from: '2026-10-31T04:00:00.000Z', to: '2026-11-03T05:00:00.000Z' }

async function totalsOf(scope: object, actor: Actor) {
  const query = ReportQuery.parse({ ...scope, metrics: METRIC_NAMES.join(',') })
  return (await gokart.context.services.reports.run(query, actor)).totals
}

/** All pages, one after the other. */
async function allRows(scope: object, metric: MetricName, actor: Actor): Promise<ReportRows[]> {
  const pages: ReportRows[] = []
  for (let after: string | null = ''; after !== null; after = pages.at(-1)!.next) {
    const query = ReportRowsQuery.parse({ ...scope, metric, pageSize: 17, ...(after ? { after } : {}) })
    pages.push(await gokart.context.services.reportRows.list(query, actor))
  }
  return pages
}

type Row = ReportRows['items'][number]
const SHARES: readonly MetricName[] = ['cr', 'epc']

const idOf = (row: Row) => ('convertedAt' in row || 'receivedAt' in row ? row.id : row.clickId)

function expectSame(metric: MetricName, value: MetricValue | undefined, pages: readonly ReportRows[]): void {
  const rows = pages.flatMap(({ items }) => items as Row[])
  const about = { metric, ids: new Set(rows.map(idOf)).size, totals: pages.map(({ total }) => total) }
  const count = typeof value === 'number' ? value : rows.length
  expect(about).toEqual({ metric, ids: count, totals: pages.map(() => rows.length) })
  if (value === null && !SHARES.includes(metric)) expect(rows).toEqual([])
  if (Array.isArray(value) && metric !== 'epc') expect(sumOf(rows)).toEqual(moneyText(value))
}

function sumOf(rows: readonly Row[]): string[] {
  const sum = rows.reduce<MoneyByCurrency>(
    (money, row) => ('revenue' in row ? addMoney(money, { [row.currency]: row.revenue }) : money),
    {},
  )
  return moneyText(Object.entries(sum).map(([currency, amount]) => ({ currency, amount })))
}

const moneyText = (money: readonly Money[]) =>
  money.map(({ currency, amount }) => `${currency} ${formatDecimal(amount)}`).toSorted()

test.each([11, 12])('behind every number are as many rows as it says (seed %i)', async (seed) => {
  const around = { from: Date.parse(SPAN.from) - 6 * 3_600_000, to: Date.parse(SPAN.to) + 6 * 3_600_000 }
  const world = createReportWorld(gokart.db, gokart.make, seed, around)
  const { offers } = await world.fill(120)
  const own: Actor = { ...OPS, role: 'advertiser', advertiserId: offers[0]!.advertiser_id }
  const dimensions: [DimensionName, string | null][] = [
    ['offer', String(offers[1]!.id)],
    ['event', String(offers[1]!.events[0].id)],
    ['tracker', null],
    ['partner', null],
    ['country', 'DE'],
    ['traffic_class', 'bot'],
    ['reason', 'unknown_click'],
    ['device', 'mobile'],
    ['pub_sub_2', '-'],
    ['pub_sub_3', null],
  ]
  const scopes = [{}, ...dimensions.map(([name, value]) => filterOf(name, value))]
  for (const [index, filter] of scopes.entries()) {
    const scope = { ...SPAN, clock: index % 2 === 0 ? 'conversion' : 'click', ...filter }
    const actor = index % 3 === 2 ? own : OPS
    const totals = await totalsOf(scope, actor)
    for (const metric of METRIC_NAMES) expectSame(metric, totals[metric], await allRows(scope, metric, actor))
  }
})
