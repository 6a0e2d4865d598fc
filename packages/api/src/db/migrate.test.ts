import mysql from 'mysql2/promise'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectionOptions, createDatabase, type Database } from './knex.js'
import { ensureDatabase, migrate, rollbackAll } from './migrate.js'
import { ensurePartitions } from './partitions.js'
import { migrations } from './migrations/index.js'

const name = `gokart_migrate_${process.pid}`
const url = new URL(process.env['TEST_DATABASE_URL'] ?? '')
url.pathname = name
let db: Database

beforeAll(async () => {
  await ensureDatabase(url.href)
  db = createDatabase(url.href, 5)
})
afterAll(async () => {
  await db.destroy()
  const connection = await mysql.createConnection(connectionOptions(process.env['TEST_DATABASE_URL'] ?? ''))
  await connection.query('DROP DATABASE ??', [name])
  await connection.end()
})

async function tables(): Promise<string[]> {
  const rows = await db('information_schema.tables')
    .whereRaw('table_schema = DATABASE()')
    .select(db.raw('table_name AS name'))
  return rows.map((row: { name: string }) => row.name).filter((one) => !one.startsWith('migrations'))
}

async function partitions(table: string): Promise<string[]> {
  const rows = await db('information_schema.partitions')
    .whereRaw('table_schema = DATABASE()')
    .where({ table_name: table })
    .orderBy('partition_ordinal_position')
    .select(db.raw('partition_name AS name'))
  return rows.map((row: { name: string }) => row.name)
}

it('migrates once when two processes start at once, and takes all of it back', async () => {
  const ran = await Promise.all([migrate(db), migrate(db)])
  expect(ran.map((names) => names.length).toSorted()).toEqual([0, migrations.length])
  expect(await tables()).toEqual(expect.arrayContaining(['clicks', 'postbacks', 'conversions', 'offers']))

  await rollbackAll(db)
  expect(await tables()).toEqual([])
  expect(await migrate(db)).toEqual(migrations.map((one) => one.name))
})

it('keeps a click key through a second migration', async () => {
  const before = await db('click_keys').select()
  expect(await migrate(db)).toEqual([])
  expect(await db('click_keys').select()).toEqual(before)
})

it('adds the partitions of the months ahead, once, and never one of the past', async () => {
  const start = await partitions('clicks')
  expect(start).toHaveLength(4)
  expect(start.at(-1)).toBe('pmax')
  const later = new Date()
  later.setUTCDate(1)
  later.setUTCMonth(later.getUTCMonth() + 2)
  expect(await ensurePartitions(db, later)).toHaveLength(4)
  expect(await ensurePartitions(db, later)).toEqual([])
  expect(await ensurePartitions(db, new Date('2020-01-01'))).toEqual([])
  expect(await partitions('clicks')).toHaveLength(6)
  expect(await partitions('postbacks')).toEqual(await partitions('clicks'))
})

it('puts a click into the partition of its month', async () => {
  const now = new Date()
  const id = Buffer.alloc(16)
  id.writeUIntBE(now.getTime(), 0, 6)
  await db('clicks').insert({ id, created_at: now, outcome: 'sent', traffic_class: 'human', ip: '192.0.2.1' })
  const month = `p${now.toISOString().slice(0, 7).replace('-', '')}`
  const [rows] = await db.raw(`SELECT COUNT(*) AS count FROM clicks PARTITION (${month})`)
  expect(rows).toEqual([{ count: 1 }])
})
