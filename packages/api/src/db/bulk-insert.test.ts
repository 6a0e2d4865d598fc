import { randomUUID } from 'node:crypto'
import type { PoolConnection } from 'mysql2/promise'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testDatabase } from '../test/database.js'
import { startTcpProxy, type TcpProxy } from '../test/tcp-proxy.js'
import { createBulkInsert, rowsAtOnce } from './bulk-insert.js'
import type { Database } from './knex.js'
import { createHotPool, type HotPool } from './hot-pool.js'
import { bytesToUuid } from './uuid.js'

interface Row {
  readonly id: string
  readonly at: number
  readonly number: number | undefined
  readonly text: string | undefined
}

const options = {
  table: 'bulk',
  columns: ['id', 'at', 'number', 'text'],
  encode({ id, at, number, text }: Row, packet: Parameters<Parameters<typeof createBulkInsert<Row>>[0]['encode']>[1]) {
    packet.uuid(id)
    packet.time(at)
    packet.number(number)
    packet.text(text)
  },
}
const insertAll = createBulkInsert<Row>(options)
const insertMissing = createBulkInsert<Row>({ ...options, suffix: ' ON DUPLICATE KEY UPDATE id = id' })

let db: Database
let proxy: TcpProxy
let pool: HotPool
let connection: PoolConnection

beforeAll(async () => {
  const database = await testDatabase()
  db = database.db
  proxy = await startTcpProxy(database.url)
  pool = createHotPool(proxy.url, 2)
  await db.raw(
    'CREATE TABLE bulk (id BINARY(16) PRIMARY KEY, at DATETIME(3), number INT UNSIGNED, text VARCHAR(1024)) DEFAULT CHARSET=utf8mb4',
  )
  connection = await pool.getConnection()
})
afterAll(async () => {
  connection.destroy()
  await pool.end().catch(() => undefined)
  await proxy.close()
  await db.raw('DROP TABLE bulk')
})
beforeEach(() => db('bulk').delete())

const row = (over: Partial<Row> = {}): Row => ({
  id: randomUUID(),
  at: Date.parse('2026-11-23T01:02:03.004Z'),
  number: 1,
  text: 'a',
  ...over,
})

async function stored(): Promise<Row[]> {
  const rows = await db('bulk').orderBy('at').select('id', 'at', 'number', 'text')
  return rows.map(({ id, at, number, text }) => ({
    id: bytesToUuid(id),
    at: at.getTime(),
    number: number ?? undefined,
    text: text ?? undefined,
  }))
}

it('takes most of the rows at once, whatever their number', () => {
  for (let count = 1; count <= 128; count++) {
    expect(rowsAtOnce(count)).toBeLessThanOrEqual(count)
    expect(rowsAtOnce(count)).toBeGreaterThan(count * 0.66)
  }
  expect(rowsAtOnce(1_000)).toBe(128)
})

describe('a bulk insert', () => {
  it.each([
    ['empty', ''],
    ['24 letters', 'a'.repeat(24)],
    ['25 letters', 'b'.repeat(25)],
    ['as many bytes as fit one byte of length', '€'.repeat(83)],
    ['one more', '€'.repeat(84)],
    ['short, but no ASCII', 'größe'],
    ['quotes and the like', `it's "\\ \0 \r\n %`],
    ['as long as any column', '😀'.repeat(1_024)],
    ['nothing', undefined],
  ])('stores a text as it is: %s', async (_, text) => {
    const rows = [row({ text }), row({ text, at: 1 })]
    await insertAll(connection, rows)
    expect((await stored()).map((each) => each.text)).toEqual([text, text])
  })

  it.each([[0], [1], [255], [256], [0x7f_ff_ff_ff], [0xff_ff_ff_ff], [undefined]])(
    'stores the number %s',
    async (number) => {
      await insertAll(connection, [row({ number })])
      expect((await stored())[0]!.number).toBe(number)
    },
  )

  it.each([
    ['1970-01-01T00:00:00.000Z'],
    ['1999-12-31T23:59:59.999Z'],
    ['2000-02-29T00:00:00.001Z'],
    ['2026-11-23T12:34:56.789Z'],
  ])('stores the moment %s', async (time) => {
    const at = Date.parse(time)
    // A second before, too: the fields of the last second are remembered.
    const rows = [row({ at: at + 1_000 }), row({ at }), row({ at: at + 1 })]
    await insertAll(connection, rows)
    expect((await stored()).map((each) => each.at)).toEqual([at, at + 1, at + 1_000])
  })

  it.each([1, 2, 3, 7, 64, 100, 127, 128, 129, 300])('stores %i rows at once', async (count) => {
    const rows = Array.from({ length: count }, (_, index) =>
      row({ at: index, text: `${index}`.repeat(index % 40), number: index }),
    )
    await insertAll(connection, rows)
    expect(await stored()).toEqual(rows)
  })

  it('tells the types once, also where the first row is empty', async () => {
    const rows = [
      row({ at: 1, number: undefined, text: undefined }),
      row({ at: 2, number: 0xff_ff_ff_ff, text: 'ä'.repeat(300) }),
      row({ at: 3, number: undefined, text: 'short' }),
    ]
    const other = await pool.getConnection()
    for (const each of rows) await insertAll(other, [each])
    other.release()
    expect(await stored()).toEqual(rows)
  })

  it('goes on with a larger buffer where rows are long', async () => {
    const rows = Array.from({ length: 128 }, (_, at) => row({ at, text: '😀'.repeat(1_000) }))
    await insertAll(connection, rows)
    expect(await stored()).toEqual(rows)
  })

  it('says what the database refuses, and has stored nothing then', async () => {
    const rows = [row(), row(), row({ text: 'x'.repeat(1_025) })]
    const other = await pool.getConnection()
    await expect(insertAll(other, rows)).rejects.toMatchObject({ errno: 1406, sqlState: '22001' })
    other.destroy()
    expect(await stored()).toEqual([])
  })

  it('refuses a row that is there, unless twice is to be once', async () => {
    const rows = [row()]
    await insertAll(connection, rows)
    await expect(insertAll(connection, rows)).rejects.toMatchObject({ errno: 1062 })
    await insertMissing(connection, [{ ...rows[0]!, text: 'other' }, row({ at: Date.now() })])
    expect((await stored()).map(({ text }) => text)).toEqual(['a', 'a'])
  })

  it('rejects when the connection breaks', async () => {
    const other = await pool.getConnection()
    await insertAll(other, [row()])
    proxy.freeze()
    const failed = insertAll(other, [row()]).catch((error: Error) => error)
    proxy.cut()
    expect(await failed).toBeInstanceOf(Error)
    await expect(insertAll(other, [row()])).rejects.toThrow(/closed|lost/i)
    proxy.heal()
    other.destroy()
  })
})
