import type { Migration } from '../migrate.js'

const BEFORE = 'offer_id, id, traffic_class, outcome, test'
const AFTER = 'offer_group, id, offer_id, traffic_class, outcome, test'

/**
 * The key of clicks by offer begins with a group of offers: among thousands of offers each click would go to a page of its own, which is in no
 * cache and has to be written out by itself (db/offer-group.ts). One statement, which copies the table: as long as it takes, clicks wait in the spool.
 */
export const migration: Migration = {
  name: '0016-offer-groups',
  async up(db) {
    // A killed migration runs again.
    if (await db.schema.hasColumn('clicks', 'offer_group')) return
    await db.raw(`ALTER TABLE clicks ADD COLUMN offer_group TINYINT UNSIGNED AS (offer_id MOD 256) STORED,
      DROP KEY clicks_offer, ADD KEY clicks_offer (${AFTER})`)
  },
  async down(db) {
    if (!(await db.schema.hasColumn('clicks', 'offer_group'))) return
    await db.raw(`ALTER TABLE clicks DROP KEY clicks_offer, DROP COLUMN offer_group, ADD KEY clicks_offer (${BEFORE})`)
  },
}
