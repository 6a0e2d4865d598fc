import type { Context } from '../context.js'
import { ensurePartitions } from '../db/partitions.js'
import { withSchemaLock } from '../db/schema-lock.js'
import type { Job } from './scheduler.js'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** What every process does for itself. */
export function ownJobs({ place, postback, adoption }: Context): Job[] {
  const spooled = { name: 'spooled postbacks', everyMs: SECOND, run: () => postback.drain() }
  const left = { name: 'spools of former workers', everyMs: SECOND, run: () => adoption.run() }
  return place.slot === 0 ? [spooled, left] : [spooled]
}

/**
 * What one process of those that share a port does for all. Each job bears being run by several at once: by several machines, or
 * by the one that takes it over and the one that ends.
 */
export function sharedJobs({ db, clock, services, postback }: Context): Job[] {
  return [
    { name: 'queued postbacks', everyMs: 2 * SECOND, run: () => postback.settle() },
    {
      name: 'partitions',
      everyMs: 6 * 60 * MINUTE,
      run: () => withSchemaLock(db, () => ensurePartitions(db, clock())),
    },
    { name: 'pending conversions that are due', everyMs: 5 * SECOND, run: () => services.conversions.settleDue() },
    { name: 'imports and bulk changes', everyMs: SECOND / 2, run: () => services.batches.run() },
    { name: 'imports that nobody started', everyMs: 60 * MINUTE, run: () => services.batches.deleteStale() },
    { name: 'counters of clicks and rejected postbacks', everyMs: 10 * SECOND, run: () => services.counters.roll() },
    { name: 'counters of conversions', everyMs: 5 * SECOND, run: () => services.counters.fold() },
    { name: 'a second look at counters', everyMs: MINUTE, run: () => services.counters.lookAgain() },
    { name: 'visitors of past days', everyMs: 10 * MINUTE, run: () => services.counters.forgetVisitors() },
    { name: 'expired sessions', everyMs: 10 * MINUTE, run: () => services.sessions.deleteExpired() },
  ]
}
