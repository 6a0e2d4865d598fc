import { expect, test } from 'vitest'
import { testDatabase } from '../test/database.js'
import { withReadView } from './read-view.js'
import { sqlOf } from './sql.js'

const { db, url } = await testDatabase()
const deps = { db, databaseUrl: url }
const SLOW = 'SELECT SLEEP(20) AS slept'

async function slowQueries(): Promise<number> {
  const [rows] = await db.raw("SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(20)%'")
  return rows.length
}

test('all that is read is of one moment', async () => {
  await db.raw('CREATE TABLE IF NOT EXISTS read_view_test (n INT) ENGINE=InnoDB')
  await db('read_view_test').delete()
  const read = sqlOf('SELECT COUNT(*) AS n FROM read_view_test')
  const counts = await withReadView(deps, undefined, async (view) => {
    const before = await view.read<{ n: number }>(read)
    await db('read_view_test').insert({ n: 1 })
    return [...before, ...(await view.read<{ n: number }>(read))]
  })
  expect(counts.map(({ n }) => n)).toEqual([0, 0])
  await db.schema.dropTable('read_view_test')
})

test('whoever goes away ends the query, and nothing goes on', async () => {
  const gone = new AbortController()
  const begun = Date.now()
  const reading = withReadView(deps, gone.signal, (view) => view.read(sqlOf(SLOW)))
  await expect.poll(slowQueries).toBe(1)
  gone.abort(new Error('Gone'))
  await expect(reading).rejects.toThrow('Gone')
  expect(Date.now() - begun).toBeLessThan(10_000)
  await expect.poll(slowQueries).toBe(0)
  // The connection is as good as before.
  const after = await Promise.all([1, 2, 3, 4].map((n) => db.raw('SELECT ? AS n', [n])))
  expect(after.map(([[{ n }]]) => Number(n))).toEqual([1, 2, 3, 4])
})

test('what takes too long is ended, and says what to do', async () => {
  const reading = withReadView({ ...deps, limitMs: 200 }, undefined, (view) => view.read(sqlOf(SLOW)))
  await expect(reading).rejects.toMatchObject({
    code: 'report_too_slow',
    message: expect.stringContaining('shorter range'),
  })
  await expect.poll(slowQueries).toBe(0)
})
