import { SUB_COUNT } from '@gokart/shared'
import type { Migration } from '../migrate.js'
import { partitionClause } from '../partitions.js'

const subs = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}_${index + 1} VARCHAR(255) NULL`).join(', ')

const clicks = `CREATE TABLE IF NOT EXISTS clicks (
    id BINARY(16) NOT NULL PRIMARY KEY,
    created_at DATETIME(3) NOT NULL,
    offer_id INT UNSIGNED NULL,
    advertiser_id INT UNSIGNED NULL,
    partner_id INT UNSIGNED NULL,
    link_version INT UNSIGNED NULL,
    outcome VARCHAR(16) CHARACTER SET ascii NOT NULL,
    traffic_class VARCHAR(8) CHARACTER SET ascii NOT NULL,
    ip VARCHAR(45) CHARACTER SET ascii NOT NULL,
    country CHAR(2) CHARACTER SET ascii NULL,
    device VARCHAR(16) NULL,
    os VARCHAR(32) NULL,
    browser VARCHAR(32) NULL,
    user_agent VARCHAR(512) NULL,
    referrer VARCHAR(1024) NULL,
    pub_click_id VARCHAR(255) NULL,
    pub_member_id VARCHAR(255) NULL,
    pub_session_id VARCHAR(255) NULL,
    ${subs('pub_sub', SUB_COUNT)},
    KEY clicks_offer (offer_id, id, traffic_class, outcome),
    KEY clicks_advertiser (advertiser_id, id, traffic_class, outcome)
  )`

const postbacks = `CREATE TABLE IF NOT EXISTS postbacks (
    id BINARY(16) NOT NULL PRIMARY KEY,
    received_at DATETIME(3) NOT NULL,
    method VARCHAR(8) CHARACTER SET ascii NOT NULL,
    ip VARCHAR(45) CHARACTER SET ascii NOT NULL,
    url TEXT NOT NULL,
    content_type VARCHAR(100) NULL,
    body TEXT NULL,
    user_agent VARCHAR(512) NULL,
    outcome VARCHAR(10) CHARACTER SET ascii NOT NULL,
    reason VARCHAR(32) CHARACTER SET ascii NULL,
    message VARCHAR(500) NULL,
    remedy VARCHAR(500) NULL,
    notes VARCHAR(1000) NULL,
    click_id BINARY(16) NULL,
    event_id VARCHAR(100) NULL,
    offer_id INT UNSIGNED NULL,
    advertiser_id INT UNSIGNED NULL,
    conversion_id BINARY(16) NULL,
    KEY postbacks_click (click_id),
    KEY postbacks_offer (offer_id, id),
    KEY postbacks_advertiser (advertiser_id, id),
    KEY postbacks_advertiser_outcome (advertiser_id, outcome, id),
    KEY postbacks_outcome (outcome, id),
    KEY postbacks_reason (reason, id)
  )`

// The foreign key keeps an event that has conversions, also when one arrives while the event is being removed.
const conversions = `CREATE TABLE IF NOT EXISTS conversions (
    id BINARY(16) NOT NULL PRIMARY KEY,
    dedupe_key BINARY(32) NOT NULL,
    postback_id BINARY(16) NOT NULL,
    click_id BINARY(16) NOT NULL,
    offer_id INT UNSIGNED NOT NULL,
    advertiser_id INT UNSIGNED NOT NULL,
    partner_id INT UNSIGNED NULL,
    offer_event_id INT UNSIGNED NOT NULL,
    event_id VARCHAR(100) NULL,
    event_name VARCHAR(100) NOT NULL,
    status VARCHAR(8) CHARACTER SET ascii NOT NULL,
    clicked_at DATETIME(3) NOT NULL,
    converted_at DATETIME(3) NOT NULL,
    amount DECIMAL(18, 4) NULL,
    currency CHAR(3) CHARACTER SET ascii NOT NULL,
    revenue DECIMAL(18, 4) NOT NULL,
    conversion_ref VARCHAR(255) NULL,
    ip VARCHAR(45) NULL,
    email VARCHAR(255) NULL,
    email_hash CHAR(64) CHARACTER SET ascii NULL,
    user_id VARCHAR(255) NULL,
    ${subs('cnv_sub', 5)},
    UNIQUE KEY conversions_dedupe (dedupe_key),
    KEY conversions_click (click_id),
    KEY conversions_converted (converted_at),
    KEY conversions_revenue (revenue),
    KEY conversions_ref (conversion_ref),
    KEY conversions_status (status, converted_at),
    KEY conversions_offer (offer_id, converted_at, id, status),
    KEY conversions_advertiser (advertiser_id, converted_at, id, status),
    KEY conversions_advertiser_revenue (advertiser_id, revenue),
    CONSTRAINT conversions_event FOREIGN KEY (offer_event_id) REFERENCES offer_events (id)
  )`

const statusChanges = `CREATE TABLE IF NOT EXISTS conversion_changes (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    conversion_id BINARY(16) NOT NULL,
    from_status VARCHAR(8) CHARACTER SET ascii NOT NULL,
    to_status VARCHAR(8) CHARACTER SET ascii NOT NULL,
    reason VARCHAR(500) NOT NULL,
    user_id INT UNSIGNED NULL,
    changed_at DATETIME(3) NOT NULL,
    KEY conversion_changes_conversion (conversion_id, id),
    CONSTRAINT conversion_changes_conversion FOREIGN KEY (conversion_id) REFERENCES conversions (id),
    CONSTRAINT conversion_changes_user FOREIGN KEY (user_id) REFERENCES users (id)
  )`

const OPTIONS = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci'

export const migration: Migration = {
  name: '0003-traffic',
  async up(db) {
    const partitions = partitionClause(new Date())
    await db.raw(`${clicks} ${OPTIONS} ${partitions}`)
    await db.raw(`${postbacks} ${OPTIONS} ${partitions}`)
    await db.raw(`${conversions} ${OPTIONS}`)
    await db.raw(`${statusChanges} ${OPTIONS}`)
  },
  async down(db) {
    const names = ['conversion_changes', 'conversions', 'postbacks', 'clicks']
    for (const table of names) await db.schema.dropTableIfExists(table)
  },
}
