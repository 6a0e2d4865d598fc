import { isGrain } from '@gokart/shared'
import { COUNTED_CLICK, VISITOR_COLUMNS } from '../counters/visitor.js'
import { timeKey } from '../db/time-key.js'
import { FAMILY_TABLES } from './family-columns.js'
import type { ReportSpec } from './spec.js'
import { sqlOf, type Sql } from './sql.js'

const DAY = 86_400_000

/** Who comes first on a day is so whatever a report filters by: so unique clicks of its rows add up to those of all. */
const VISITOR_DAY = [`${FAMILY_TABLES.clicks.at.click} DIV ${DAY}`, ...VISITOR_COLUMNS].join(', ')

const ALWAYS = ['c.id', 'c.offer_id', 'c.advertiser_id', 'c.traffic_class', 'c.outcome', 'c.test']

/** In place of the table: the clicks of a report's range with `first`, 1 where nobody of that visitor came before on the day. */
export function firstClicks({ from, to, dimensions, filters, advertiserId }: ReportSpec): Sql {
  const named = [...dimensions, ...filters.map(({ dimension }) => dimension)].flatMap((name) =>
    isGrain(name) ? [] : (FAMILY_TABLES.clicks.columns[name] ?? []),
  )
  const columns = [...new Set([...ALWAYS, ...named.filter((column) => column.startsWith('c.'))])]
  const first = `ROW_NUMBER() OVER (PARTITION BY ${VISITOR_DAY} ORDER BY c.id) = 1 AS first`
  // Who was there earlier on the range's first day is no first visitor.
  const keys = [timeKey(new Date(Math.floor(from / DAY) * DAY)), timeKey(new Date(to))]
  const own = advertiserId === undefined ? sqlOf('') : sqlOf(' AND c.advertiser_id = ?', advertiserId)
  return {
    sql: `(SELECT ${columns.join(', ')}, ${first} FROM clicks AS c
      WHERE c.id >= ? AND c.id < ? AND ${COUNTED_CLICK}${own.sql})`,
    bindings: [...keys, ...own.bindings],
  }
}
