import type { HotPool } from './hot-pool.js'

/** Stands for the database being away: what comes in goes to the spool. */
class NotReadyError extends Error {
  readonly code = 'DATABASE_NOT_READY'
  constructor() {
    super('The database is not brought up to date yet')
  }
}

/** Keeps the hot paths from tables that the migrations of this start have not reached yet. Open until it is closed. */
export interface Gate {
  /** The pool, which gives no connection while the gate is closed. */
  guard(pool: HotPool): HotPool
  isOpen(): boolean
  open(): void
  /** `because`: why the database cannot be reached, where that is known. */
  close(because?: Error): void
}

export function createGate(): Gate {
  let closed: Error | undefined
  return {
    guard: (pool) =>
      Object.assign(Object.create(pool) as HotPool, {
        getConnection: () => (closed ? Promise.reject(closed) : pool.getConnection()),
      }),
    isOpen: () => closed === undefined,
    open() {
      closed = undefined
    },
    close(because = new NotReadyError()) {
      closed = because
    },
  }
}
