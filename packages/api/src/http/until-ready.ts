import type { RequestHandler } from 'express'
import { HttpProblem } from './problem.js'

/** Lets nothing through to a database that was away at the start, and is not brought up to date yet. */
export function untilReady({ isOpen }: { isOpen(): boolean }): RequestHandler {
  return (_req, res, next) => {
    if (isOpen()) return next()
    res.set('Retry-After', '5')
    next(new HttpProblem('database_unavailable', 'GoKart was started without its database. Try again in a moment.'))
  }
}
