import { randomBytes } from 'node:crypto'
import type { Migration } from '../migrate.js'

const tables = [
  `CREATE TABLE IF NOT EXISTS partners (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    link_key VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name VARCHAR(200) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY partners_key (link_key),
    UNIQUE KEY partners_name (name)
  )`,
  `CREATE TABLE IF NOT EXISTS offers (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    link_key VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    advertiser_id INT UNSIGNED NOT NULL,
    name VARCHAR(200) NOT NULL,
    tracking_link VARCHAR(4096) NOT NULL,
    link_version INT UNSIGNED NOT NULL DEFAULT 1,
    tracker_id VARCHAR(64) NULL,
    click_parameter VARCHAR(64) NULL,
    status VARCHAR(8) NOT NULL,
    fallback_url VARCHAR(2048) NULL,
    currency CHAR(3) NOT NULL,
    starts_at DATETIME(3) NULL,
    ends_at DATETIME(3) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    UNIQUE KEY offers_key (link_key),
    KEY offers_name (name),
    KEY offers_status (status),
    KEY offers_tracker (tracker_id),
    KEY offers_created (created_at),
    KEY offers_advertiser_created (advertiser_id, created_at),
    CONSTRAINT offers_advertiser FOREIGN KEY (advertiser_id) REFERENCES advertisers (id)
  )`,
  // Every link that an offer ever had: a click names the version that it used.
  `CREATE TABLE IF NOT EXISTS offer_links (
    offer_id INT UNSIGNED NOT NULL,
    version INT UNSIGNED NOT NULL,
    tracking_link VARCHAR(4096) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (offer_id, version),
    CONSTRAINT offer_links_offer FOREIGN KEY (offer_id) REFERENCES offers (id)
  )`,
  `CREATE TABLE IF NOT EXISTS offer_events (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    offer_id INT UNSIGNED NOT NULL,
    position SMALLINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    event_id VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    payout_type VARCHAR(8) NOT NULL,
    payout DECIMAL(18, 4) NOT NULL,
    UNIQUE KEY offer_events_event (offer_id, event_id),
    CONSTRAINT offer_events_offer FOREIGN KEY (offer_id) REFERENCES offers (id)
  )`,
  // One row: counts every change of what the redirect and postback paths keep in memory.
  `CREATE TABLE IF NOT EXISTS snapshot_version (
    id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
    version BIGINT UNSIGNED NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS click_keys (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    secret BINARY(32) NOT NULL,
    created_at DATETIME(3) NOT NULL
  )`,
]

export const migration: Migration = {
  name: '0002-offers',
  async up(db) {
    for (const sql of tables) await db.raw(`${sql} ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
    await db('snapshot_version').insert({ id: 1, version: 1 }).onConflict('id').ignore()
    const [keys] = await db('click_keys').count({ count: '*' })
    if (Number(keys?.count) === 0) await db('click_keys').insert({ secret: randomBytes(32), created_at: new Date() })
  },
  async down(db) {
    const names = ['click_keys', 'snapshot_version', 'offer_events', 'offer_links', 'offers', 'partners']
    for (const table of names) await db.schema.dropTableIfExists(table)
  },
}
