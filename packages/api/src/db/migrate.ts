import type { Knex } from 'knex'
import { connectionOptions, type Database } from './knex.js'
import { migrations } from './migrations/index.js'
import mysql from 'mysql2/promise'

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

/**
 * Brings the schema up to date and returns the names of what ran. Several processes may call it at once: a lock of the server
 * lets one through, and goes when its holder dies (knex's own lock row would stay after a kill).
 */
export async function migrate(db: Database): Promise<string[]> {
  return withMigrationLock(db, async () => {
    const [, ran] = (await db.migrate.latest(settings)) as [number, string[]]
    return ran
  })
}

/** Takes every migration back: for tests and for leaving. */
export async function rollbackAll(db: Database): Promise<void> {
  await withMigrationLock(db, () => db.migrate.rollback(settings, true))
}

async function withMigrationLock<T>(db: Database, work: () => Promise<T>): Promise<T> {
  const connection = await db.client.acquireConnection()
  try {
    const lock = `gokart_migrate_${db.client.config.connection.database}`.slice(0, 64)
    const [row] = await db.raw('SELECT GET_LOCK(?, 60) AS got', [lock]).connection(connection)
    if (row[0].got !== 1) throw new Error('Another process is migrating the database and did not end within 60 s')
    try {
      await db.migrate.forceFreeMigrationsLock(settings)
      return await work()
    } finally {
      await db.raw('SELECT RELEASE_LOCK(?)', [lock]).connection(connection)
    }
  } finally {
    await db.client.releaseConnection(connection)
  }
}
