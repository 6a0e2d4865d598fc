import { expect, it } from 'vitest'
import { checkCounters } from '../../counters/check.js'
import type { Sql } from '../../counters/counts-query.js'
import { foldDeltas } from '../../counters/fold.js'
import { rollUp } from '../../counters/roll-up.js'
import { createFactories } from '../../test/factories.js'
import { emptyDatabase } from '../../test/empty-database.js'
import { timeKey } from '../time-key.js'
import { migrate } from '../migrate.js'
import { migration } from './0014-dense-counters.js'
import { migration as next } from './0015-four-weeks.js'

const db = await emptyDatabase('0014')

const DAY = 86_400_000
// A Monday.
const MONDAY = 2_800 * 7 + 4
const TABLES = ['click_counts', 'conversion_counts', 'rejected_counts'] as const

const read = async ({ sql, bindings }: Sql) => (await db.raw(sql, bindings as never))[0] as unknown[]
const sorted = async (table: string) => (await db(table)).map((row) => JSON.stringify(row)).toSorted()
const all = () => Promise.all(TABLES.map(sorted))
const setsOf = async (table: string) =>
  new Set((await db(table).distinct('grain', 'dims')).map(({ grain, dims }) => `${grain}/${dims}`))

/** Three weeks with traffic on some days: classes, statuses, currencies and reasons. */
async function makeTraffic(): Promise<void> {
  const make = createFactories(db)
  for (const [index, day] of [0, 0, 6, 7, 14].entries()) {
    const at = new Date((MONDAY + day) * DAY + index * 1_000)
    const id = () => Buffer.concat([timeKey(at).subarray(0, 6), Buffer.alloc(9, index), Buffer.from([day])])
    const click = await make.click({ id: id(), country: 'DE', traffic_class: index % 2 ? 'bot' : 'human' })
    const common = { click, country: 'DE', traffic_class: click.traffic_class, clicked_at: at, revenue: '2.5' }
    for (const status of ['pending', 'success', 'success', 'rejected'] as const)
      await make.conversion({ ...common, converted_at: new Date(at.getTime() + DAY), status })
    for (const reason of ['too_late', 'over_cap'] as const) {
      const postback = await make.postback({ outcome: 'rejected', reason, offer_id: click.offer_id })
      await db('postbacks')
        .where({ id: postback.id })
        .update({ id: Buffer.concat([id().subarray(0, 15), Buffer.from(reason.slice(0, 1))]) })
    }
  }
}

it('keeps what is counted, both ways, also when it is killed in between', { timeout: 60_000 }, async () => {
  await migrate(db)
  await makeTraffic()
  await foldDeltas(db)
  await rollUp(db, undefined, (MONDAY + 21) * (DAY / 1_000))
  const days = { first: MONDAY, last: MONDAY + 21 }
  expect(await checkCounters(read, days, () => undefined)).toEqual([])
  await next.down(db)
  const counted = await all()
  expect(counted.every((rows) => rows.length > 8)).toBe(true)

  await migration.down(db)
  const before = await db('conversion_counts').where({ clock: 0, grain: 2, dims: 31 }).sum({ n: 'conversions' })
  expect(Number(before[0]!.n)).toBe(20)
  expect(await setsOf('postback_counts')).toEqual(
    new Set(['0/0', '0/1', '0/3', '1/0', '1/1', '1/3', '2/3', '3/0', '3/1', '3/3']),
  )
  await migration.up(db)
  expect(await all()).toEqual(counted)

  // As after a kill before the new tables were whole, and after one before it was noted down.
  await migration.down(db)
  await db.raw('RENAME TABLE conversion_counts TO conversion_counts_old, postback_counts TO postback_counts_old')
  await db.raw('CREATE TABLE conversion_counts_new (id INT)')
  await migration.up(db)
  await migration.up(db)
  expect(await all()).toEqual(counted)
})
