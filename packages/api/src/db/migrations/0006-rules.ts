import type { Migration } from '../migrate.js'

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  offers: ['min_seconds_after_click INT UNSIGNED NULL', 'max_days_after_click SMALLINT UNSIGNED NULL'],
  offer_events: [
    'sequence_number SMALLINT UNSIGNED NULL',
    'min_seconds_after_previous INT UNSIGNED NULL',
    'deadline_days SMALLINT UNSIGNED NULL',
    'pending_days SMALLINT UNSIGNED NULL',
    'allow_repetitions TINYINT(1) NOT NULL DEFAULT 0',
    ...['daily', 'weekly', 'monthly', 'lifetime'].flatMap((period) => [
      `cap_${period} INT UNSIGNED NULL`,
      `budget_${period} DECIMAL(18, 4) NULL`,
    ]),
    // Raised whenever other periods are limited than before: what was counted until then is out of date.
    'limits_version INT UNSIGNED NOT NULL DEFAULT 1',
  ],
  advertisers: [
    'status_words TEXT NULL',
    'ip_allow_list TEXT NULL',
    'always_200 TINYINT(1) NOT NULL DEFAULT 0',
    "approval VARCHAR(9) CHARACTER SET ascii NOT NULL DEFAULT 'automatic'",
    'pending_days SMALLINT UNSIGNED NOT NULL DEFAULT 0',
  ],
  conversions: [
    // The most that the sender said of its status: see postback/status.ts.
    'sent_status VARCHAR(8) CHARACTER SET ascii NULL',
    // Member and event; the key holds one conversion that must be the only one, and any number that need not.
    'member_key BINARY(16) NULL',
    'only_one TINYINT(1) NULL',
    'UNIQUE KEY conversions_member (member_key, only_one)',
  ],
}

// What counts against caps and budgets: a row for each limited event and period, locked by whoever adds to it. NULL: not counted yet.
const usage = `CREATE TABLE IF NOT EXISTS event_usage (
    offer_event_id INT UNSIGNED NOT NULL,
    limits_version INT UNSIGNED NOT NULL,
    period VARCHAR(8) CHARACTER SET ascii NOT NULL,
    starts_on DATE NOT NULL,
    conversions INT NULL,
    revenue DECIMAL(22, 4) NULL,
    PRIMARY KEY (offer_event_id, limits_version, period, starts_on),
    CONSTRAINT event_usage_event FOREIGN KEY (offer_event_id) REFERENCES offer_events (id) ON DELETE CASCADE
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`

/** `sequence_number SMALLINT...` -> `sequence_number`; `UNIQUE KEY conversions_member (...)` -> `KEY conversions_member`. */
const nameOf = (column: string) => /^(?:UNIQUE )?((?:KEY )?\w+)/.exec(column)?.[1] ?? ''

export const migration: Migration = {
  name: '0006-rules',
  async up(db) {
    for (const [table, columns] of Object.entries(COLUMNS)) {
      // A killed migration runs again; each of its statements is done or not.
      if (await db.schema.hasColumn(table, nameOf(columns[0]!))) continue
      await db.raw(`ALTER TABLE ${table} ${columns.map((column) => `ADD ${column}`).join(', ')}`)
    }
    await db.raw(usage)
  },
  async down(db) {
    await db.schema.dropTableIfExists('event_usage')
    for (const [table, columns] of Object.entries(COLUMNS)) {
      // The key goes before its columns.
      const drops = columns.toReversed().map((column) => `DROP ${nameOf(column)}`)
      await db.raw(`ALTER TABLE ${table} ${drops.join(', ')}`)
    }
  },
}
