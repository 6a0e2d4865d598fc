import { DIMENSIONS, isGrain, type Family } from '@gokart/shared'
import { selected, sumsByStatus } from '../counters/status-sums.js'
import { FAMILY_TABLES } from './family-columns.js'
import { exact, rowsOf } from './family-rows.js'
import { firstClicks } from './first-clicks.js'
import { grainSql } from './grain-sql.js'
import { grouped, keyReader, type KeyColumns } from './keys.js'
import {
  addClicks,
  addConversions,
  addRejected,
  readGrouped,
  type ClickCounts,
  type ConversionCounts,
  type Reading,
  type RejectedCounts,
} from './reading.js'
import { rateSql } from './rates.js'
import type { ReportSpec } from './spec.js'
import { sqlOf, type Sql } from './sql.js'

/** Adds up the rows of a family by the report's dimensions; none where it has nothing to do with its filters. */
export function readRows(family: Family, reading: Reading): Promise<void> {
  return READERS[family](reading)
}

const READERS: Readonly<Record<Family, (reading: Reading) => Promise<void>>> = {
  async clicks({ view, spec, unique, merge }) {
    const keys = keysOf('clicks', spec)
    const counts = [sqlOf('COUNT(*) AS clicks'), ...(unique ? [sqlOf('SUM(c.first) AS unique_clicks')] : [])]
    const from = unique ? firstClicks(spec) : undefined
    const query = grouped(keys, counts, [], rowsOf('clicks', spec, keys.sql, from))
    for (const row of await readGrouped<KeyColumns & ClickCounts>(view, query))
      addClicks(merge.rowOf(keys.read(row)), row, unique)
  },

  async conversions({ view, spec, rates, merge }) {
    const keys = keysOf('conversions', spec)
    const stretch = rates ? rateSql(FAMILY_TABLES.conversions.at[spec.clock], rates) : sqlOf('0')
    const by = [sqlOf('v.currency'), { ...stretch, sql: `${stretch.sql} AS stretch` }]
    const sums = [...by, sqlOf(selected(sumsByStatus('v.status', '1', 'v.revenue')))]
    const query = grouped(keys, sums, ['v.currency', 'stretch'], rowsOf('conversions', spec, keys.sql))
    for (const row of await readGrouped<KeyColumns & ConversionCounts & { stretch: number }>(view, query))
      addConversions(merge, keys.read(row), row, { rates, stretch: row.stretch })
  },

  async postbacks({ view, spec, merge }) {
    const keys = keysOf('postbacks', spec)
    const query = grouped(keys, [sqlOf('COUNT(*) AS rejected')], [], rowsOf('postbacks', spec, keys.sql))
    for (const row of await readGrouped<KeyColumns & RejectedCounts>(view, query))
      addRejected(merge.rowOf(keys.read(row)), row)
  },
}

/** The keys of a family's groups, and how the app reads them. */
function keysOf(family: Family, { dimensions, clock, zone, from, to }: ReportSpec) {
  const table = FAMILY_TABLES[family]
  const columns = dimensions.map((name): Sql => {
    if (isGrain(name)) return grainSql(table.at[clock], name, zone, { from, to })
    const column = table.columns[name]
    if (column === undefined) return sqlOf('NULL')
    return sqlOf(DIMENSIONS[name].kind === 'text' ? exact(column) : column)
  })
  return {
    select: columns.map(({ sql, bindings }, index) => ({ sql: `${sql} AS k${index}`, bindings })),
    sql: columns.map(({ sql }) => sql),
    read: keyReader(dimensions, zone),
  }
}
