import { DIMENSIONS, type Family } from '@gokart/shared'
import { COUNTED_CLICK, COUNTED_POSTBACK } from '../counters/visitor.js'
import { timeKey } from '../db/time-key.js'
import { FAMILY_TABLES, type FamilyTable } from './family-columns.js'
import type { Filter, ReportSpec } from './spec.js'
import { joinSql, sqlOf, type Sql } from './sql.js'

/** What is counted of a family at all: nothing that was made to try an offer out. */
const COUNTED: Readonly<Record<Family, string>> = {
  clicks: COUNTED_CLICK,
  conversions: 'v.test = 0',
  postbacks: COUNTED_POSTBACK,
}

/** FROM and WHERE of the rows of a family that a report adds up. `used`: SQL beside it that may need joins; `from`: in place of the table. */
export function rowsOf(family: Family, spec: ReportSpec, used: readonly string[] = [], from?: Sql): Sql {
  const table = FAMILY_TABLES[family]
  const conditions = [
    inRange(family, table, spec),
    sqlOf(COUNTED[family]),
    ...spec.filters.map((filter) => matches(table, filter)),
  ]
  if (spec.advertiserId !== undefined) {
    conditions.push(sqlOf(`${table.alias}.advertiser_id = ?`, spec.advertiserId))
  }
  if (family === 'clicks' && spec.humans) conditions.push(sqlOf("c.traffic_class = 'human'"))
  const where = joinSql(conditions, ' AND ')
  const source = from ?? sqlOf(table.table)
  return {
    sql: `FROM ${source.sql} AS ${table.alias} ${joinsOf(table, [where.sql, ...used])} WHERE ${where.sql}`,
    bindings: [...source.bindings, ...where.bindings],
  }
}

function joinsOf({ joins }: FamilyTable, used: readonly string[]): string {
  const named = Object.entries(joins).filter(([alias]) => used.some((sql) => new RegExp(`\\b${alias}\\.`).test(sql)))
  return named.map(([, sql]) => sql).join(' ')
}

function inRange(family: Family, { alias }: FamilyTable, { from, to, clock }: ReportSpec): Sql {
  const [begin, end] = [new Date(from), new Date(to)]
  if (family !== 'conversions') return sqlOf(`${alias}.id >= ? AND ${alias}.id < ?`, timeKey(begin), timeKey(end))
  const column = clock === 'click' ? 'v.clicked_at' : 'v.converted_at'
  return sqlOf(`${column} >= ? AND ${column} < ?`, begin, end)
}

/** Texts are equal where their bytes are: the database's collation would make `a` and `A` one. */
export const exact = (column: string) => `CAST(${column} AS BINARY)`

/** What a family does not know, it has no value of. */
function matches({ columns }: FamilyTable, { dimension, value }: Filter): Sql {
  const column = columns[dimension as keyof typeof columns]
  if (column === undefined) return sqlOf(value === null ? '1 = 1' : '1 = 0')
  if (value === null) return sqlOf(`${column} IS NULL`)
  if (DIMENSIONS[dimension].kind === 'record') return sqlOf(`${column} = ?`, Number(value))
  return sqlOf(`${exact(column)} = ?`, Buffer.from(value, 'utf8'))
}
