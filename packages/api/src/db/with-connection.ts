import type { PoolConnection } from 'mysql2/promise'
import type { HotPool } from './hot-pool.js'

/** The database did not answer in time. What it was asked to do may still happen. */
class DeadlineError extends Error {
  constructor(ms: number) {
    super(`The database did not answer within ${ms} ms`)
    this.name = 'DeadlineError'
  }
}

/**
 * Runs work on a connection of its own, waiting for a free one included, within `deadlineMs`. A connection whose work failed is
 * closed and not used again: after a time-out its answer may still be on the way, after a fault its transaction open.
 */
export function withConnection<T>(
  pool: HotPool,
  deadlineMs: number,
  work: (connection: PoolConnection) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let connection: PoolConnection | undefined
    let late = false
    const fail = (error: Error) => {
      clearTimeout(timer)
      connection?.destroy()
      reject(error)
    }
    const timer = setTimeout(() => {
      late = true
      fail(new DeadlineError(deadlineMs))
    }, deadlineMs)
    const run = async () => {
      const free = await pool.getConnection()
      if (late) return free.release()
      connection = free
      const result = await work(free)
      if (late) return
      clearTimeout(timer)
      free.release()
      resolve(result)
    }
    run().catch(fail)
  })
}
