import type { CountedTable } from '../db/uncounted.js'
import { bucketOf, DAY_MS, GRAIN } from './buckets.js'
import { dayOf, type Sql } from './counts-query.js'
import { SUMMED_GRAINS, type Counted, type DayState, type Span, type SummedGrain } from './pieces.js'

export type Read = (query: Sql) => Promise<unknown[]>

/** How far counters have what is in a span. */
export async function readCounted(read: Read, table: CountedTable, { from, to }: Span): Promise<Counted> {
  const [first, last] = [dayOf(from), dayOf(to)]
  const days = await read({
    sql: `SELECT day, rolled_to, summed_to, visitors_gone, closed, version FROM rollup_days
      WHERE source = ? AND day BETWEEN ? AND ? ORDER BY day`,
    bindings: [table, first, last],
  })
  const within = SUMMED_GRAINS.map(
    (grain) => `grain = ${GRAIN[grain]} AND bucket BETWEEN ${bucketOf(grain, first)} AND ${bucketOf(grain, last)}`,
  )
  const sums = await read({
    sql: `SELECT grain, bucket, version FROM rollup_sums WHERE source = ? AND (${within.join(' OR ')})`,
    bindings: [table],
  })
  return countedOf(days as DayRow[], sums as SumRow[])
}

interface DayRow {
  readonly day: number
  readonly rolled_to: number
  readonly summed_to: number
  readonly visitors_gone: number
  readonly closed: number
  readonly version: number
}
interface SumRow {
  readonly grain: number
  readonly bucket: number
  readonly version: number
}

function countedOf(rows: readonly DayRow[], sums: readonly SumRow[]): Counted {
  const days = new Map<number, DayState>()
  const keyOf = (grain: SummedGrain, bucket: number) => `${GRAIN[grain]}/${bucket}`
  /** What is lacking in weeks, and in four: 0 where their counters have all of their whole days as they are. */
  const lacks = new Map(sums.map(({ grain, bucket, version }) => [`${grain}/${bucket}`, version]))
  for (const { day, rolled_to, summed_to, visitors_gone, closed, version } of rows) {
    const rolledTo = closed === 1 ? (day + 1) * DAY_MS : rolled_to * 1_000
    days.set(day, { rolledTo, summedTo: summed_to * 1_000, visitorsGone: visitors_gone === 1, closed: closed === 1 })
    for (const grain of SUMMED_GRAINS) {
      const key = keyOf(grain, bucketOf(grain, day))
      const lacking = lacks.get(key)
      if (lacking !== undefined) lacks.set(key, rolledTo >= (day + 1) * DAY_MS ? lacking - version : NaN)
    }
  }
  return { day: (day) => days.get(day), hasSum: (grain, bucket) => lacks.get(keyOf(grain, bucket)) === 0 }
}

/** Whether changes of conversions wait to be folded into the counters. */
export async function hasChanges(read: Read): Promise<boolean> {
  return (await read({ sql: 'SELECT 1 AS waits FROM conversion_deltas LIMIT 1', bindings: [] })).length > 0
}
