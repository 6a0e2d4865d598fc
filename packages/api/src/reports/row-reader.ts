import { DIMENSIONS, isGrain, type DimensionName, type Family, type MoneySum, type Sums } from '@gokart/shared'
import type { ConversionRow } from '../db/tables.js'
import { firstClicks } from './first-clicks.js'
import { FAMILY_TABLES } from './family-columns.js'
import { exact, rowsOf } from './family-rows.js'
import { grainSql, readPeriod } from './grain-sql.js'
import { convert, rateSql, type Rates } from './rates.js'
import type { ReadView } from './read-view.js'
import type { ReportSpec } from './spec.js'
import { joinSql, sqlOf, type Sql } from './sql.js'

/** What a family adds to a group. `left`: money that could not be converted. */
export interface Part {
  readonly key: readonly (string | null)[]
  readonly sums: Sums
  readonly left?: Readonly<Record<string, string>>
}

/** How rows are read. */
export interface Reading {
  readonly view: ReadView
  readonly spec: ReportSpec
  /** What money is worth in the report's currency; undefined: each currency stays as it is. */
  readonly rates: Rates | undefined
  /** Whether the first click of each visitor is looked for, which takes longer. */
  readonly unique: boolean
  /** More rows of a grouped query are not read. */
  readonly limit: number
}

/** Adds up the rows of a family by the report's dimensions; none where it has nothing to do with its filters. */
export function readRows(family: Family, reading: Reading): Promise<Part[]> {
  return READERS[family](reading)
}

const READERS: Readonly<Record<Family, (reading: Reading) => Promise<Part[]>>> = {
  async clicks({ view, spec, unique, limit }) {
    const keys = keysOf('clicks', spec)
    const counts = [sqlOf('COUNT(*) AS n'), ...(unique ? [sqlOf('SUM(c.first) AS firsts')] : [])]
    const from = unique ? firstClicks(spec) : undefined
    const found = await view.read<CountRow>(grouped(keys, counts, [], rowsOf('clicks', spec, keys.sql, from), limit))
    return found.map((row) => ({
      key: keys.read(row),
      sums: { clicks: Number(row.n), ...(unique ? { unique_clicks: Number(row.firsts) } : {}) },
    }))
  },

  async conversions({ view, spec, rates, limit }) {
    const keys = keysOf('conversions', spec)
    const stretch = rates ? rateSql(FAMILY_TABLES.conversions.at[spec.clock], rates) : sqlOf('0')
    const by = [sqlOf('v.status'), sqlOf('v.currency'), { ...stretch, sql: `${stretch.sql} AS stretch` }]
    const sums = [...by, sqlOf('COUNT(*) AS n'), sqlOf('SUM(v.revenue) AS amount')]
    const from = rowsOf('conversions', spec, keys.sql)
    const found = await view.read<MoneyRow>(grouped(keys, sums, ['v.status', 'v.currency', 'stretch'], from, limit))
    return found.map((row) => ({ key: keys.read(row), ...conversionSums(row, rates) }))
  },

  async postbacks({ view, spec, limit }) {
    const keys = keysOf('postbacks', spec)
    const from = rowsOf('postbacks', spec, keys.sql)
    const found = await view.read<CountRow>(grouped(keys, [sqlOf('COUNT(*) AS n')], [], from, limit))
    return found.map((row) => ({ key: keys.read(row), sums: { rejected_postbacks: Number(row.n) } }))
  },
}

type Value = string | number | Buffer | null
type KeyColumns = Record<`k${number}`, Value>
type CountRow = KeyColumns & { n: number | string; firsts: number | string }
type MoneyRow = KeyColumns & Pick<ConversionRow, 'status' | 'currency'> & { stretch: number; n: number; amount: string }

const MONEY: Readonly<Record<ConversionRow['status'], MoneySum>> = {
  pending: 'pending_revenue',
  success: 'payout',
  rejected: 'rejected_revenue',
}

function conversionSums({ status, currency, stretch, n, amount }: MoneyRow, rates: Rates | undefined) {
  const { money, left } = rates
    ? convert(rates, stretch, currency, amount)
    : { money: { [currency]: amount }, left: {} }
  return { sums: { [status]: Number(n), [MONEY[status]]: money }, left }
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
  const readers = dimensions.map((name) => readerOf(name, zone))
  return {
    select: columns.map(({ sql, bindings }, index) => ({ sql: `${sql} AS k${index}`, bindings })),
    sql: columns.map(({ sql }) => sql),
    read: (row: KeyColumns) => readers.map((read, index) => read(row[`k${index}`] ?? null)),
  }
}
type Keys = ReturnType<typeof keysOf>

function readerOf(name: DimensionName, zone: string): (value: Value) => string | null {
  if (isGrain(name)) {
    const startOf = readPeriod(name, zone)
    return (value) => new Date(startOf(Number(value))).toISOString()
  }
  return (value) => {
    const text = Buffer.isBuffer(value) ? value.toString('utf8') : String(value ?? '')
    return text === '' ? null : text
  }
}

/** `SELECT keys, sums FROM ... GROUP BY keys and more`. */
function grouped(keys: Keys, sums: readonly Sql[], more: readonly string[], from: Sql, limit: number): Sql {
  const select = joinSql([...keys.select, ...sums], ', ')
  const by = [...keys.select.map((_, index) => `k${index}`), ...more]
  const groupBy = by.length > 0 ? ` GROUP BY ${by.join(', ')}` : ''
  return {
    sql: `SELECT ${select.sql} ${from.sql}${groupBy} LIMIT ${limit}`,
    bindings: [...select.bindings, ...from.bindings],
  }
}
