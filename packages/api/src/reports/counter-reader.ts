import { DIMENSIONS, isGrain, periodsOf, type DimensionName, type Family } from '@gokart/shared'
import type { CountColumn, CountsQuery } from '../counters/counts-query.js'
import { clickCounts, conversionCounts, readCounted, rejectedCounts } from '../counters/read.js'
import { STATUS_SUMS } from '../counters/status-sums.js'
import { exact } from './family-rows.js'
import { grouped, keyReader } from './keys.js'
import { grainSql } from './grain-sql.js'
import { clicksPart, partsOf, rejectedPart, type CountRow, type MoneyRow, type Part, type Reading } from './parts.js'
import { rateSql } from './rates.js'
import { knows, type ReportSpec } from './spec.js'
import { sqlOf, type Sql } from './sql.js'

/** Dimensions that counters have as a column. A tracker is the offer's. */
const COLUMNS: { readonly [name in DimensionName]?: CountColumn } = {
  advertiser: 'advertiser_id',
  offer: 'offer_id',
  tracker: 'offer_id',
  event: 'offer_event_id',
  partner: 'partner_id',
  country: 'country',
  traffic_class: 'traffic_class',
  reason: 'reason',
}

/** Whether counters know all that a report asks for; else it is read from rows. */
export function isCounted({ dimensions, filters }: ReportSpec): boolean {
  return [...dimensions, ...filters.map(({ dimension }) => dimension)].every((name) => DIMENSIONS[name].counted)
}

/** Adds up the counters of a family, as `readRows` adds up its rows. */
export function readCounters(family: Family, reading: Reading): Promise<Part[]> {
  return READERS[family](reading)
}

const READERS: Readonly<Record<Family, (reading: Reading) => Promise<Part[]>>> = {
  async clicks({ view, spec, unique, limit }) {
    const counted = await readCounted((query) => view.read(query), 'clicks', spec)
    const counts = clickCounts(queryOf('clicks', spec), counted, { unique })
    const sums = [sqlOf('SUM(n.clicks) AS n'), ...(unique ? [sqlOf('SUM(n.unique_clicks) AS firsts')] : [])]
    const keys = keysOf('clicks', spec)
    const found = await view.read<CountRow>(grouped(keys, sums, [], sourceOf(counts, spec), limit))
    return found.map((row) => clicksPart(keys.read(row), row, unique))
  },

  async conversions({ view, spec, rates, limit }) {
    const query = queryOf('conversions', spec, rates?.changes)
    const counts = conversionCounts({ ...query, columns: [...query.columns, 'currency'] }, spec.clock)
    const stretch = rates ? rateSql('n.at', rates) : sqlOf('0')
    const by = [sqlOf('n.currency'), { ...stretch, sql: `${stretch.sql} AS stretch` }]
    const sums = [...by, ...STATUS_SUMS.map((name) => sqlOf(`SUM(n.${name}) AS ${name}`))]
    const keys = keysOf('conversions', spec)
    const source = sourceOf(counts, spec)
    const found = await view.read<MoneyRow>(grouped(keys, sums, ['n.currency', 'stretch'], source, limit))
    return partsOf(found, keys, rates)
  },

  async postbacks({ view, spec, limit }) {
    const counted = await readCounted((query) => view.read(query), 'postbacks', spec)
    const counts = rejectedCounts(queryOf('postbacks', spec), counted)
    const keys = keysOf('postbacks', spec)
    const from = sourceOf(counts, spec)
    const found = await view.read<CountRow>(grouped(keys, [sqlOf('SUM(n.rejected) AS n')], [], from, limit))
    return found.map((row) => rejectedPart(keys.read(row), row))
  },
}

/** What is asked of the counters: their columns, and spans that no period or rate of the report divides. */
function queryOf(family: Family, spec: ReportSpec, changes: readonly number[] = []): CountsQuery {
  const { dimensions, filters, zone, from, to } = spec
  const named = [
    ...dimensions,
    ...(filters.some(({ dimension }) => dimension === 'tracker') ? ['tracker' as const] : []),
  ]
  const columns = named.flatMap((name) => (isOf(name, family) ? (COLUMNS[name] ?? []) : []))
  const periods = dimensions.flatMap((name) => (isGrain(name) ? periodsOf(zone, name, from, to) : []))
  const cuts = [...new Set([...periods, ...changes])].filter((at) => at > from && at < to)
  return {
    from,
    to,
    columns: [...new Set(columns)],
    filters: filtersOf(family, spec),
    ...(cuts.length > 0 ? { cuts: cuts.toSorted((a, b) => a - b) } : {}),
  }
}

const isOf = (name: DimensionName, family: Family) => knows(family, [{ dimension: name, value: 'any' }])

function filtersOf(family: Family, { filters, advertiserId, humans }: ReportSpec): NonNullable<CountsQuery['filters']> {
  const values: { [column in CountColumn]?: (string | number)[] } = {}
  for (const { dimension, value } of filters) {
    const column = COLUMNS[dimension]
    if (column === undefined || dimension === 'tracker' || !isOf(dimension, family)) continue
    const isNumber = DIMENSIONS[dimension].kind === 'record'
    values[column] = [isNumber ? Number(value ?? 0) : (value ?? '')]
  }
  if (advertiserId !== undefined) {
    const asked = values.advertiser_id
    values.advertiser_id = asked && !asked.includes(advertiserId) ? [] : [advertiserId]
  }
  if (humans && family === 'clicks') values.traffic_class = ['human']
  return values
}

/** The keys of the groups, over the columns of the counts `n`. */
function keysOf(family: Family, { dimensions, zone, from, to }: ReportSpec) {
  const select = dimensions.map((name, index): Sql => {
    const column = columnOf(family, name, { zone, from, to })
    return { ...column, sql: `${column.sql} AS k${index}` }
  })
  return { select, read: keyReader(dimensions, zone) }
}

function columnOf(
  family: Family,
  name: DimensionName,
  { zone, from, to }: Pick<ReportSpec, 'zone' | 'from' | 'to'>,
): Sql {
  if (isGrain(name)) return grainSql('n.at', name, zone, { from, to })
  if (!isOf(name, family)) return sqlOf('NULL')
  if (name === 'tracker') return sqlOf(exact('o.tracker_id'))
  const column = `n.${COLUMNS[name]}`
  return sqlOf(DIMENSIONS[name].kind === 'text' ? exact(column) : column)
}

function sourceOf(counts: Sql, { dimensions, filters }: ReportSpec): Sql {
  const asked = filters.find(({ dimension }) => dimension === 'tracker')
  const join = asked || dimensions.includes('tracker') ? ' LEFT JOIN offers AS o ON o.id = n.offer_id' : ''
  const where = trackerIs(asked?.value)
  return {
    sql: `FROM (${counts.sql}) AS n${join}${where.sql}`,
    bindings: [...counts.bindings, ...where.bindings],
  }
}

function trackerIs(value: string | null | undefined): Sql {
  if (value === undefined) return sqlOf('')
  if (value === null) return sqlOf(' WHERE o.tracker_id IS NULL')
  return sqlOf(` WHERE ${exact('o.tracker_id')} = ?`, Buffer.from(value))
}
