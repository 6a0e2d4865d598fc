import { DIMENSIONS, isGrain, type DimensionName } from '@gokart/shared'
import { readPeriod } from './grain-sql.js'
import { joinSql, type Sql } from './sql.js'

type Value = string | number | Buffer | null
/** The dimensions of a grouped row: `k0`, `k1`, `k2`. */
export type KeyColumns = Record<`k${number}`, Value>

/** How the app reads the key of a grouped row. */
export function keyReader(dimensions: readonly DimensionName[], zone: string): (row: KeyColumns) => (string | null)[] {
  const columns = dimensions.map((name, index) => ({ column: `k${index}` as const, read: readerOf(name, zone) }))
  return (row) => columns.map(({ column, read }) => read(row[column] ?? null))
}

/** How the app reads a dimension's column; null: no value. */
function readerOf(name: DimensionName, zone: string): (value: Value) => string | null {
  if (isGrain(name)) {
    const startOf = readPeriod(name, zone)
    const texts = new Map<number, string>()
    return (value) => {
      const number = Number(value)
      let text = texts.get(number)
      if (text === undefined) texts.set(number, (text = new Date(startOf(number)).toISOString()))
      return text
    }
  }
  const none = DIMENSIONS[name].kind === 'record' ? '0' : ''
  return (value) => {
    const text = Buffer.isBuffer(value) ? value.toString('utf8') : String(value ?? none)
    return text === none ? null : text
  }
}

/** `SELECT keys, sums FROM ... GROUP BY keys and more`. */
export function grouped(
  keys: { readonly select: readonly Sql[] },
  sums: readonly Sql[],
  more: readonly string[],
  from: Sql,
): Sql {
  const select = joinSql([...keys.select, ...sums], ', ')
  const by = [...keys.select.map((_, index) => `k${index}`), ...more]
  const groupBy = by.length > 0 ? ` GROUP BY ${by.join(', ')}` : ''
  return {
    sql: `SELECT ${select.sql} ${from.sql}${groupBy}`,
    bindings: [...select.bindings, ...from.bindings],
  }
}
