import { bucketFrom, GRAINS, QUARTER_MS } from './buckets.js'
import { clickRowSelects, keysIn, uniqueRowSelects } from './click-rows.js'
import { bucketsIn, counterSelects, takeApart } from './counter-selects.js'
import { countsOf, unionOf, type CountsQuery, type Sql } from './counts-query.js'
import { CLICK_COUNTS, CONVERSION_COUNTS, REJECTED_COUNTS } from './dimension-sets.js'
import { CLOCKS } from './fold.js'
import { ALL_COUNTED, type Counted, type Span } from './pieces.js'
import { sumsByStatus } from './status-sums.js'
import { COUNTED_POSTBACK } from './visitor.js'

/*
 * What reports read: selects with the columns `at` (Unix ms, a moment of the period), those asked for, and the sums, for a derived table that
 * the reader adds up. They have counters as far as these go, and rows from there on, so that they always equal the rows: given that all is read in one
 * consistent snapshot, how far counters go first.
 *
 *   const counted = await readCounted((query) => view.read(query), 'clicks', span)
 *   const { sql, bindings } = clickCounts({ ...span, columns: ['offer_id'], filters: { advertiser_id: [3] } }, counted, { unique: true })
 *   view.read({ sql: `SELECT offer_id, SUM(clicks) AS clicks FROM (${sql}) AS counts GROUP BY offer_id`, bindings })
 */

/** Sums `clicks` and, where asked for, `unique_clicks`: clicks of real traffic that were sent on. */
export function clickCounts(query: CountsQuery, counted: Counted, { unique }: { unique: boolean }): Sql {
  const pieces = takeApart(CLICK_COUNTS, query, counted)
  const table = unique ? CLICK_COUNTS : { ...CLICK_COUNTS, sums: ['clicks'] }
  const rows = unique ? uniqueRowSelects(query, pieces.rows, counted) : clickRowSelects(query, pieces.rows)
  return unionOf([...counterSelects(table, query, pieces), ...rows], ['at', ...query.columns, ...table.sums])
}

/** Sum `rejected`: postbacks by their arrival. */
export function rejectedCounts(query: CountsQuery, counted: Counted): Sql {
  const pieces = takeApart(REJECTED_COUNTS, query, counted)
  const selects = counterSelects(REJECTED_COUNTS, query, pieces)
  if (pieces.rows.length > 0) selects.push(rejectedRowSelect(query, pieces.rows))
  return unionOf(selects, ['at', ...query.columns, 'rejected'])
}

/**
 * Sums of each status (status-sums.ts), told apart by `currency` where its revenue is asked for. `changed`: whether changes wait to be folded
 * (counted.ts), which have to be added up with what they may take away from.
 */
export function conversionCounts(query: CountsQuery, clock: 'click' | 'conversion', changed: boolean): Sql {
  const number = clock === 'click' ? 0 : 1
  const pieces = takeApart(CONVERSION_COUNTS, query, ALL_COUNTED)
  const counters = counterSelects(CONVERSION_COUNTS, query, pieces, [{ sql: `clock = ${number}`, bindings: [] }])
  const whole = GRAINS.flatMap((grain) => pieces[grain])
  const deltas = changed && whole.length > 0 ? [deltaSelect(query, CLOCKS[number], whole)] : []
  const rows = pieces.rows.length > 0 ? [conversionRowSelect(query, clock, pieces.rows)] : []
  const all = unionOf([...counters, ...deltas, ...rows], ['at', ...query.columns, ...CONVERSION_COUNTS.sums])
  return changed ? added(all, query) : all
}

/** A row for each period and values: what is not folded yet may take away what is counted, and then nothing is left. */
function added({ sql, bindings }: Sql, { columns, cuts = [] }: CountsQuery): Sql {
  const period = cuts.length > 0 ? [`INTERVAL(n.at, ${cuts.join(', ')})`] : []
  const by = [...period, ...columns.map((column) => `n.${column}`)]
  const sums = CONVERSION_COUNTS.sums.map((sum) => `SUM(n.${sum}) AS ${sum}`)
  return {
    sql: `SELECT MIN(n.at) AS at, ${[...columns.map((column) => `n.${column}`), ...sums].join(', ')} FROM (${sql}) AS n
      ${by.length > 0 ? `GROUP BY ${by.join(', ')}` : 'HAVING COUNT(*) > 0'}`,
    bindings,
  }
}

/** What is not folded into the counters yet. */
function deltaSelect(query: CountsQuery, quarter: string, spans: readonly Span[]): Sql {
  return countsOf(
    {
      from: { sql: 'conversion_deltas', bindings: [] },
      where: [bucketsIn(quarter, spans, 'quarter')],
      at: quarter,
      first: `MIN(${quarter}) * ${QUARTER_MS}`,
      sums: sumsByStatus('status', 'conversions', 'revenue'),
      cutAt: (ms) => bucketFrom('quarter', ms),
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
      sums: sumsByStatus('v.status', '1', 'v.revenue'),
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
