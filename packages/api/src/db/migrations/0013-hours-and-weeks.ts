import type { Knex } from 'knex'
import type { Migration } from '../migrate.js'

// Sums of the numbers of dimensions: an offer (3) has its advertiser (1) with it; partner 4, country 8, event 16.
const ALL = 31
const [QUARTER, DAY, WEEK, HOUR] = [0, 1, 2, 3] as const
const NOT_KEPT: readonly (readonly [grain: number, sets: readonly number[]])[] = [
  [QUARTER, [1, 3, 4, 8]],
  [DAY, [1, 3, 4, 8]],
]
const WEEKS = [19, 12, 7, 11, ALL]
const HOURS = [0, 19]

const COLUMNS: readonly (readonly [name: string, dimension: number, none: string])[] = [
  ['advertiser_id', 1, '0'],
  ['offer_id', 2, '0'],
  ['offer_event_id', 16, '0'],
  ['partner_id', 4, '0'],
  ['country', 8, "''"],
]
const ALWAYS = 'traffic_class, status, currency'

const BUCKETS: Readonly<Record<number, string>> = { [WEEK]: '(bucket + 3) DIV 7', [HOUR]: 'bucket DIV 4' }
/** Of the other tables: what their rows tell apart, what they add up, and which sets of quarters there are hours of. */
const OTHERS = [
  [
    'click_counts',
    'advertiser_id, offer_id, partner_id, country, traffic_class',
    ['clicks', 'unique_clicks'],
    [0, 1, 4, 8, 3],
  ],
  ['postback_counts', 'advertiser_id, offer_id, reason', ['rejected'], [0, 1, 3]],
] as const

async function addHours(db: Knex, [table, columns, sums, sets]: (typeof OTHERS)[number]): Promise<void> {
  await db(table).where({ grain: HOUR }).delete()
  for (const set of sets) {
    await db.raw(`INSERT INTO ${table} (grain, dims, bucket, ${columns}, ${sums.join(', ')})
      SELECT ${HOUR}, ${set}, bucket DIV 4, ${columns}, ${sums.map((sum) => `SUM(${sum})`).join(', ')}
      FROM ${table} WHERE grain = ${QUARTER} AND dims = ${set} GROUP BY bucket DIV 4, ${columns}`)
  }
}

/** Makes a set of conversions as sums of the one with all dimensions, of quarters for quarters, else of days. */
async function addSet(db: Knex, grain: number, set: number): Promise<void> {
  const from = grain === QUARTER || grain === HOUR ? QUARTER : DAY
  const bucket = BUCKETS[grain] ?? 'bucket'
  const kept = COLUMNS.filter(([, dimension]) => (set & dimension) !== 0).map(([name]) => name)
  const values = COLUMNS.map(([name, dimension, none]) => ((set & dimension) !== 0 ? name : none))
  await db.raw(`DELETE FROM conversion_counts WHERE clock IN (0, 1) AND grain = ${grain} AND dims = ${set}`)
  await db.raw(`INSERT INTO conversion_counts (clock, grain, dims, bucket, ${COLUMNS.map(([name]) => name).join(', ')}, ${ALWAYS}, conversions, revenue)
    SELECT clock, ${grain}, ${set}, ${bucket}, ${values.join(', ')}, ${ALWAYS}, SUM(conversions), SUM(revenue)
    FROM conversion_counts WHERE clock IN (0, 1) AND grain = ${from} AND dims = ${ALL}
    GROUP BY ${['clock', bucket, ...kept].join(', ')}, ${ALWAYS}`)
}

/** `summed_to`: up to where the day's own counters have its quarters. `version`: rises with each part that is counted. */
async function addStates(db: Knex): Promise<void> {
  // A killed migration runs again.
  if (!(await db.schema.hasColumn('rollup_days', 'version'))) {
    await db.raw(`ALTER TABLE rollup_days ADD COLUMN summed_to BIGINT UNSIGNED NOT NULL DEFAULT 0,
      ADD COLUMN version INT UNSIGNED NOT NULL DEFAULT 0`)
  }
  await db.raw(
    'UPDATE rollup_days SET summed_to = (day + 1) * 86400 WHERE closed = 1 OR rolled_to >= (day + 1) * 86400',
  )
}

/** Counters of hours and weeks, and for conversions fewer sets. Weeks of clicks and postbacks are summed by the jobs. */
export const migration: Migration = {
  name: '0013-hours-and-weeks',
  async up(db) {
    await addStates(db)
    // `version`: what the versions of its days added up to when it was summed.
    await db.raw(`CREATE TABLE IF NOT EXISTS rollup_weeks (
        source VARCHAR(9) CHARACTER SET ascii NOT NULL,
        week INT UNSIGNED NOT NULL,
        version BIGINT UNSIGNED NOT NULL,
        PRIMARY KEY (source, week)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
    for (const [grain, sets] of NOT_KEPT) await db('conversion_counts').where({ grain }).whereIn('dims', sets).delete()
    for (const set of WEEKS) await addSet(db, WEEK, set)
    for (const set of HOURS) await addSet(db, HOUR, set)
    for (const other of OTHERS) await addHours(db, other)
  },
  async down(db) {
    for (const table of ['conversion_counts', 'click_counts', 'postback_counts']) {
      await db(table).whereIn('grain', [WEEK, HOUR]).delete()
    }
    for (const [grain, sets] of NOT_KEPT) for (const set of sets) await addSet(db, grain, set)
    await db.schema.dropTableIfExists('rollup_weeks')
    await db.raw('ALTER TABLE rollup_days DROP COLUMN version, DROP COLUMN summed_to')
  },
}
