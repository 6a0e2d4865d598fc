import type { Knex } from 'knex'
import type { Logger } from '../logger.js'
import { DAY_S } from './buckets.js'
import { foldDeltas } from './fold.js'
import { forgetVisitors } from './forget-visitors.js'
import { rollUp } from './roll-up.js'
import { lookAgain } from './second-look.js'

/** A turn of a job ends then, and the next one goes on. */
const TURN_MS = 5_000
/** What lies behind, as after an upgrade, can wait longer than the clicks of that time can for the database. */
const PAST_MS = 1_500

/** How far counters are, as of the last turn of the jobs. Reports read rows for the rest. */
export interface CounterStats {
  /** How much time has rows that are not counted yet: about two minutes where all is well, and the whole past after an upgrade. */
  readonly behindMs: number
  /** Changes of conversions that are not folded yet. */
  readonly unfolded: number
  /** Since the start: quarters of an hour that the second look found wrong. */
  readonly repaired: number
}

export interface Counters {
  roll(): Promise<void>
  fold(): Promise<void>
  lookAgain(): Promise<void>
  forgetVisitors(): Promise<void>
  /** Undefined in a process that does not run the jobs. */
  stats(): CounterStats | undefined
}

/** What keeps the counters of reports up to date: jobs. Each bears being run by several processes at once. */
export function createCounters({ db, log }: { db: Knex; log: Logger }): Counters {
  let behindMs: number | undefined
  let unfolded = 0
  let repaired = 0
  return {
    async roll() {
      const [today, past] = [within(TURN_MS), within(PAST_MS)]
      await rollUp(db, (isPast) => (isPast ? past() : today()))
      behindMs = (await secondsBehind(db)) * 1_000
    },
    async fold() {
      await foldDeltas(db, within(TURN_MS))
      const [row] = await db('conversion_deltas').count({ n: '*' })
      unfolded = Number(row!['n'])
    },
    async lookAgain() {
      repaired += await lookAgain(db, log)
    },
    async forgetVisitors() {
      await forgetVisitors(db, within(PAST_MS))
    },
    stats: () => (behindMs === undefined ? undefined : { behindMs, unfolded, repaired }),
  }
}

async function secondsBehind(db: Knex): Promise<number> {
  const [[row]] = await db.raw(
    `SELECT COALESCE(MAX(open.seconds), 0) AS seconds FROM (
      SELECT SUM(LEAST((day + 1) * ?, UNIX_TIMESTAMP()) - rolled_to) AS seconds FROM rollup_days
      WHERE closed = 0 AND rolled_to < LEAST((day + 1) * ?, UNIX_TIMESTAMP()) GROUP BY source) AS open`,
    [DAY_S, DAY_S],
  )
  return Number(row.seconds)
}

/** Says when a time is over that begins when it is asked for the first time. */
function within(ms: number): () => boolean {
  let end: number | undefined
  return () => performance.now() > (end ??= performance.now() + ms)
}
