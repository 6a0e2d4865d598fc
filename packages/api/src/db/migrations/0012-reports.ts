import type { Migration } from '../migrate.js'

const tables = [
  // What money was worth: from a UTC day on, until the next row of the same pair.
  `CREATE TABLE IF NOT EXISTS rates (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    from_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    to_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    valid_from DATE NOT NULL,
    rate DECIMAL(20, 10) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY rates_pair (from_currency, to_currency, valid_from),
    KEY rates_to (to_currency),
    KEY rates_valid (valid_from)
  )`,
  // The address of a report under a name. Of an advertiser's user: of that advertiser.
  `CREATE TABLE IF NOT EXISTS report_views (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id INT UNSIGNED NOT NULL,
    advertiser_id INT UNSIGNED NULL,
    name VARCHAR(200) NOT NULL,
    url VARCHAR(2000) NOT NULL,
    shared TINYINT(1) NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY report_views_name (user_id, name),
    KEY report_views_shared (advertiser_id, shared),
    CONSTRAINT report_views_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT report_views_advertiser FOREIGN KEY (advertiser_id) REFERENCES advertisers (id)
  )`,
]

export const migration: Migration = {
  name: '0012-reports',
  async up(db) {
    for (const sql of tables) await db.raw(`${sql} ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
  },
  async down(db) {
    for (const table of ['report_views', 'rates']) await db.schema.dropTableIfExists(table)
  },
}
