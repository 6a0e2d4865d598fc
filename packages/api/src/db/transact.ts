import type { Knex } from 'knex'

const ATTEMPTS = 5
// Another transaction was in the way and this one was taken back.
const IN_THE_WAY = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT'])

/**
 * Runs work in a transaction, and again where another one was in the way. Each statement sees what was committed before it, so
 * what is read after a row was locked is of that moment.
 */
export async function transact<T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(work, { isolationLevel: 'read committed' })
    } catch (error) {
      if (attempt === ATTEMPTS || !IN_THE_WAY.has((error as { code?: string }).code ?? '')) throw error
    }
  }
}
