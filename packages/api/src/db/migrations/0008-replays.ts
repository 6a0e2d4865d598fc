import type { Migration } from '../migrate.js'

// Who had a postback of the log decided again, and what was decided before: the first row of a postback has its first verdict.
const replays = `CREATE TABLE IF NOT EXISTS postback_replays (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    postback_id BINARY(16) NOT NULL,
    batch_id INT UNSIGNED NOT NULL,
    user_id INT UNSIGNED NULL,
    replayed_at DATETIME(3) NOT NULL,
    from_outcome VARCHAR(9) CHARACTER SET ascii NOT NULL,
    from_reason VARCHAR(24) CHARACTER SET ascii NULL,
    from_message VARCHAR(500) NOT NULL,
    to_outcome VARCHAR(9) CHARACTER SET ascii NOT NULL,
    to_reason VARCHAR(24) CHARACTER SET ascii NULL,
    UNIQUE KEY postback_replays_once (postback_id, batch_id),
    CONSTRAINT postback_replays_user FOREIGN KEY (user_id) REFERENCES users (id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`

export const migration: Migration = {
  name: '0008-replays',
  async up(db) {
    await db.raw(replays)
    // A killed migration runs again: what is there already stays.
    if (await db.schema.hasColumn('batch_lines', 'reason')) return
    await db.raw(`ALTER TABLE batch_lines
      ADD COLUMN from_reason VARCHAR(24) CHARACTER SET ascii NULL, ADD COLUMN reason VARCHAR(24) CHARACTER SET ascii NULL`)
  },
  async down(db) {
    await db.raw('ALTER TABLE batch_lines DROP COLUMN from_reason, DROP COLUMN reason')
    await db.schema.dropTableIfExists('postback_replays')
  },
}
