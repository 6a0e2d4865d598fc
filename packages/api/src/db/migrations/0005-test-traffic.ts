import type { Migration } from '../migrate.js'

interface Key {
  name: string
  columns: string
}

/*
 * What tests an offer is marked, so that no count has it. The keys that lists and counts are read from have the mark at their end:
 * so they are still read from the key alone, and in its order.
 */
const TABLES: Readonly<Record<string, readonly Key[]>> = {
  clicks: [
    { name: 'clicks_offer', columns: 'offer_id, id, traffic_class, outcome' },
    { name: 'clicks_advertiser', columns: 'advertiser_id, id, traffic_class, outcome' },
  ],
  postbacks: [
    { name: 'postbacks_offer', columns: 'offer_id, id' },
    { name: 'postbacks_advertiser', columns: 'advertiser_id, id' },
    { name: 'postbacks_advertiser_outcome', columns: 'advertiser_id, outcome, id' },
    { name: 'postbacks_outcome', columns: 'outcome, id' },
    { name: 'postbacks_reason', columns: 'reason, id' },
  ],
  conversions: [
    { name: 'conversions_converted', columns: 'converted_at, id' },
    { name: 'conversions_revenue', columns: 'revenue, id' },
    { name: 'conversions_status', columns: 'status, converted_at, id' },
    { name: 'conversions_offer', columns: 'offer_id, converted_at, id, status' },
    { name: 'conversions_advertiser', columns: 'advertiser_id, converted_at, id, status' },
    { name: 'conversions_advertiser_revenue', columns: 'advertiser_id, revenue, id' },
  ],
}

export const migration: Migration = {
  name: '0005-test-traffic',
  async up(db) {
    for (const [table, keys] of Object.entries(TABLES)) {
      // A killed migration runs again; each of its statements is done or not.
      if (await db.schema.hasColumn(table, 'test')) continue
      const changes = keys.map(({ name, columns }) => `DROP KEY ${name}, ADD KEY ${name} (${columns}, test)`)
      await db.raw(`ALTER TABLE ${table} ADD COLUMN test TINYINT(1) NOT NULL DEFAULT 0, ${changes.join(', ')}`)
    }
  },
  async down(db) {
    for (const [table, keys] of Object.entries(TABLES)) {
      const changes = keys.map(({ name, columns }) => `DROP KEY ${name}, ADD KEY ${name} (${columns})`)
      await db.raw(`ALTER TABLE ${table} ${changes.join(', ')}, DROP COLUMN test`)
    }
  },
}
