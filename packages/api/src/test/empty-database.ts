import { afterAll } from 'vitest'
import { createDatabase, type Database } from '../db/knex.js'
import { ensureDatabase } from '../db/migrate.js'
import { testDatabase } from './database.js'

/** A schema of the test file's own beside the worker's, without tables: for tests of migrations. It is dropped after the file's tests. */
export async function emptyDatabase(name: string): Promise<Database> {
  const { db: server, url } = await testDatabase()
  const database = `${new URL(url).pathname.slice(1)}_${name}`
  const own = Object.assign(new URL(url), { pathname: database }).href
  await server.raw('DROP DATABASE IF EXISTS ??', [database])
  await ensureDatabase(own)
  const db = createDatabase(own, 2)
  afterAll(async () => {
    await db.destroy()
    await server.raw('DROP DATABASE IF EXISTS ??', [database])
  })
  return db
}
