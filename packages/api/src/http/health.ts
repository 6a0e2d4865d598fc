import { Router } from 'express'
import { snapshotState, type ProcessStatus } from '../system/process-status.js'

export interface HealthDeps {
  readonly monitor: { status(): ProcessStatus }
  /** Unix ms. */
  readonly now: () => number
}

/**
 * `/health/live`: the process answers. `/health/ready`: visitors may be sent here. That stays so while the database is away,
 * because redirects go on and what comes in is kept: a load balancer that took all processes out would make an outage of the
 * database one of every link. The body says what is wrong. It is public and asks nothing of the database: words and ages, no
 * error's text.
 */
export function healthRouter({ monitor, now }: HealthDeps): Router {
  const router = Router()
  router.get('/health/live', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' })
  })
  router.get('/health/ready', (_req, res) => {
    res.set('Cache-Control', 'no-store').json(readiness(monitor.status(), now()))
  })
  return router
}

export function readiness({ databaseAway, snapshot, clicks, postbacks, weakSettings }: ProcessStatus, now: number) {
  const database = databaseAway ? 'away' : 'ok'
  const state = snapshotState(snapshot)
  const oldest = Math.min(clicks.spool.oldestAt ?? now, postbacks.spool.oldestAt ?? now)
  return {
    status: database === 'ok' && state === 'ok' ? 'ok' : 'degraded',
    database,
    snapshot: state,
    snapshotAgeMs: snapshot.ageMs,
    snapshotError: snapshot.error,
    spool: { clicks: clicks.spool.records, postbacks: postbacks.spool.records, oldestMs: Math.max(0, now - oldest) },
    durability: weakSettings === null ? 'unknown' : weakSettings.length === 0 ? 'ok' : 'weak',
  }
}
