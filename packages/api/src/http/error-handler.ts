import type { ErrorRequestHandler, Response } from 'express'
import { PROBLEMS, type Problem } from '@gokart/shared'
import { databaseProblem } from '../db/errors.js'
import { HttpProblem } from './problem.js'

/** The last middleware: whatever was thrown leaves as problem+json, and is logged where it is a fault of ours. */
export const errorHandler: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error)
  const problem = toProblem(error)
  // The request's log line takes the error along; its level follows the status.
  if (PROBLEMS[problem.code].status >= 500) res.err = error as Error
  if (problem.code === 'database_unavailable') res.set('Retry-After', '5')
  sendProblem(res, problem, String(req.id))
}

/** The one place where a problem becomes an answer. A 5xx says nothing about its cause: the log has it, by the request ID. */
function sendProblem(res: Response, { code, detail, faults }: HttpProblem, requestId: string): void {
  const { status, title } = PROBLEMS[code]
  const body: Problem = {
    type: `urn:gokart:problem:${code}`,
    code,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(faults === undefined ? {} : { faults }),
    requestId,
  }
  res.status(status).set('Cache-Control', 'no-store').type('application/problem+json').send(JSON.stringify(body))
}

function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  return databaseProblem(error) ?? requestProblem(error) ?? new HttpProblem('internal')
}

/** Faults that Express and its body parser find: they carry a `type`, or a status of 4xx. */
function requestProblem(error: unknown): HttpProblem | undefined {
  const { type = '', status } = error as { type?: string; status?: number }
  if (type === 'entity.too.large') return new HttpProblem('too_large', 'A body may have at most 256 kB.')
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new HttpProblem('unsupported_media_type', 'Send the body as JSON in UTF-8.')
  }
  if (type === 'entity.parse.failed') return new HttpProblem('malformed_body', 'The body is not valid JSON.')
  if (error instanceof URIError) return new HttpProblem('not_found', 'The address cannot be decoded.')
  if (status !== undefined && status >= 400 && status < 500) return new HttpProblem('malformed_body')
  return undefined
}
