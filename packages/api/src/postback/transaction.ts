import type { PoolConnection, QueryError } from 'mysql2/promise'

const ATTEMPTS = 5
// Another transaction was in the way and this one was taken back: ER_CHECKREAD, lock time-out, deadlock.
const IN_THE_WAY = new Set([1020, 1205, 1213])

/** Raised inside the work: what was read is out of date, begin again. */
export class StaleRead extends Error {}

/** Runs the work in a transaction, and again where another transaction was in the way. */
export async function inTransaction<T>(
  connection: PoolConnection,
  work: () => Promise<T>,
  attempts = ATTEMPTS,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    await connection.query('START TRANSACTION')
    try {
      const result = await work()
      await connection.query('COMMIT')
      return result
    } catch (error) {
      if (isClosed(error)) throw error
      await connection.query('ROLLBACK')
      if (!isCollision(error) || attempt === attempts) throw error
    }
  }
}

/** Another transaction was in the way: a later try may go better. */
export function isCollision(error: unknown): boolean {
  return error instanceof StaleRead || IN_THE_WAY.has(errnoOf(error) ?? 0)
}

function isClosed(error: unknown): boolean {
  return (error as QueryError).fatal === true
}

export const DUPLICATE_ENTRY = 1062
export const NO_REFERENCED_ROW = 1452

/** The number of a fault of the database; undefined for any other error. */
export function errnoOf(error: unknown): number | undefined {
  return (error as { errno?: number }).errno
}

const WRONG_TEXT = 1366

/** What was to be written is at fault, not the database or the moment: no later try can go better. */
export function isDataFault(error: unknown): boolean {
  const { sqlState } = error as { sqlState?: string }
  const unfit = [SyntaxError, TypeError, RangeError].some((kind) => error instanceof kind)
  return unfit || errnoOf(error) === WRONG_TEXT || /^2[23]/.test(sqlState ?? '')
}
