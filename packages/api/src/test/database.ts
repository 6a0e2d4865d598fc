import mysql from 'mysql2/promise'
import { connectionOptions, createDatabase, type Database } from '../db/knex.js'
import { ensureDatabase, migrate } from '../db/migrate.js'

/*
 * A real database for tests: one schema a vitest worker on the server of TEST_DATABASE_URL, made and migrated once a worker.
 *
 *   const { db } = await testDatabase()
 *   beforeEach(clean)
 *
 * Tests that need a running server take `useGoKart()` of harness.ts instead, which does both.
 */

export interface TestDatabase {
  /** URL of the worker's schema, for a second pool or a process of its own. */
  readonly url: string
  readonly db: Database
}

let opened: Promise<TestDatabase> | undefined

/** The worker's database, migrated. */
export function testDatabase(): Promise<TestDatabase> {
  opened ??= open()
  return opened
}

/** Empties every table but the click keys and the snapshot's version; to be called before each test. */
export async function clean(): Promise<void> {
  const { db } = await testDatabase()
  const tables = await tableNames(db)
  await db.transaction(async (trx) => {
    await trx.raw('SET foreign_key_checks = 0')
    for (const table of tables) await trx(table).delete()
    await trx.raw('SET foreign_key_checks = 1')
  })
}

const KEPT = ['migrations', 'migrations_lock', 'click_keys', 'snapshot_version']

async function tableNames(db: Database): Promise<string[]> {
  const rows = await db('information_schema.tables')
    .whereRaw('table_schema = DATABASE()')
    .whereNotIn('table_name', KEPT)
    .select(db.raw('table_name AS name'))
  return rows.map((row: { name: string }) => row.name)
}

async function open(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL']
  if (!server) throw new Error('TEST_DATABASE_URL is not set')
  const url = new URL(server)
  url.pathname = await leaseSchema(server)
  await ensureDatabase(url.href)
  const db = createDatabase(url.href, 4)
  await migrate(db)
  return { url: url.href, db }
}

/**
 * The first schema that no other worker holds, empty. The lock goes with the process, so several runs can share a server and
 * a killed run leaves nothing behind but a schema that the next one takes.
 */
async function leaseSchema(server: string): Promise<string> {
  const connection = await mysql.createConnection(connectionOptions(server))
  for (let number = 1; number <= 100; number++) {
    const name = `gokart_test_${number}`
    const [[row]] = await connection.query<mysql.RowDataPacket[]>('SELECT GET_LOCK(?, 0) AS got', [name])
    if (row?.['got'] !== 1) continue
    await connection.query('DROP DATABASE IF EXISTS ??', [name])
    return name
  }
  throw new Error('All 100 schemas of the tests are taken on this server')
}
