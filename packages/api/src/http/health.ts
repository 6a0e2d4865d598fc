import { Router } from 'express'
import type { Database } from '../db/knex.js'

export interface HealthDeps {
  db: Database
  snapshot: { age(): number }
}

/** A poll twice a second keeps the snapshot fresh; older than this means that it fails. */
const STALE_MS = 30_000

/** `/health/live`: the process answers. `/health/ready`: it can do all its work; 503 says which part it cannot. */
export function healthRouter({ db, snapshot }: HealthDeps): Router {
  const router = Router()
  router.get('/health/live', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' })
  })
  router.get('/health/ready', async (_req, res) => {
    const snapshotAge = snapshot.age()
    const parts = {
      database: (await answers(db)) ? 'ok' : 'away',
      snapshot: snapshotAge < STALE_MS ? 'ok' : 'stale',
    }
    const ready = Object.values(parts).every((part) => part === 'ok')
    res.set('Cache-Control', 'no-store').status(ready ? 200 : 503)
    res.json({ status: ready ? 'ok' : 'degraded', ...parts, snapshotAgeMs: Math.round(snapshotAge) })
  })
  return router
}

async function answers(db: Database): Promise<boolean> {
  try {
    await db.raw('SELECT 1').timeout(2_000)
    return true
  } catch {
    return false
  }
}
