import type { Knex } from 'knex'
import type { Migration } from '../migrate.js'

// Sums of the numbers of dimensions: an offer (3) has its advertiser (1) with it; partner 4, country 8.
const SETS = [12, 7, 11]
const [WEEK, FOUR_WEEKS] = [2, 4] as const

const KEY = 'advertiser_id, offer_id, offer_event_id, partner_id, country, traffic_class, currency'
const SUMS = ['pending', 'success', 'rejected'].flatMap((status) => [status, `${status}_revenue`])

async function sumWeeks(db: Knex, set: number): Promise<void> {
  const which = (grain: number) => `clock IN (0, 1) AND grain = ${grain} AND dims = ${set}`
  await db.raw(`DELETE FROM conversion_totals WHERE ${which(FOUR_WEEKS)}`)
  await db.raw(`INSERT INTO conversion_totals (clock, grain, dims, bucket, ${KEY}, ${SUMS.join(', ')})
    SELECT clock, ${FOUR_WEEKS}, dims, bucket DIV 4, ${KEY}, ${SUMS.map((name) => `SUM(${name})`).join(', ')}
    FROM conversion_totals WHERE ${which(WEEK)} GROUP BY clock, dims, bucket DIV 4, ${KEY}`)
}

async function rename(db: Knex, from: string, to: string): Promise<void> {
  if (await db.schema.hasTable(from)) await db.raw(`RENAME TABLE ${from} TO ${to}`)
}

/** `grain` beside `bucket`, or weeks alone. A killed migration runs again. */
async function changeSums(db: Knex, up: boolean): Promise<void> {
  if (!(await db.schema.hasTable(up ? 'rollup_weeks' : 'rollup_sums'))) return
  await db.raw(
    up
      ? `ALTER TABLE rollup_weeks RENAME TO rollup_sums, CHANGE COLUMN week bucket INT UNSIGNED NOT NULL,
          ADD COLUMN grain TINYINT UNSIGNED NOT NULL DEFAULT ${WEEK} AFTER source,
          DROP PRIMARY KEY, ADD PRIMARY KEY (source, grain, bucket)`
      : `ALTER TABLE rollup_sums RENAME TO rollup_weeks, CHANGE COLUMN bucket week INT UNSIGNED NOT NULL,
          DROP PRIMARY KEY, ADD PRIMARY KEY (source, week), DROP COLUMN grain`,
  )
}

/**
 * Counters of four weeks. Those of clicks and postbacks are summed by the jobs. The table of conversions gets another name first: a process of the
 * version before, which would leave the new counters out, fails to count, and the new one does it later.
 */
export const migration: Migration = {
  name: '0015-four-weeks',
  async up(db) {
    await changeSums(db, true)
    await rename(db, 'conversion_counts', 'conversion_totals')
    for (const set of SETS) await sumWeeks(db, set)
  },
  async down(db) {
    await rename(db, 'conversion_totals', 'conversion_counts')
    for (const table of ['conversion_counts', 'click_counts', 'rejected_counts']) {
      await db(table).where({ grain: FOUR_WEEKS }).delete()
    }
    if (await db.schema.hasTable('rollup_sums')) await db('rollup_sums').where({ grain: FOUR_WEEKS }).delete()
    await changeSums(db, false)
  },
}
