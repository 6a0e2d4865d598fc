import type { Migration } from '../migrate.js'

const tables = [
  `CREATE TABLE IF NOT EXISTS advertisers (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    contact_email VARCHAR(254) NULL,
    default_tracker_id VARCHAR(64) NULL,
    token_policy VARCHAR(8) NOT NULL DEFAULT 'off',
    postback_token CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    previous_token CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
    previous_token_until DATETIME(3) NULL,
    fallback_url VARCHAR(2048) NULL,
    keep_email TINYINT(1) NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY advertisers_name (name),
    UNIQUE KEY advertisers_token (postback_token),
    KEY advertisers_created (created_at)
  )`,
  `CREATE TABLE IF NOT EXISTS users (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    email VARCHAR(254) NOT NULL,
    password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role VARCHAR(10) NOT NULL,
    advertiser_id INT UNSIGNED NULL,
    active TINYINT(1) NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    last_sign_in_at DATETIME(3) NULL,
    UNIQUE KEY users_email (email),
    KEY users_role (role),
    KEY users_created (created_at),
    KEY users_last_sign_in (last_sign_in_at),
    CONSTRAINT users_advertiser FOREIGN KEY (advertiser_id) REFERENCES advertisers (id)
  )`,
  `CREATE TABLE IF NOT EXISTS sessions (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    token_hash BINARY(32) NOT NULL,
    user_id INT UNSIGNED NOT NULL,
    created_at DATETIME(3) NOT NULL,
    last_seen_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    ip VARCHAR(45) NOT NULL,
    user_agent VARCHAR(512) NOT NULL,
    UNIQUE KEY sessions_token (token_hash),
    KEY sessions_expires (expires_at),
    CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
]

export const migration: Migration = {
  name: '0001-accounts',
  async up(db) {
    for (const sql of tables) await db.raw(`${sql} ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
  },
  async down(db) {
    for (const table of ['sessions', 'users', 'advertisers']) await db.schema.dropTableIfExists(table)
  },
}
