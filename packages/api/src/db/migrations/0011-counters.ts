import type { Knex } from 'knex'
import type { Migration } from '../migrate.js'

const ASCII = 'CHARACTER SET ascii NOT NULL'
const DIMENSIONS = `advertiser_id INT UNSIGNED NOT NULL,
    offer_id INT UNSIGNED NOT NULL`
const OF_CLICK = `partner_id INT UNSIGNED NOT NULL,
    country CHAR(2) ${ASCII},
    traffic_class VARCHAR(8) ${ASCII}`
const OF_CONVERSION = `offer_event_id INT UNSIGNED NOT NULL,
    ${OF_CLICK},
    status VARCHAR(8) ${ASCII},
    currency CHAR(3) ${ASCII},
    conversions INT NOT NULL,
    revenue DECIMAL(22, 4) NOT NULL`
const BUCKET = `grain TINYINT UNSIGNED NOT NULL,
    dims TINYINT UNSIGNED NOT NULL,
    bucket INT UNSIGNED NOT NULL`

const tables: Readonly<Record<string, string>> = {
  // Up to where the counters have the rows of a UTC day.
  rollup_days: `
    source VARCHAR(9) ${ASCII},
    day INT UNSIGNED NOT NULL,
    rolled_to BIGINT UNSIGNED NOT NULL,
    visitors_gone TINYINT(1) NOT NULL DEFAULT 0,
    closed TINYINT(1) NOT NULL DEFAULT 0,
    PRIMARY KEY (source, day)`,
  // Rows that are locked by whoever may be the only one, and what they remember.
  counter_state: `
    name VARCHAR(20) ${ASCII},
    value BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (name)`,
  click_counts: `
    ${BUCKET},
    ${DIMENSIONS},
    ${OF_CLICK},
    clicks INT UNSIGNED NOT NULL,
    unique_clicks INT UNSIGNED NOT NULL,
    PRIMARY KEY (grain, dims, bucket, advertiser_id, offer_id, partner_id, country, traffic_class)`,
  // The first click of each visitor of an offer on a recent day.
  click_visitors: `
    day INT UNSIGNED NOT NULL,
    visitor BINARY(16) NOT NULL,
    click_id BINARY(16) NOT NULL,
    PRIMARY KEY (day, visitor),
    KEY click_visitors_click (click_id)`,
  conversion_counts: `
    clock TINYINT UNSIGNED NOT NULL,
    ${BUCKET},
    ${DIMENSIONS},
    ${OF_CONVERSION},
    PRIMARY KEY (clock, grain, dims, bucket, advertiser_id, offer_id, offer_event_id, partner_id, country, traffic_class, status, currency)`,
  // What changes of conversions add to the counters, or take away, until it is folded into them.
  conversion_deltas: `
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    clicked_quarter INT UNSIGNED NOT NULL,
    converted_quarter INT UNSIGNED NOT NULL,
    ${DIMENSIONS},
    ${OF_CONVERSION}`,
  postback_counts: `
    ${BUCKET},
    ${DIMENSIONS},
    reason VARCHAR(32) ${ASCII},
    rejected INT UNSIGNED NOT NULL,
    PRIMARY KEY (grain, dims, bucket, advertiser_id, offer_id, reason)`,
}

const CHUNK = 5_000

/** Conversions keep what reports need of their click, whose row may be purged. */
async function keepOfClicks(db: Knex): Promise<void> {
  // A killed migration runs again.
  if (await db.schema.hasColumn('conversions', 'traffic_class')) return
  await db.raw(`ALTER TABLE conversions ADD COLUMN country CHAR(2) CHARACTER SET ascii NULL,
    ADD COLUMN traffic_class VARCHAR(8) CHARACTER SET ascii NOT NULL DEFAULT 'human',
    ADD KEY conversions_clicked (clicked_at, id, test)`)
}

/** The conversions that are there, as changes that are not folded yet: so they are counted from the first moment. */
async function countConversions(db: Knex): Promise<void> {
  await db.raw('TRUNCATE TABLE conversion_deltas')
  let after: Buffer = Buffer.alloc(16)
  for (;;) {
    const ids: Buffer[] = await db('conversions').where('id', '>', after).orderBy('id').limit(CHUNK).pluck('id')
    if (ids.length === 0) return
    const range = [after, ids.at(-1)!]
    await db.raw(
      `UPDATE conversions v JOIN clicks c ON c.id = v.click_id SET v.country = c.country, v.traffic_class = c.traffic_class
        WHERE v.id > ? AND v.id <= ?`,
      range,
    )
    await db.raw(
      `INSERT INTO conversion_deltas (clicked_quarter, converted_quarter, advertiser_id, offer_id, offer_event_id, partner_id,
          country, traffic_class, status, currency, conversions, revenue)
        SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', clicked_at) DIV 900, TIMESTAMPDIFF(SECOND, '1970-01-01', converted_at) DIV 900, advertiser_id, offer_id, offer_event_id,
          COALESCE(partner_id, 0), COALESCE(country, ''), traffic_class, status, currency, 1, revenue
        FROM conversions WHERE id > ? AND id <= ? AND test = 0`,
      range,
    )
    after = ids.at(-1)!
  }
}

export const migration: Migration = {
  name: '0011-counters',
  async up(db) {
    const options = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci'
    for (const [name, columns] of Object.entries(tables)) {
      await db.raw(`CREATE TABLE IF NOT EXISTS ${name} (${columns}) ${options}`)
    }
    await keepOfClicks(db)
    await countConversions(db)
  },
  async down(db) {
    await db.raw('ALTER TABLE conversions DROP KEY conversions_clicked, DROP COLUMN country, DROP COLUMN traffic_class')
    for (const name of Object.keys(tables)) await db.schema.dropTableIfExists(name)
  },
}
