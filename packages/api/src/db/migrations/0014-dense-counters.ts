import type { Knex } from 'knex'
import type { Migration } from '../migrate.js'

// Sums of the numbers of dimensions: an offer (3) has its advertiser (1) with it; partner 4, country 8, event 16, class 32, reason 64.
const NUMBERS = {
  advertiser_id: 1,
  offer_id: 2,
  partner_id: 4,
  country: 8,
  offer_event_id: 16,
  traffic_class: 32,
  reason: 64,
}
type Dimension = keyof typeof NUMBERS
const TYPES: Readonly<Record<Dimension, string>> = {
  advertiser_id: 'INT UNSIGNED NOT NULL',
  offer_id: 'INT UNSIGNED NOT NULL',
  offer_event_id: 'INT UNSIGNED NOT NULL',
  partner_id: 'INT UNSIGNED NOT NULL',
  country: 'CHAR(2) CHARACTER SET ascii NOT NULL',
  traffic_class: 'VARCHAR(8) CHARACTER SET ascii NOT NULL',
  reason: 'VARCHAR(32) CHARACTER SET ascii NOT NULL',
}
const WORDS: Readonly<Record<string, string>> = {
  status: 'VARCHAR(8) CHARACTER SET ascii NOT NULL',
  currency: 'CHAR(3) CHARACTER SET ascii NOT NULL',
}
const STATUSES = ['pending', 'success', 'rejected']
const [QUARTER, DAY, WEEK, HOUR] = [0, 1, 2, 3] as const
/** Hours are sums of quarters, the other grains have a set with all dimensions. */
const BUCKETS: Readonly<Record<number, string>> = { [HOUR]: 'bucket DIV 4' }

/** How a table of counters is, or was. */
interface Shape {
  /** `clock, `, where there are two. */
  readonly clock: string
  readonly dimensions: readonly Dimension[]
  /** What every row tells apart beside them. */
  readonly always: readonly string[]
  readonly sums: readonly (readonly [name: string, type: string])[]
  readonly sets: readonly (readonly [grain: number, sets: readonly number[]])[]
  readonly full: number
}

const OF_CONVERSION = ['advertiser_id', 'offer_id', 'offer_event_id', 'partner_id', 'country', 'traffic_class'] as const
const OF_POSTBACK = ['advertiser_id', 'offer_id'] as const

const CONVERSIONS: { readonly before: Shape; readonly after: Shape } = {
  before: {
    clock: 'clock, ',
    dimensions: OF_CONVERSION.slice(0, -1),
    always: ['traffic_class', 'status', 'currency'],
    sums: [
      ['conversions', 'INT NOT NULL'],
      ['revenue', 'DECIMAL(22, 4) NOT NULL'],
    ],
    sets: [
      [QUARTER, [0, 19]],
      [HOUR, [0, 19]],
      [DAY, [0, 19, 12, 7, 11]],
      [WEEK, [19, 12, 7, 11]],
    ],
    full: 31,
  },
  after: {
    clock: 'clock, ',
    dimensions: OF_CONVERSION,
    always: ['currency'],
    sums: STATUSES.flatMap((status) => [
      [status, 'INT NOT NULL'] as const,
      [`${status}_revenue`, 'DECIMAL(22, 4) NOT NULL'] as const,
    ]),
    sets: [
      [QUARTER, [32, 19]],
      [HOUR, [32, 19]],
      [DAY, [32, 19, 12, 7, 11]],
      [WEEK, [19, 12, 7, 11]],
    ],
    full: 63,
  },
}

const POSTBACKS: typeof CONVERSIONS = {
  before: {
    clock: '',
    dimensions: OF_POSTBACK,
    always: ['reason'],
    sums: [['rejected', 'INT UNSIGNED NOT NULL']],
    sets: [
      [QUARTER, [0, 1]],
      [HOUR, [0, 1, 3]],
      [DAY, [0, 1]],
    ],
    full: 3,
  },
  after: {
    clock: '',
    dimensions: [...OF_POSTBACK, 'reason'],
    always: [],
    sums: [['rejected', 'INT UNSIGNED NOT NULL']],
    sets: [
      [QUARTER, [0, 1, 3, 64]],
      [HOUR, [0, 1, 3, 64]],
      [DAY, [0, 1, 3, 64, 65]],
      [WEEK, [3]],
    ],
    full: 67,
  },
}

function definition({ clock, dimensions, always, sums }: Shape): string {
  const key = [...dimensions, ...always]
  const columns = [
    ...(clock ? ['clock TINYINT UNSIGNED NOT NULL'] : []),
    ...['grain', 'dims'].map((name) => `${name} TINYINT UNSIGNED NOT NULL`),
    'bucket INT UNSIGNED NOT NULL',
    ...key.map((name) => `${name} ${TYPES[name as Dimension] ?? WORDS[name]}`),
    ...sums.map((sum) => sum.join(' ')),
  ]
  return `(${columns.join(', ')}, PRIMARY KEY (${clock}grain, dims, bucket, ${key.join(', ')}))
    ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`
}

