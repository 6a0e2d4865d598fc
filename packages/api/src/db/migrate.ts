import mysql from 'mysql2/promise'
import type { Knex } from 'knex'
import { connectionOptions, type Database } from './knex.js'
import { migrations } from './migrations/index.js'
import { withSchemaLock } from './schema-lock.js'

export interface Migration {
  name: string
  up(db: Knex): Promise<void>
  down(db: Knex): Promise<void>
}

const source: Knex.MigrationSource<Migration> = {
  getMigrations: async () => [...migrations],
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => migration,
}
const settings = { migrationSource: source, tableName: 'migrations', disableTransactions: true }

/** Makes the database of the URL where it is missing and may be made. */
export async function ensureDatabase(url: string): Promise<void> {
  const { database, ...server } = connectionOptions(url)
  try {
    const connection = await mysql.createConnection({ ...server, database })
    await connection.end()
  } catch (error) {
    if ((error as { code?: string }).code !== 'ER_BAD_DB_ERROR') throw error
    const connection = await mysql.createConnection(server)
    await connection.query('CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci', [
      database,
    ])
    await connection.end()
  }
}

/** Brings the schema up to date and returns the names of what ran. Several processes may call it at once. */
export async function migrate(db: Database): Promise<string[]> {
  return withSchemaLock(db, async () => {
    // Knex's own lock row stays after a kill; ours is held, so nobody else can be migrating.
    await db.migrate.forceFreeMigrationsLock(settings)
    const [, ran] = (await db.migrate.latest(settings)) as [number, string[]]
    return ran
  })
}

/** Takes every migration back: for tests and for leaving. */
export async function rollbackAll(db: Database): Promise<void> {
  await withSchemaLock(db, () => db.migrate.rollback(settings, true))
}
