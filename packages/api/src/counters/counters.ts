import type { Knex } from 'knex'
import type { Logger } from '../logger.js'
import { foldDeltas } from './fold.js'
import { forgetVisitors } from './forget-visitors.js'
import { rollUp } from './roll-up.js'
import { lookAgain } from './second-look.js'

/** A turn of a job ends then, and the next one goes on. */
const TURN_MS = 5_000

/** What keeps the counters of reports up to date: jobs. Each bears being run by several processes at once. */
export function createCounters({ db, log }: { db: Knex; log: Logger }) {
  return {
    roll: () => rollUp(db, after(TURN_MS)),
    fold: () => foldDeltas(db, after(TURN_MS)),
    lookAgain: () => lookAgain(db, log),
    forgetVisitors: () => forgetVisitors(db, after(TURN_MS)),
  }
}

function after(ms: number): () => boolean {
  const end = performance.now() + ms
  return () => performance.now() > end
}
