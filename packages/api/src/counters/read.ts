import type { CountedTable } from '../db/uncounted.js'
import { DAY_MS, QUARTER_MS } from './buckets.js'
import { clickRowSelects, keysIn, uniqueRowSelects } from './click-rows.js'
import { bucketsIn, counterSelects, countsOf, dayOf, unionOf, type CountsQuery, type Sql } from './counts-query.js'
import { CLICK_COUNTS, CONVERSION_COUNTS, POSTBACK_COUNTS } from './dimension-sets.js'
import { CLOCKS } from './fold.js'
import { ALL_COUNTED, piecesOf, type DayStates, type Span } from './pieces.js'
import { COUNTED_POSTBACK } from './visitor.js'

/*
 * What reports read: selects with the columns `at` (Unix ms, a moment of the period), those asked for, and the sums, for a derived table that
 * the reader adds up. They have counters as far as these go, and rows from there on, so that they always equal the rows: given that all is read in one
 * consistent snapshot, the states of days first.
 *
 *   const states = await readDayStates((query) => view.read(query), 'clicks', span)
 *   const { sql, bindings } = clickCounts({ ...span, columns: ['offer_id'], filters: { advertiser_id: [3] } }, states, { unique: true })
 *   view.read({ sql: `SELECT offer_id, SUM(clicks) AS clicks FROM (${sql}) AS counts GROUP BY offer_id`, bindings })
 */

export type Read = (query: Sql) => Promise<unknown[]>

/** How far the days of a span are counted. */
export async function readDayStates(read: Read, table: CountedTable, { from, to }: Span): Promise<DayStates> {
  const rows = await read({
    sql: 'SELECT day, rolled_to, visitors_gone, closed FROM rollup_days WHERE source = ? AND day BETWEEN ? AND ?',
    bindings: [table, dayOf(from), dayOf(to)],
  })
  type Row = { day: number; rolled_to: number; visitors_gone: number; closed: number }
  return new Map(
    (rows as Row[]).map(({ day, rolled_to, visitors_gone, closed }) => {
      const rolledTo = closed === 1 ? (day + 1) * DAY_MS : rolled_to * 1_000
      return [day, { rolledTo, visitorsGone: visitors_gone === 1, closed: closed === 1 }]
    }),
  )
}

/** Sums `clicks` and, where asked for, `unique_clicks`: clicks of real traffic that were sent on. */
export function clickCounts(query: CountsQuery, states: DayStates, { unique }: { unique: boolean }): Sql {
  const pieces = piecesOf(query, query.cuts ?? [], states)
  const table = unique ? CLICK_COUNTS : { ...CLICK_COUNTS, sums: ['clicks'] }
  const rows = unique ? uniqueRowSelects(query, pieces.rows, states) : clickRowSelects(query, pieces.rows)
  return unionOf([...counterSelects(table, query, pieces), ...rows], ['at', ...query.columns, ...table.sums])
}

/** Sum `rejected`: postbacks by their arrival. */
export function rejectedCounts(query: CountsQuery, states: DayStates): Sql {
  const pieces = piecesOf(query, query.cuts ?? [], states)
  const selects = counterSelects(POSTBACK_COUNTS, query, pieces)
  if (pieces.rows.length > 0) selects.push(rejectedRowSelect(query, pieces.rows))
  return unionOf(selects, ['at', ...query.columns, 'rejected'])
}

/** Sums `conversions` and `revenue`, whose columns should be told apart by `status` and `currency`. */
export function conversionCounts(query: CountsQuery, clock: 'click' | 'conversion'): Sql {
  const number = clock === 'click' ? 0 : 1
  const pieces = piecesOf(query, query.cuts ?? [], ALL_COUNTED)
  const counters = counterSelects(CONVERSION_COUNTS, query, pieces, [{ sql: `clock = ${number}`, bindings: [] }])
  const whole = [...pieces.days, ...pieces.quarters]
  const deltas = whole.length > 0 ? [deltaSelect(query, CLOCKS[number], whole)] : []
  const rows = pieces.rows.length > 0 ? [conversionRowSelect(query, clock, pieces.rows)] : []
  return unionOf([...counters, ...deltas, ...rows], ['at', ...query.columns, ...CONVERSION_COUNTS.sums])
}

/** What is not folded into the counters yet. */
function deltaSelect(query: CountsQuery, quarter: string, spans: readonly Span[]): Sql {
  return countsOf(
    {
      from: { sql: 'conversion_deltas', bindings: [] },
      where: [bucketsIn(quarter, spans, QUARTER_MS)],
      at: quarter,
      first: `MIN(${quarter}) * ${QUARTER_MS}`,
      sums: { conversions: 'SUM(conversions)', revenue: 'SUM(revenue)' },
      unit: QUARTER_MS,
    },
    query,
  )
}

export function conversionRowSelect(query: CountsQuery, clock: 'click' | 'conversion', spans: readonly Span[]): Sql {
  const column = clock === 'click' ? 'v.clicked_at' : 'v.converted_at'
  const ms = (time: string) => `TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${time}) DIV 1000`
  const within: Sql = {
    sql: `(${spans.map(() => `${column} >= ? AND ${column} < ?`).join(' OR ')})`,
    bindings: spans.flatMap(({ from, to }) => [new Date(from), new Date(to)]),
  }
  return countsOf(
    {
      from: { sql: 'conversions v', bindings: [] },
      where: [within, { sql: 'v.test = 0', bindings: [] }],
      at: ms(column),
      first: ms(`MIN(${column})`),
      named: { partner_id: 'COALESCE(v.partner_id, 0)', country: "COALESCE(v.country, '')" },
      sums: { conversions: 'COUNT(*)', revenue: 'SUM(v.revenue)' },
    },
    query,
  )
}

export function rejectedRowSelect(query: CountsQuery, spans: readonly Span[]): Sql {
  const at = (key: string) => `CAST(CONV(HEX(LEFT(${key}, 6)), 16, 10) AS UNSIGNED)`
  return countsOf(
    {
      from: { sql: 'postbacks p', bindings: [] },
      where: [keysIn('p.id', spans), { sql: COUNTED_POSTBACK, bindings: [] }],
      at: at('p.id'),
      first: at('MIN(p.id)'),
      named: {
        advertiser_id: 'COALESCE(p.advertiser_id, 0)',
        offer_id: 'COALESCE(p.offer_id, 0)',
        reason: "COALESCE(p.reason, '')",
      },
      sums: { rejected: 'COUNT(*)' },
    },
    query,
  )
}
