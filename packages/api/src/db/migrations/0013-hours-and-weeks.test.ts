import { expect, it } from 'vitest'
import { checkCounters } from '../../counters/check.js'
import type { Sql } from '../../counters/counts-query.js'
import { foldDeltas } from '../../counters/fold.js'
import { createFactories } from '../../test/factories.js'
import { emptyDatabase } from '../../test/empty-database.js'
import { migrate } from '../migrate.js'
import { migration } from './0013-hours-and-weeks.js'
import { migration as next } from './0014-dense-counters.js'
import { migration as last } from './0015-four-weeks.js'

const db = await emptyDatabase('0013')

const DAY = 86_400_000
// A Monday.
const MONDAY = 2_000 * 7 + 4
const read = async ({ sql, bindings }: Sql) => (await db.raw(sql, bindings as never))[0] as unknown[]
const counters = () =>
  db('conversion_counts')
    .select('clock', 'grain', 'dims', 'bucket', 'offer_id', 'country', 'status', 'currency', 'revenue')
    .select({ conversions: db.raw('CAST(conversions AS SIGNED)') })
    .orderByRaw('1, 2, 3, 4, 5, 6, 7, 8')

it('sums what is counted by hours and weeks, and gives back the sets that it drops', { timeout: 60_000 }, async () => {
  await migrate(db)
  const make = createFactories(db)
  for (const country of ['DE', 'FR', null]) {
    const click = await make.click({ country })
    for (const day of [0, 6, 7]) {
      const at = new Date((MONDAY + day) * DAY + 1_000)
      await make.conversion({
        click,
        country,
        clicked_at: at,
        converted_at: new Date(at.getTime() + DAY),
        revenue: '2.5',
      })
    }
  }
  await foldDeltas(db)
  const days = { first: MONDAY, last: MONDAY + 20 }
  expect(await checkCounters(read, days, () => undefined)).toEqual([])
  await last.down(db)
  await next.down(db)
  const folded = await counters()
  expect(new Set(folded.map(({ grain }) => grain))).toEqual(new Set([0, 1, 2, 3]))
  await migration.down(db)
  const before = await counters()
  // Of the quarters and days of each of the two clocks: advertiser, offer, partner and country again.
  expect(new Set(before.map(({ grain, dims }) => `${grain}/${dims}`))).toEqual(
    new Set([
      ...[0, 1, 3, 4, 8, 19, 31].map((set) => `0/${set}`),
      ...[0, 1, 3, 4, 8, 7, 11, 12, 19, 31].map((set) => `1/${set}`),
    ]),
  )
  await migration.up(db)
  // As after a kill before it was noted down.
  await migration.up(db)
  expect(await counters()).toEqual(folded)
})
