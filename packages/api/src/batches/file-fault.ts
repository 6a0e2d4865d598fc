import { IMPORT_LIMITS } from '@gokart/shared'
import { HttpProblem } from '../http/problem.js'

/** Why a file cannot be taken at all; the words say what to do. */
export function fileFault(message: string): HttpProblem {
  return new HttpProblem('validation_failed', message, [{ pointer: '/body', message }])
}

export function fileTooLarge(): HttpProblem {
  const megabytes = IMPORT_LIMITS.bytes / 1024 / 1024
  const lines = IMPORT_LIMITS.lines.toLocaleString('en')
  return new HttpProblem('too_large', `A file may have at most ${megabytes} MB and ${lines} lines: send it in parts.`)
}
