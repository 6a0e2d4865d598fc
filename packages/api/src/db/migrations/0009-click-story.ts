import type { Migration } from '../migrate.js'

// Which batches touched a conversion or a postback: asked by the story of a click.
const KEYS = { batch_lines_conversion: 'conversion_id', batch_lines_postback: 'postback_id' }

export const migration: Migration = {
  name: '0009-click-story',
  async up(db) {
    const present: string[] = await db('information_schema.statistics')
      .whereRaw('table_schema = DATABASE()')
      .where({ table_name: 'batch_lines' })
      .pluck('index_name')
    for (const [key, column] of Object.entries(KEYS)) {
      // A killed migration runs again.
      if (!present.includes(key)) await db.raw(`ALTER TABLE batch_lines ADD KEY ${key} (${column})`)
    }
  },
  async down(db) {
    const drops = Object.keys(KEYS).map((key) => `DROP KEY ${key}`)
    await db.raw(`ALTER TABLE batch_lines ${drops.join(', ')}`)
  },
}
