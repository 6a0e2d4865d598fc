import type { RequestHandler } from 'express'
import { PROBLEMS, type Fault, type ProblemCode } from '@gokart/shared'

/**
 * An answer that is not a success. Thrown anywhere below the API; the last middleware turns it into problem+json.
 * `detail` is read by people: it says the cause and the remedy, and never holds a secret.
 */
export class HttpProblem extends Error {
  readonly code: ProblemCode
  readonly detail: string | undefined
  readonly faults: Fault[] | undefined

  constructor(code: ProblemCode, detail?: string, faults?: Fault[]) {
    super(detail ?? PROBLEMS[code].title)
    this.name = 'HttpProblem'
    this.code = code
    this.detail = detail
    this.faults = faults
  }
}

/** One fault of one body field, as a 422: `invalid('/trackerId', 'Is not a tracker of the catalogue')`. */
export function invalid(pointer: string, message: string): HttpProblem {
  return new HttpProblem('validation_failed', undefined, [{ pointer: `/body${pointer}`, message }])
}

/** The same answer for what is not there and for what is not yours. */
export function notFound(what: string): HttpProblem {
  return new HttpProblem('not_found', `There is no such ${what}, or it is not yours to see.`)
}

/** What no route took. */
export const notFoundHandler: RequestHandler = (req) => {
  throw new HttpProblem('not_found', `There is nothing at ${req.method} ${req.originalUrl.split('?')[0]}.`)
}
