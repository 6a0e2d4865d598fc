import type { GrainName } from './buckets.js'
import type { CountColumn, Sql } from './counts-query.js'
import { columnsOf, type CountTable } from './dimension-sets.js'
import type { Read } from './counted.js'
import { inSet, type Buckets } from './sum-sets.js'

/** Numbers that differ: of which counters, and what each side says. */
export interface Difference {
  readonly what: string
  readonly example: object
}

/** Of each comparison. */
const EXAMPLES = 3

export const allColumns = (table: CountTable) => [...columnsOf(table), ...table.always] as CountColumn[]

export interface Compared {
  readonly what: string
  readonly grain: GrainName
  readonly set: number
  readonly buckets: Buckets
  /** Select with `bucket`, all columns and sums. */
  readonly expected: Sql
}

/** Where counters are not what they should be. */
export async function compareCounters(read: Read, table: CountTable, compared: Compared): Promise<Difference[]> {
  const { what, grain, set, buckets, expected } = compared
  const columns = ['bucket', ...allColumns(table), ...table.sums].join(', ')
  const counted = `SELECT ${columns} FROM ${table.name} WHERE ${inSet(grain, set, buckets)}`
  const rows = await read(difference(table, counted, expected))
  return rows.map((example) => ({ what, example: example as object }))
}

/** Where two selects with bucket, columns and sums do not add up to the same. */
function difference(table: CountTable, counted: string, expected: Sql): Sql {
  const columns = ['bucket', ...allColumns(table)]
  const side = (sql: string, index: number) => `SELECT side.*, ${index} AS is_expected FROM (${sql}) AS side`
  const sums = table.sums.flatMap((sum) => [
    `SUM(CASE WHEN is_expected = 0 THEN ${sum} ELSE 0 END) AS counted_${sum}`,
    `SUM(CASE WHEN is_expected = 1 THEN ${sum} ELSE 0 END) AS expected_${sum}`,
  ])
  const differ = table.sums.map((sum) => `counted_${sum} <> expected_${sum}`).join(' OR ')
  return {
    sql: `SELECT ${[...columns, ...sums].join(', ')} FROM (${side(counted, 0)} UNION ALL ${side(expected.sql, 1)}) AS sides
      GROUP BY ${columns.join(', ')} HAVING ${differ} LIMIT ${EXAMPLES}`,
    bindings: expected.bindings,
  }
}
