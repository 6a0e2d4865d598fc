import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from './context.js'
import { isUnreachable } from './db/errors.js'
import { ensureDatabase, migrate } from './db/migrate.js'
import { ensurePartitions } from './db/partitions.js'
import { withSchemaLock } from './db/schema-lock.js'
import type { FirstOps } from './users/first-ops.js'

/** So long the start waits for the database, or for long migrations, before it serves from the copy on the disk. */
const PATIENCE_MS = 10_000
const RETRY_MS = 2_000

/**
 * Starts everything that works without the database, and the rest as soon as it is there and up to date: resolves when requests
 * can be taken, `ready` when nothing is missing. Rejects where there is neither database nor a copy of the offers on the disk, or
 * where the database has another fault than to be away.
 */
export async function startContext(context: Context, patienceMs = PATIENCE_MS): Promise<{ ready: Promise<void> }> {
  const { gate, place } = context
  gate.close()
  const first = place.slot === 0 ? bringUp(context) : place.databaseReady
  // Slot 0 had its patience already when the others start.
  const outcome = await outcomeOf(first, place.slot === 0 ? patienceMs : 0)
  if (outcome instanceof Error && !isUnreachable(outcome)) throw outcome
  if (outcome === 'ready') {
    gate.open()
    await context.start()
    return { ready: Promise.resolve() }
  }
  if (outcome instanceof Error) gate.close(outcome)
  try {
    await context.start()
  } catch (error) {
    if (!isUnreachable(error as Error)) throw error
    // There is no copy either.
    if (outcome instanceof Error) throw outcome
    await first
    gate.open()
    await context.start()
    return { ready: Promise.resolve() }
  }
  return { ready: catchUp(context, outcome instanceof Error ? undefined : first) }
}

/** Brings the database up to date, and tells the other processes. */
async function bringUp({ config, db, clock, services, place }: Context): Promise<void> {
  await ensureDatabase(config.databaseUrl)
  await migrate(db)
  await withSchemaLock(db, () => ensurePartitions(db, clock()))
  const account: FirstOps | undefined = await services.createFirstOps(config.ops)
  place.setDatabaseReady(account)
}

async function outcomeOf(first: Promise<void>, patienceMs: number): Promise<'ready' | 'slow' | Error> {
  const patience = new AbortController()
  const done = first.then(
    () => 'ready' as const,
    (error: Error) => error,
  )
  const slow = wait(patienceMs, 'slow' as const, { signal: patience.signal }).catch(() => 'slow' as const)
  try {
    return await Promise.race([done, slow])
  } finally {
    patience.abort()
  }
}

/** Goes on trying. What else than its absence keeps the database from being ready is said, and tried again all the same. */
async function catchUp(context: Context, running: Promise<void> | undefined): Promise<void> {
  const { gate, log, snapshot } = context
  let attempt = running
  let told: string | undefined
  for (;;) {
    try {
      await (attempt ?? bringUp(context))
      break
    } catch (error) {
      const { message } = error as Error
      if (!isUnreachable(error as Error) && message !== told) {
        log.error({ err: error }, 'The database is there, but cannot be brought up to date; it is tried again')
      }
      told = message
    }
    attempt = undefined
    await wait(RETRY_MS, undefined, { ref: false })
  }
  gate.open()
  await snapshot.refresh()
  log.info('The database is there and up to date: GoKart is in full service')
}
