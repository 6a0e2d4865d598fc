import { expect, it } from 'vitest'
import { bucketOf, firstDayOf, GRAIN } from '../../counters/buckets.js'
import { checkCounters } from '../../counters/check.js'
import type { Sql } from '../../counters/counts-query.js'
import { foldDeltas } from '../../counters/fold.js'
import { rollUp } from '../../counters/roll-up.js'
import { createFactories } from '../../test/factories.js'
import { emptyDatabase } from '../../test/empty-database.js'
import { migrate } from '../migrate.js'
import { migration } from './0015-four-weeks.js'

const db = await emptyDatabase('0015')

const DAY = 86_400_000
const FIRST = firstDayOf('fourWeeks', bucketOf('fourWeeks', 20_000))

const read = async ({ sql, bindings }: Sql) => (await db.raw(sql, bindings as never))[0] as unknown[]
const rowsOf = async (table: string) => (await db(table)).map((row) => JSON.stringify(row)).toSorted()
const states = () => db('rollup_sums').orderBy(['source', 'grain', 'bucket'])

it('sums four weeks, both ways, also when it is killed in between', { timeout: 60_000 }, async () => {
  await migrate(db)
  const make = createFactories(db)
  for (let day = 0; day < 30; day++) {
    const at = new Date((FIRST + day) * DAY + 1_000)
    const click = await make.click({ country: day % 2 ? 'DE' : null, created_at: at })
    if (day % 5) continue
    for (const status of ['pending', 'success', 'rejected'] as const)
      await make.conversion({ click, country: click.country, clicked_at: at, converted_at: at, status, revenue: '2.5' })
  }
  await foldDeltas(db)
  await rollUp(db, undefined, (FIRST + 35) * (DAY / 1_000))
  const days = { first: FIRST, last: FIRST + 34 }
  const check = () => checkCounters(read, days, () => undefined)
  expect(await check()).toEqual([])
  const [folded, summed] = [await rowsOf('conversion_totals'), await states()]
  expect(await db('conversion_totals').where({ clock: 0, grain: GRAIN.fourWeeks, dims: 11 })).not.toEqual([])
  expect(summed.filter(({ grain }) => grain === GRAIN.fourWeeks)).toHaveLength(1)

  await migration.down(db)
  // As after a kill before it was noted down.
  await migration.down(db)
  expect(await db('click_counts').where({ grain: GRAIN.fourWeeks })).toEqual([])
  expect(await db('rollup_weeks').pluck('week')).toHaveLength(5)
  expect(await db('conversion_counts').where({ grain: GRAIN.fourWeeks })).toEqual([])

  await migration.up(db)
  await migration.up(db)
  expect(await rowsOf('conversion_totals')).toEqual(folded)
  await rollUp(db, undefined, (FIRST + 35) * (DAY / 1_000))
  expect(await states()).toEqual(summed)
  expect(await check()).toEqual([])
})
