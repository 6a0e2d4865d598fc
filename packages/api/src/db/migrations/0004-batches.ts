import type { Migration } from '../migrate.js'

// Changes that run together: an import of a file, or a bulk change of conversions. See batches/runner.ts.
const batches = `CREATE TABLE IF NOT EXISTS batches (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(20) CHARACTER SET ascii NOT NULL,
    state VARCHAR(10) CHARACTER SET ascii NOT NULL,
    user_id INT UNSIGNED NOT NULL,
    started_by INT UNSIGNED NULL,
    advertiser_id INT UNSIGNED NULL,
    file_name VARCHAR(255) NULL,
    file_hash BINARY(32) NULL,
    mapping TEXT NULL,
    to_status VARCHAR(8) CHARACTER SET ascii NULL,
    reason VARCHAR(500) NULL,
    ip VARCHAR(45) CHARACTER SET ascii NOT NULL,
    line_count INT UNSIGNED NOT NULL DEFAULT 0,
    problem VARCHAR(500) NULL,
    created_at DATETIME(3) NOT NULL,
    finished_at DATETIME(3) NULL,
    KEY batches_state (state, id),
    KEY batches_created (created_at),
    CONSTRAINT batches_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT batches_starter FOREIGN KEY (started_by) REFERENCES users (id),
    CONSTRAINT batches_advertiser FOREIGN KEY (advertiser_id) REFERENCES advertisers (id)
  )`

const lines = `CREATE TABLE IF NOT EXISTS batch_lines (
    batch_id INT UNSIGNED NOT NULL,
    line INT UNSIGNED NOT NULL,
    step TINYINT UNSIGNED NOT NULL,
    outcome VARCHAR(10) CHARACTER SET ascii NULL,
    conversion_id BINARY(16) NULL,
    postback_id BINARY(16) NULL,
    about VARCHAR(255) NULL,
    payload MEDIUMTEXT NULL,
    findings TEXT NULL,
    PRIMARY KEY (batch_id, line),
    KEY batch_lines_step (batch_id, step, line),
    KEY batch_lines_outcome (batch_id, outcome, step, line),
    CONSTRAINT batch_lines_batch FOREIGN KEY (batch_id) REFERENCES batches (id)
  )`

const OPTIONS = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci'

export const migration: Migration = {
  name: '0004-batches',
  async up(db) {
    await db.raw(`${batches} ${OPTIONS}`)
    await db.raw(`${lines} ${OPTIONS}`)
    // A killed migration runs again: what is there already stays.
    if (!(await db.schema.hasColumn('conversions', 'due_at'))) {
      // The moment when a pending conversion becomes a success by itself; null: never.
      await db.raw('ALTER TABLE conversions ADD COLUMN due_at DATETIME(3) NULL, ADD KEY conversions_due (due_at)')
    }
    if (!(await db.schema.hasColumn('conversion_changes', 'source_key'))) {
      // Which line of which file ordered the change: the same file twice orders it once.
      await db.raw(
        'ALTER TABLE conversion_changes ADD COLUMN source_key BINARY(32) NULL, ADD UNIQUE KEY conversion_changes_source (source_key)',
      )
    }
  },
  async down(db) {
    await db.raw('ALTER TABLE conversion_changes DROP KEY conversion_changes_source, DROP COLUMN source_key')
    await db.raw('ALTER TABLE conversions DROP KEY conversions_due, DROP COLUMN due_at')
    for (const table of ['batch_lines', 'batches']) await db.schema.dropTableIfExists(table)
  },
}
