import { setTimeout as wait } from 'node:timers/promises'
import type { Knex } from 'knex'
import { beforeEach, expect, it } from 'vitest'
import { moveStatuses } from '../conversions/status-moves.js'
import { createDatabase } from '../db/knex.js'
import { seededRandom } from '../db/seeds/random.js'
import { transact } from '../db/transact.js'
import { createCountedWorld } from '../test/counted-world.js'
import { clean, testDatabase } from '../test/database.js'
import { checkCounters } from './check.js'
import type { Sql } from './counts-query.js'
import { foldDeltas } from './fold.js'
import { readCounted } from './counted.js'
import { clickCounts, conversionCounts, rejectedCounts } from './read.js'
import { rebuildCounters } from './rebuild.js'
import { rollUp } from './roll-up.js'

const { db, url } = await testDatabase()
beforeEach(clean)

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = (Math.floor(Date.now() / DAY) - 3) * DAY
const DAYS = { first: START / DAY, last: START / DAY + 1 }
const SPAN = { from: START, to: START + 2 * DAY, columns: [] }
const MS = 4_000

/** What counters and rows say at one moment. */
async function bothSides(trx: Knex): Promise<readonly [counted: unknown, rows: unknown]> {
  const read = async ({ sql, bindings }: Sql) => (await trx.raw(sql, bindings as never))[0]
  const clicks = clickCounts(SPAN, await readCounted(read, 'clicks', SPAN), { unique: true })
  const rejected = rejectedCounts(SPAN, await readCounted(read, 'postbacks', SPAN))
  const sum = async (query: Sql, name: string) => {
    const [row] = await read({ ...query, sql: `SELECT COALESCE(SUM(${name}), 0) AS n FROM (${query.sql}) AS counts` })
    return Number(row.n)
  }
  const counted = [
    await sum(clicks, 'clicks'),
    await sum(rejected, 'rejected'),
    await sum(conversionCounts(SPAN, 'click', true), 'success'),
    await sum(conversionCounts(SPAN, 'conversion', true), 'success'),
  ]
  const [[{ clicks: c, rejected: p, converted: v }]] = await trx.raw(`SELECT
    (SELECT COUNT(*) FROM clicks WHERE outcome = 'sent' AND test = 0) AS clicks,
    (SELECT COUNT(*) FROM postbacks WHERE outcome = 'rejected' AND test = 0) AS rejected,
    (SELECT COUNT(*) FROM conversions WHERE status = 'success' AND test = 0) AS converted`)
  return [counted, [Number(c), Number(p), Number(v), Number(v)]]
}

it('every look at them finds what the rows say, while all goes on at once', { timeout: 120_000 }, async () => {
  const own = createDatabase(url, 10)
  const random = seededRandom(11)
  const world = await createCountedWorld(own, random, START + 2 * DAY)
  const end = performance.now() + MS
  const done = () => performance.now() > end
  const within = () => START + random.int(2 * DAY)
  const several = () => Array.from({ length: 1 + random.int(20) }, within)
  let looks = 0

  async function again(work: () => Promise<unknown>): Promise<void> {
    while (!done()) {
      await work()
      await wait(random.int(10))
    }
  }
  async function move(): Promise<void> {
    const rows: { id: Buffer }[] = await own('conversions').orderByRaw('RAND()').limit(3).select('id')
    const moves = rows.map(({ id }) => ({
      conversionId: id,
      to: random.pick(['success', 'rejected'] as const),
      reason: 'x',
    }))
    await transact(own, (trx) => moveStatuses(trx, moves, { userId: null, at: new Date() }))
  }
  async function look(): Promise<void> {
    const [counted, rows] = await own.transaction(bothSides, { isolationLevel: 'repeatable read' })
    expect(counted).toEqual(rows)
    looks++
  }

  try {
    await Promise.all([
      again(() => world.addClicks(several())),
      again(() => world.addClicks(several())),
      again(() => world.addPostback(within())),
      again(() => world.changeVerdict()),
      again(() => world.addConversion(within(), within())),
      again(move),
      again(() => rollUp(own, done, undefined, 50)),
      again(() => rollUp(own, done)),
      again(() => foldDeltas(own, done, 7)),
      again(() => foldDeltas(own, done)),
      again(look),
      wait(MS / 2).then(() => rebuildCounters(own, DAYS, () => undefined)),
    ])
    expect(looks).toBeGreaterThan(5)
    await rollUp(own)
    await foldDeltas(own)
    const read = async ({ sql, bindings }: Sql) => (await own.raw(sql, bindings as never))[0]
    expect(await checkCounters(read, DAYS, () => undefined)).toEqual([])
    const [open] = await db('rollup_days')
      .whereBetween('day', [DAYS.first, DAYS.last])
      .whereRaw('rolled_to < (day + 1) * 86400')
      .count({ n: '*' })
    expect(Number(open!['n'])).toBe(0)
  } finally {
    await own.destroy()
  }
})
