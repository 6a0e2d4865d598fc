import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import { DAY_S } from './buckets.js'
import { rollableTo } from './roll-up.js'

/** Today is compared with the same day last week, up to the minute: that reads who came first. */
const KEPT_DAYS = 9
const AT_ONCE = 5_000

/**
 * Lets go of who came first on days that are long counted: they are only needed again where a click of such a day appears, and then the day is
 * counted from its begin. Resolves to how many visitors it let go.
 */
export async function forgetVisitors(db: Knex, enough: () => boolean = () => false, to?: number): Promise<number> {
  const before = Math.floor((to ?? (await rollableTo(db))) / DAY_S) - KEPT_DAYS
  let gone = 0
  while (!enough()) {
    const oldest = await db('click_visitors').orderBy('day').first('day')
    if (!oldest || oldest.day >= before) break
    const count = await forgetSome(db, oldest.day)
    if (count === 0) break
    gone += count
  }
  return gone
}

function forgetSome(db: Knex, day: number): Promise<number> {
  return transact(db, async (trx) => {
    const state = await trx('rollup_days').where({ source: 'clicks', day }).forUpdate().first('rolled_to')
    // A day that is being counted again is at the next turn.
    if (!state || state.rolled_to < (day + 1) * DAY_S) return 0
    await trx('rollup_days').where({ source: 'clicks', day }).update({ visitors_gone: 1 })
    const [result] = await trx.raw('DELETE FROM click_visitors WHERE day = ? ORDER BY visitor LIMIT ?', [day, AT_ONCE])
    return result.affectedRows
  })
}
