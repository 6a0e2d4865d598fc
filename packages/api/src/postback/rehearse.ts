import type { PoolConnection } from 'mysql2/promise'
import type { Judge } from './judge.js'
import { decideAll } from './settle.js'
import { isCollision } from './transaction.js'
import type { Understood } from './understand.js'
import type { Verdict } from './verdict.js'

/**
 * What would be decided on a postback if it were recorded now, with all that the rules read of the database. Nothing is written, and
 * nothing stays locked. Needs a connection without an open transaction.
 */
export async function rehearse(connection: PoolConnection, rules: Judge, understood: Understood): Promise<Verdict> {
  for (let attempt = 1; ; attempt++) {
    await connection.query('START TRANSACTION')
    try {
      const { judged } = await decideAll(connection, rules, [understood], true)
      return judged[0]!.recorded.verdict
    } catch (error) {
      if (!isCollision(error) || attempt === ATTEMPTS) throw error
    } finally {
      await connection.query('ROLLBACK')
    }
  }
}

/** Where a postback that is recorded at the same time stands in the way. */
const ATTEMPTS = 5
