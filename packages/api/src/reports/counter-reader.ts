import { DIMENSIONS, isGrain, periodsOf, type Family } from '@gokart/shared'
import type { CountColumn, CountsQuery } from '../counters/counts-query.js'
import { hasChanges, readCounted } from '../counters/counted.js'
import { clickCounts, conversionCounts, rejectedCounts } from '../counters/read.js'
import { COLUMNS, countKeys, type CountKeys } from './count-keys.js'
import type { Group } from './groups.js'
import { stretchAt } from './rates.js'
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
import { knowsDimension, type ReportSpec } from './spec.js'
import type { Sql } from './sql.js'

/** Whether counters know all that a report asks for; else it is read from rows. */
export function isCounted({ dimensions, filters }: ReportSpec): boolean {
  return [...dimensions, ...filters.map(({ dimension }) => dimension)].every((name) => DIMENSIONS[name].counted)
}

/** Adds up the counters of a family, as `readRows` adds up its rows. */
export function readCounters(family: Family, reading: Reading): Promise<void> {
  return READERS[family](reading)
}

const READERS: Readonly<Record<Family, (reading: Reading) => Promise<void>>> = {
  async clicks(reading) {
    const { view, spec, unique, merge } = reading
    const counted = await readCounted((query) => view.read(query), 'clicks', spec)
    const counts = clickCounts(queryOf('clicks', spec), counted, { unique })
    await forEachRow<ClickCounts>(reading, 'clicks', counts, (key, row) => addClicks(merge.rowOf(key), row, unique))
  },

  async conversions(reading) {
    const { view, spec, rates, merge } = reading
    const changed = await hasChanges((text) => view.read(text))
    const query = queryOf('conversions', spec, rates?.changes)
    const counts = conversionCounts({ ...query, columns: [...query.columns, 'currency'] }, spec.clock, changed)
    await forEachRow<ConversionCounts>(reading, 'conversions', counts, (key, row) =>
      addConversions(merge, key, row, { rates, stretch: rates ? stretchAt(Number(row.at), rates) : 0 }),
    )
  },

  async postbacks(reading) {
    const { view, spec, merge } = reading
    const counted = await readCounted((query) => view.read(query), 'postbacks', spec)
    const counts = rejectedCounts(queryOf('postbacks', spec), counted)
    await forEachRow<RejectedCounts>(reading, 'postbacks', counts, (key, row) => addRejected(merge.rowOf(key), row))
  },
}

/** Rows of counters; a group may have several, of different grains. */
async function forEachRow<Counts>(
  { view, spec }: Reading,
  family: Family,
  counts: Sql,
  add: (key: Group['key'], row: CountKeys & Counts) => void,
): Promise<void> {
  const keyOf = await countKeys(view, family, spec)
  for (const row of await readGrouped<CountKeys & Counts>(view, counts)) {
    const key = keyOf(row)
    if (key) add(key, row)
  }
}

/** What is asked of the counters: their columns, and spans that no period or rate of the report divides. */
function queryOf(family: Family, spec: ReportSpec, changes: readonly number[] = []): CountsQuery {
  const { dimensions, filters, zone, from, to } = spec
  const named = [
    ...dimensions,
    ...(filters.some(({ dimension }) => dimension === 'tracker') ? ['tracker' as const] : []),
  ]
  const columns = named.flatMap((name) => (knowsDimension(family, name) ? (COLUMNS[name] ?? []) : []))
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

function filtersOf(family: Family, { filters, advertiserId, humans }: ReportSpec): NonNullable<CountsQuery['filters']> {
  const values: { [column in CountColumn]?: (string | number)[] } = {}
  for (const { dimension, value } of filters) {
    const column = COLUMNS[dimension]
    if (column === undefined || dimension === 'tracker' || !knowsDimension(family, dimension)) continue
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
