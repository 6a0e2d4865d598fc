import { DIMENSIONS, isGrain, type Family } from '@gokart/shared'
import { selected, sumsByStatus } from '../counters/status-sums.js'
import { FAMILY_TABLES } from './family-columns.js'
import { exact, rowsOf } from './family-rows.js'
import { firstClicks } from './first-clicks.js'
import { grainSql } from './grain-sql.js'
import { grouped, keyReader, type KeyColumns } from './keys.js'
import {
  clicksPart,
  conversionsPart,
  rejectedPart,
  type ClickCounts,
  type ConversionCounts,
  type Part,
  type Reading,
  type RejectedCounts,
} from './parts.js'
import { rateSql } from './rates.js'
import type { ReportSpec } from './spec.js'
import { sqlOf, type Sql } from './sql.js'

/** Adds up the rows of a family by the report's dimensions; none where it has nothing to do with its filters. */
export function readRows(family: Family, reading: Reading): Promise<Part[]> {
  return READERS[family](reading)
}

const READERS: Readonly<Record<Family, (reading: Reading) => Promise<Part[]>>> = {
  async clicks({ view, spec, unique, limit }) {
    const keys = keysOf('clicks', spec)
    const counts = [sqlOf('COUNT(*) AS clicks'), ...(unique ? [sqlOf('SUM(c.first) AS unique_clicks')] : [])]
    const from = unique ? firstClicks(spec) : undefined
    const rows = rowsOf('clicks', spec, keys.sql, from)
    const found = await view.read<KeyColumns & ClickCounts>(grouped(keys, counts, [], rows, limit))
    return found.map((row) => clicksPart(keys.read(row), row, unique))
  },

  async conversions({ view, spec, rates, limit }) {
    const keys = keysOf('conversions', spec)
    const stretch = rates ? rateSql(FAMILY_TABLES.conversions.at[spec.clock], rates) : sqlOf('0')
    const by = [sqlOf('v.currency'), { ...stretch, sql: `${stretch.sql} AS stretch` }]
    const sums = [...by, sqlOf(selected(sumsByStatus('v.status', '1', 'v.revenue')))]
    const from = rowsOf('conversions', spec, keys.sql)
    const query = grouped(keys, sums, ['v.currency', 'stretch'], from, limit)
    const found = await view.read<KeyColumns & ConversionCounts & { stretch: number }>(query)
    return found.flatMap((row) => conversionsPart(keys.read(row), row, rates, row.stretch) ?? [])
  },

  async postbacks({ view, spec, limit }) {
    const keys = keysOf('postbacks', spec)
    const from = rowsOf('postbacks', spec, keys.sql)
    const query = grouped(keys, [sqlOf('COUNT(*) AS rejected')], [], from, limit)
    const found = await view.read<KeyColumns & RejectedCounts>(query)
    return found.map((row) => rejectedPart(keys.read(row), row))
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
