import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { testDatabase } from '../test/database.js'
import { createDatabase, type Database } from './knex.js'
import { ensureDatabase, migrate, rollbackAll } from './migrate.js'
import { migrations } from './migrations/index.js'
import { ensurePartitions, monthPartition, PARTITIONED_TABLES } from './partitions.js'

const { db: server, url } = await testDatabase()
const database = `${new URL(url).pathname.slice(1)}_migrate`
const own = Object.assign(new URL(url), { pathname: database }).href
const open: Database[] = []

function connect(): Database {
  const db = createDatabase(own, 3)
  open.push(db)
  return db
}

beforeEach(async () => {
  await server.raw('DROP DATABASE IF EXISTS ??', [database])
  await ensureDatabase(own)
})
afterAll(async () => {
  for (const db of open) await db.destroy()
  await server.raw('DROP DATABASE IF EXISTS ??', [database])
})

async function tables(db: Database): Promise<string[]> {
  const rows = await db('information_schema.tables')
    .whereRaw('table_schema = DATABASE()')
    .select(db.raw('table_name AS name'))
  return rows.map(({ name }: { name: string }) => name).toSorted()
}

async function partitions(db: Database, table: string): Promise<string[]> {
  const rows = await db('information_schema.partitions')
    .whereRaw('table_schema = DATABASE()')
    .where({ table_name: table })
    .orderBy('partition_ordinal_position')
    .select(db.raw('partition_name AS name'))
  return rows.map(({ name }: { name: string }) => name)
}

describe('the schema', () => {
  it('goes up, all the way down, and up again', async () => {
    const db = connect()
    expect(await migrate(db)).toEqual(migrations.map(({ name }) => name))
    const all = await tables(db)
    expect(all).toEqual(expect.arrayContaining(['clicks', 'conversions', 'offers', 'postbacks', 'sessions', 'users']))
    expect(await migrate(db)).toEqual([])
    await rollbackAll(db)
    expect(await tables(db)).toEqual(['migrations', 'migrations_lock'])
    await migrate(db)
    expect(await tables(db)).toEqual(all)
  })

  it('is made once by processes that start at once', async () => {
    const ran = await Promise.all([connect(), connect(), connect()].map(migrate))
    expect(ran.map(({ length }) => length).toSorted()).toEqual([0, 0, migrations.length])
  })

  it('stays free for others when a migrating process was killed', async () => {
    const killed = connect()
    await migrate(killed)
    await killed('migrations_lock').update({ is_locked: 1 })
    expect(await migrate(connect())).toEqual([])
  })
})

describe('the partitions', () => {
  it('reach two months ahead, and are cut once', async () => {
    const db = connect()
    await migrate(db)
    const now = new Date()
    const later = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 15))
    expect(await ensurePartitions(db, now)).toEqual([])
    const added = await ensurePartitions(db, later)
    const names = [0, 1, 2, 3, 4].map((offset) => monthPartition(now, offset).name)
    expect(added).toEqual(PARTITIONED_TABLES.flatMap((table) => names.slice(3).map((name) => `${table}.${name}`)))
    for (const table of PARTITIONED_TABLES) expect(await partitions(db, table)).toEqual([...names, 'pmax'])
    expect(await ensurePartitions(db, later)).toEqual([])
    expect(await ensurePartitions(db, new Date(0))).toEqual([])
  })
})
