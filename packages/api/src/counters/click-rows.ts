import { timeKey } from '../db/time-key.js'
import { DAY_MS } from './buckets.js'
import { countsOf, dayOf, type CountsQuery, type CountSource, type Sql } from './counts-query.js'
import type { Counted, DayState, Span } from './pieces.js'
import { COUNTED_CLICK, VISITOR } from './visitor.js'

const KEY_MS = (key: string) => `CAST(CONV(HEX(LEFT(${key}, 6)), 16, 10) AS UNSIGNED)`
const NAMED = {
  advertiser_id: 'c.advertiser_id',
  offer_id: 'c.offer_id',
  partner_id: 'COALESCE(c.partner_id, 0)',
  country: "COALESCE(c.country, '')",
  traffic_class: 'c.traffic_class',
} as const

export const keysIn = (column: string, spans: readonly Span[]): Sql => ({
  sql: `(${spans.map(() => `${column} >= ? AND ${column} < ?`).join(' OR ')})`,
  bindings: spans.flatMap(({ from, to }) => [timeKey(new Date(from)), timeKey(new Date(to))]),
})

const plain = (sql: string): Sql => ({ sql, bindings: [] })

/** Counts the clicks of some spans from their rows. */
export function clickRowSelects(query: CountsQuery, spans: readonly Span[]): Sql[] {
  if (spans.length === 0) return []
  return [countsOf(clickSource(plain('clicks c'), spans, { clicks: 'COUNT(*)' }), query)]
}

/** The same, with the first click of each visitor of the day. */
export function uniqueRowSelects(query: CountsQuery, spans: readonly Span[], counted: Pick<Counted, 'day'>): Sql[] {
  return spans
    .flatMap((span) => byDay(span, counted))
    .map(({ span, state }) => {
      const firsts = firstsIn(span, state, query)
      const from = { sql: `clicks c LEFT JOIN (${firsts.sql}) f ON f.id = c.id`, bindings: firsts.bindings }
      return countsOf(clickSource(from, [span], { clicks: 'COUNT(*)', unique_clicks: 'COUNT(f.id)' }), query)
    })
}

function clickSource(from: Sql, spans: readonly Span[], sums: CountSource['sums']): CountSource {
  const where = [keysIn('c.id', spans), plain(COUNTED_CLICK)]
  return { from, where, at: KEY_MS('c.id'), first: KEY_MS('MIN(c.id)'), named: NAMED, sums }
}

interface DayPart {
  readonly span: Span
  /** Undefined where counters know nothing of the days. */
  readonly state: DayState | undefined
}

/** Cut where counters have come to, and at the ends of UTC days that they know. */
function byDay({ from, to }: Span, counted: Pick<Counted, 'day'>): DayPart[] {
  const parts: DayPart[] = []
  for (let at = from; at < to;) {
    const state = counted.day(dayOf(at))
    let day = dayOf(at) + 1
    if (!state) while (day * DAY_MS < to && !counted.day(day)) day++
    const ends = [day * DAY_MS, to, ...(state && state.rolledTo > at ? [state.rolledTo] : [])]
    const end = Math.min(...ends)
    parts.push({ span: { from: at, to: end }, state })
    at = end
  }
  return parts
}

/** Clicks of a part before which their visitor did not come on their day. */
function firstsIn({ from, to }: Span, state: DayState | undefined, query: CountsQuery): Sql {
  const day = dayOf(from)
  const { rolledTo, visitorsGone } = state ?? { rolledTo: day * DAY_MS, visitorsGone: false }
  if (from < rolledTo && !visitorsGone) {
    const { sql, bindings } = keysIn('v.click_id', [{ from, to }])
    return { sql: `SELECT v.click_id AS id FROM click_visitors v WHERE v.day = ${day} AND ${sql}`, bindings }
  }
  const begin = visitorsGone ? day * DAY_MS : rolledTo
  const range = keysIn('c.id', [{ from: begin, to }])
  // A visitor is one of an offer and a traffic class: what filters by these leaves no part of a visitor out.
  const narrowed = narrow(query)
  const known = begin > day * DAY_MS
  const seen = known
    ? {
        sql: `LEFT JOIN click_visitors v ON v.day = ${day} AND v.visitor = ${VISITOR} AND v.click_id < ?`,
        bindings: [timeKey(new Date(begin))],
      }
    : plain('')
  return {
    sql: `SELECT MIN(c.id) AS id FROM clicks c ${seen.sql} WHERE ${range.sql} AND ${COUNTED_CLICK}${narrowed.sql}
      ${known ? 'AND v.day IS NULL' : ''} GROUP BY ${state ? '' : `${KEY_MS('c.id')} DIV ${DAY_MS}, `}${VISITOR}`,
    bindings: [...seen.bindings, ...range.bindings, ...narrowed.bindings],
  }
}

function narrow({ filters = {} }: CountsQuery): Sql {
  const pieces = (['advertiser_id', 'offer_id'] as const).flatMap((column): Sql[] => {
    const values = filters[column]
    return values && values.length > 0
      ? [{ sql: ` AND c.${column} IN (${values.map(() => '?').join(', ')})`, bindings: values }]
      : []
  })
  return { sql: pieces.map(({ sql }) => sql).join(''), bindings: pieces.flatMap(({ bindings }) => bindings) }
}
