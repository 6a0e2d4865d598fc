import type { Migration } from '../migrate.js'

/**
 * Where the job that brings changes of conversions into their counters has those of one turn. Empty but in its transaction. A temporary table would
 * need another privilege.
 */
export const migration: Migration = {
  name: '0017-folding',
  async up(db) {
    await db.raw('CREATE TABLE IF NOT EXISTS conversion_folding LIKE conversion_deltas')
  },
  async down(db) {
    await db.schema.dropTableIfExists('conversion_folding')
  },
}