/** A new table in a shape, whose set with all dimensions comes from the old table: `rows` are its rows with the new columns. */
async function make(db: Knex, table: string, shape: Shape, rows: string): Promise<void> {
  const { clock, dimensions, always, full } = shape
  const sums = shape.sums.map(([name]) => name)
  await db.schema.dropTableIfExists(table)
  await db.raw(`CREATE TABLE ${table} ${definition(shape)}`)
  const columns = [...dimensions, ...always].join(', ')
  const added = sums.map((name) => `SUM(${name})`).join(', ')
  const into = `${clock}grain, dims, bucket, ${[...dimensions, ...always, ...sums].join(', ')}`
  await db.raw(`INSERT INTO ${table} (${into}) SELECT ${clock}grain, ${full}, bucket, ${columns}, ${added}
    FROM (${rows}) AS was GROUP BY ${clock}grain, bucket, ${columns}`)
  for (const [grain, sets] of shape.sets) {
    const [from, bucket] = [grain === HOUR ? QUARTER : grain, BUCKETS[grain] ?? 'bucket']
    for (const set of sets) {
      const has = (name: Dimension) => (set & NUMBERS[name]) !== 0
      const values = dimensions.map((name) => (has(name) ? name : TYPES[name].startsWith('INT') ? '0' : "''"))
      const by = [bucket, ...dimensions.filter(has), ...always].join(', ')
      await db.raw(`INSERT INTO ${table} (${into}) SELECT ${clock}${grain}, ${set}, ${bucket}, ${[...values, ...always].join(', ')}, ${added}
        FROM ${table} WHERE ${clock ? 'clock IN (0, 1) AND ' : ''}grain = ${from} AND dims = ${full} GROUP BY ${clock}${by}`)
    }
  }
}

/** `PRIMARY KEY` of the counters of clicks: `class`, the traffic class, comes before or behind what they are split by. */
async function setClickKey(db: Knex, columns: string): Promise<void> {
  await db.raw(`ALTER TABLE click_counts DROP PRIMARY KEY, ADD PRIMARY KEY (grain, dims, bucket, ${columns})`)
}

/** The tables before and after; the one of postbacks has another name, because its columns do not tell who writes what was right before. */
const BEFORE = ['conversion_counts', 'postback_counts'] as const
const AFTER = ['conversion_counts', 'rejected_counts'] as const
type Names = typeof BEFORE | typeof AFTER

/**
 * Makes the tables anew. First the old ones go out of the way, all at once: a process of the other version that runs meanwhile fails to count, and
 * does so later, rather than to count what is copied already. A killed migration begins anew, or finds what is done.
 */
async function replace(
  db: Knex,
  from: Names,
  to: Names,
  fill: (target: Names[number], index: number) => Promise<void>,
): Promise<void> {
  if (await db.schema.hasTable(from[1]))
    await rename(
      db,
      from.map((name) => [name, `${name}_old`]),
    )
  if (!(await db.schema.hasTable(to[1]))) {
    for (const [index, name] of to.entries()) await fill(name, index)
    await rename(
      db,
      to.map((name) => [`${name}_new`, name]),
    )
  }
  for (const name of from) await db.schema.dropTableIfExists(`${name}_old`)
}

const rename = (db: Knex, pairs: readonly (readonly [string, string])[]) =>
  db.raw(`RENAME TABLE ${pairs.map((pair) => pair.join(' TO ')).join(', ')}`)

const byStatus = STATUSES.map(
  (status) =>
    `IF(status = '${status}', conversions, 0) AS ${status}, IF(status = '${status}', revenue, 0) AS ${status}_revenue`,
).join(', ')
const CONVERSION_KEY = `clock, grain, bucket, ${OF_CONVERSION.join(', ')}, currency`

/** Fewer rows for the same: statuses as columns, and sets of conversions without the traffic class, of postbacks without the reason. */
export const migration: Migration = {
  name: '0014-dense-counters',
  async up(db) {
    await setClickKey(db, 'traffic_class, advertiser_id, offer_id, partner_id, country')
    const conversions = `SELECT ${CONVERSION_KEY}, ${byStatus} FROM conversion_counts_old WHERE dims = ${CONVERSIONS.before.full}`
    const postbacks = `SELECT * FROM postback_counts_old WHERE grain <> ${HOUR} AND dims = ${POSTBACKS.before.full}`
    await replace(db, BEFORE, AFTER, (name, index) =>
      make(db, `${name}_new`, [CONVERSIONS.after, POSTBACKS.after][index]!, [conversions, postbacks][index]!),
    )
  },
  async down(db) {
    await setClickKey(db, 'advertiser_id, offer_id, partner_id, country, traffic_class')
    const conversions = STATUSES.map(
      (
        status,
      ) => `SELECT ${CONVERSION_KEY}, '${status}' AS status, ${status} AS conversions, ${status}_revenue AS revenue
        FROM conversion_counts_old WHERE dims = ${CONVERSIONS.after.full} AND (${status} <> 0 OR ${status}_revenue <> 0)`,
    ).join(' UNION ALL ')
    const postbacks = `SELECT * FROM rejected_counts_old WHERE dims = ${POSTBACKS.after.full}`
    await replace(db, AFTER, BEFORE, (name, index) =>
      make(db, `${name}_new`, [CONVERSIONS.before, POSTBACKS.before][index]!, [conversions, postbacks][index]!),
    )
  },
}
