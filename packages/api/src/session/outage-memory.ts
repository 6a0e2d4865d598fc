import { LRUCache } from 'lru-cache'
import { isUnreachable } from '../db/errors.js'
import { HttpProblem } from '../http/problem.js'

export interface Outage {
  databaseAway(): boolean
  /** Unix ms at which the database last answered. */
  databaseAnsweredAt(): number
  /** Unix ms. */
  readonly now: () => number
}

export interface OutageMemory<T> {
  /** What `load` finds, remembered; undefined is forgotten. */
  keep(key: string, load: () => Promise<T>): Promise<T>
  /** The same, but while the database is away what was found under this key before. */
  recall(key: string, load: () => Promise<T>): Promise<T>
}

/** Nothing can be taken back while the database is away; what was taken back elsewhere before is believed no longer than this. */
const BELIEVED_MS = 60 * 60_000

/** What the database said last, for the few things that ops must be able to look at while it is away. */
export function createOutageMemory<T>({ databaseAway, databaseAnsweredAt, now }: Outage): OutageMemory<T> {
  const found = new LRUCache<string, { value: T; at: number }>({ max: 1_000 })

  async function keep(key: string, load: () => Promise<T>): Promise<T> {
    const value = await load()
    if (value) found.set(key, { value, at: now() })
    else found.delete(key)
    return value
  }

  function remembered(key: string): T {
    const entry = found.get(key)
    if (entry && entry.at > databaseAnsweredAt() - BELIEVED_MS) return entry.value
    throw new HttpProblem('database_unavailable', 'Try again in a moment.')
  }

  return {
    keep,
    async recall(key, load) {
      // A database that hangs would let everyone wait who asks it.
      if (databaseAway()) return remembered(key)
      try {
        return await keep(key, load)
      } catch (error) {
        if (error instanceof Error && isUnreachable(error)) return remembered(key)
        throw error
      }
    },
  }
}
