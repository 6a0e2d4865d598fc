import { MemoryStore, type Options } from 'express-rate-limit'
import type { Actor } from './actor.js'
import { HttpProblem } from './problem.js'

/** Counts the calls of each user; throws where there are more than `most` in a window. */
export function createActorLimit(most: number, windowMs: number): (actor: Actor) => Promise<void> {
  const store = new MemoryStore()
  store.init({ windowMs } as Options)
  return async ({ userId }) => {
    const { totalHits, resetTime } = await store.increment(String(userId))
    if (totalHits <= most) return
    const seconds = Math.max(1, Math.ceil(((resetTime?.getTime() ?? 0) - Date.now()) / 1000))
    throw new HttpProblem('too_many_requests', `These were too many at once. Try again in ${seconds} seconds.`)
  }
}
