import { DAY_MS, GRAIN_MS, QUARTER_MS, QUARTERS_A_DAY, type GrainName } from './buckets.js'
import { uniqueRowSelects } from './click-rows.js'
import type { CountColumn, Sql } from './counts-query.js'
import { CLICK_COUNTS, columnsOf, CONVERSION_COUNTS, fullSet, POSTBACK_COUNTS, valuesIn } from './dimension-sets.js'
import type { CountTable } from './dimension-sets.js'
import { CLOCKS } from './fold.js'
import { conversionRowSelect, readDayStates, rejectedRowSelect, type Read } from './read.js'
import type { Days } from './rebuild.js'
import { inSet, type Buckets } from './sum-sets.js'

/** Numbers that differ: of which counters, and what each side says. */
export interface Difference {
  readonly what: string
  readonly example: object
}

/** Of each day and set. */
const EXAMPLES = 3

/**
 * Compares all counters of some days with the rows: the set with all dimensions with the rows themselves, each other one with that. `read` must
 * read one consistent snapshot. Of closed days, whose rows may be purged, only the counters are compared.
 */
export async function checkCounters(read: Read, days: Days, progress: (text: string) => void): Promise<Difference[]> {
  const found: Difference[] = []
  const span = { from: days.first * DAY_MS, to: (days.last + 1) * DAY_MS - 1 }
  const states = {
    clicks: await readDayStates(read, 'clicks', span),
    postbacks: await readDayStates(read, 'postbacks', span),
  }
  for (let day = days.first; day <= days.last; day++) {
    const before = found.length
    for (const source of SOURCES) {
      const state = source.table && states[source.table].get(day)
      const rolledTo = source.table ? (state?.rolledTo ?? day * DAY_MS) : (day + 1) * DAY_MS
      if (rolledTo === day * DAY_MS) continue
      found.push(...(await checkDay(read, source, { day, rolledTo, closed: state?.closed ?? false })))
    }
    progress(`${new Date(day * DAY_MS).toISOString().slice(0, 10)}: ${found.length - before} differences`)
  }
  return found
}

interface Source {
  readonly name: string
  readonly counts: CountTable
  /** Of the tables whose days are counted one after the other. */
  readonly table?: 'clicks' | 'postbacks'
  readonly clock?: 0 | 1
  /** Select with `at` and all columns: what rows of a day say up to a moment. */
  rows(day: number, to: number): Sql[]
}

const allColumns = ({ always, ...table }: CountTable) =>
  [...columnsOf({ always, ...table }), ...always] as CountColumn[]
/** Rows of a day, for each of its quarters. */
const query = (table: CountTable, day: number, to: number) => ({
  from: day * DAY_MS,
  to,
  cuts: Array.from({ length: QUARTERS_A_DAY }, (_, index) => day * DAY_MS + index * QUARTER_MS),
  columns: allColumns(table),
})

const conversions = (clock: 0 | 1): Source => ({
  name: `conversions by the time of the ${clock === 0 ? 'click' : 'conversion'}`,
  counts: CONVERSION_COUNTS,
  clock,
  rows: (day, to) => [
    conversionRowSelect(query(CONVERSION_COUNTS, day, to), clock === 0 ? 'click' : 'conversion', [
      { from: day * DAY_MS, to },
    ]),
    // What is not folded yet is not to be in the counters.
    {
      sql: `SELECT ${CLOCKS[clock]} * ${QUARTER_MS} AS at, ${allColumns(CONVERSION_COUNTS).join(', ')}, -conversions AS conversions, -revenue AS revenue
        FROM conversion_deltas WHERE ${CLOCKS[clock]} BETWEEN ? AND ?`,
      bindings: [day * QUARTERS_A_DAY, (day + 1) * QUARTERS_A_DAY - 1],
    },
  ],
})

const SOURCES: readonly Source[] = [
  {
    name: 'clicks',
    counts: CLICK_COUNTS,
    table: 'clicks',
    // From the rows alone: as if nobody had noted down who came first.
    rows: (day, to) =>
      uniqueRowSelects(
        query(CLICK_COUNTS, day, to),
        [{ from: day * DAY_MS, to }],
        new Map([[day, { rolledTo: to, visitorsGone: true, closed: false }]]),
      ),
  },
  {
    name: 'rejected postbacks',
    counts: POSTBACK_COUNTS,
    table: 'postbacks',
    rows: (day, to) => [rejectedRowSelect(query(POSTBACK_COUNTS, day, to), [{ from: day * DAY_MS, to }])],
  },
  conversions(0),
  conversions(1),
]

interface CountedDay {
  readonly day: number
  readonly rolledTo: number
  readonly closed: boolean
}

async function checkDay(read: Read, source: Source, { day, rolledTo, closed }: CountedDay): Promise<Difference[]> {
  const { counts, clock, name } = source
  const buckets = (grain: GrainName): Buckets => ({
    first: (day * DAY_MS) / GRAIN_MS[grain],
    last: Math.ceil(rolledTo / GRAIN_MS[grain]) - 1,
    ...(clock === undefined ? {} : { clock }),
  })
  const full = fullSet(counts)
  const found: Difference[] = []
  const compare = async (what: string, counted: string, expected: Sql) => {
    const rows = await read(difference(counts, counted, expected))
    found.push(...rows.map((example) => ({ what: `${name}, ${what}`, example: example as object })))
  }
  if (!closed) {
    const columns = allColumns(counts).join(', ')
    const rows = source.rows(day, rolledTo)
    await compare('counters and rows', counters(counts, 'quarter', full, buckets('quarter')), {
      sql: rows
        .map(
          ({ sql }) =>
            `SELECT at DIV ${QUARTER_MS} AS bucket, ${columns}, ${counts.sums.join(', ')} FROM (${sql}) AS r`,
        )
        .join(' UNION ALL '),
      bindings: rows.flatMap(({ bindings }) => bindings),
    })
  }
  for (const grain of rolledTo === (day + 1) * DAY_MS ? (['quarter', 'day'] as const) : (['quarter'] as const)) {
    for (const set of counts.sets[grain].filter((one) => grain === 'day' || one !== full)) {
      const bucket = grain === 'day' ? `bucket DIV ${QUARTERS_A_DAY}` : 'bucket'
      const values = valuesIn(counts, set).map((value, index) => `${value} AS ${columnsOf(counts)[index]}`)
      const sql = `SELECT ${bucket} AS bucket, ${[...values, ...counts.always, ...counts.sums].join(', ')}
        FROM ${counts.name} WHERE ${inSet('quarter', full, buckets('quarter'))}`
      await compare(`${grain}, dims ${set} and ${full}`, counters(counts, grain, set, buckets(grain)), {
        sql,
        bindings: [],
      })
    }
  }
  return found
}

const counters = (table: CountTable, grain: GrainName, set: number, buckets: Buckets): string =>
  `SELECT ${['bucket', ...allColumns(table), ...table.sums].join(', ')} FROM ${table.name} WHERE ${inSet(grain, set, buckets)}`

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
