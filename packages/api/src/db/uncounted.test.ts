import { beforeEach, expect, it } from 'vitest'
import { clean, testDatabase } from '../test/database.js'
import type { Sql } from './sql.js'
import { markUncounted, mayBeCounted, uuidMs } from './uncounted.js'

const { db } = await testDatabase()
const sql: Sql = (text, values) => db.raw(text, values as number[])
const DAY = 20_000
const START = DAY * 86_400
const HOUR = 3_600

beforeEach(clean)

async function markAfter(row: object, seconds: number): Promise<unknown> {
  await db('rollup_days').insert({ source: 'clicks', day: DAY, rolled_to: START + 20 * HOUR, ...row })
  await markUncounted(sql, 'clicks', [seconds * 1_000])
  return db('rollup_days').first('rolled_to', 'visitors_gone', 'closed')
}

it.each([
  ['goes back to the quarter of the row', {}, START + 5 * HOUR + 1_000, START + 5 * HOUR + 900],
  ['does not go ahead', {}, START + 22 * HOUR, START + 20 * HOUR],
  ['begins anew where its visitors are forgotten', { visitors_gone: 1 }, START + 5 * HOUR, START],
])('a day that is counted %s', async (_, row, seconds, rolled_to) => {
  expect(await markAfter(row, seconds)).toEqual({ rolled_to, visitors_gone: 0, closed: 0 })
})

it('a closed day stays as it is', async () => {
  const closed = { visitors_gone: 1, closed: 1 }
  expect(await markAfter(closed, START + HOUR)).toEqual({ ...closed, rolled_to: START + 20 * HOUR })
})

it('takes the earliest of each day, and any key that there is', async () => {
  const last = uuidMs('ffffffff-ffff-4fff-bfff-ffffffffffff')
  await markUncounted(sql, 'postbacks', [(START + 9 * HOUR) * 1_000, 0, last, (START + 7 * HOUR) * 1_000])
  await db('rollup_days').update({ rolled_to: db.raw('(day + 1) * 86400') })
  await markUncounted(sql, 'postbacks', [(START + 9 * HOUR) * 1_000, (START + 7 * HOUR) * 1_000, 0, last])
  const rows = await db('rollup_days').where({ source: 'postbacks' }).orderBy('day')
  expect(rows.map((row) => row.rolled_to)).toEqual([0, START + 7 * HOUR, Math.floor(last / 900_000) * 900])
})

it('a row may be counted a minute after its moment, or when the clock is not known', () => {
  expect([40_000, 39_999].map((ms) => mayBeCounted(ms, 100_000))).toEqual([false, true])
  expect(mayBeCounted(Date.now(), undefined)).toBe(true)
})
