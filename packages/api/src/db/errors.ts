import type { ProblemCode } from '@gokart/shared'
import { HttpProblem, invalid } from '../http/problem.js'

/** What the driver adds to an Error. */
interface DriverError extends Error {
  code?: string
  errno?: number
  sqlMessage?: string
}

/** Unique key of a table -> what a second row with the same value means. */
const TAKEN: Readonly<Record<string, { code: ProblemCode; detail: string }>> = {
  users_email: { code: 'email_taken', detail: 'Another user has this email.' },
  advertisers_name: { code: 'name_taken', detail: 'Another advertiser has this name.' },
  partners_name: { code: 'name_taken', detail: 'Another partner has this name.' },
  report_views_name: { code: 'name_taken', detail: 'Another saved report of yours has this name.' },
  offer_events_event: { code: 'event_taken', detail: 'Another event of the offer has this event ID.' },
}

/** Foreign key -> the field of the body that names a row which is not there. */
const PARENT_FIELDS: Readonly<Record<string, string>> = {
  users_advertiser: '/advertiserId',
  offers_advertiser: '/advertiserId',
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'POOL_CLOSED',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'DATABASE_NOT_READY',
])

/** The problem that a fault of the database stands for; undefined where it is a fault of ours. */
export function databaseProblem(error: unknown): HttpProblem | undefined {
  if (!(error instanceof Error)) return undefined
  const { code = '', sqlMessage = '' } = error as DriverError
  if (code === 'ER_DUP_ENTRY') return taken(sqlMessage)
  if (code === 'ER_NO_REFERENCED_ROW_2') return missingParent(sqlMessage)
  if (code === 'ER_LOCK_DEADLOCK' || code === 'ER_LOCK_WAIT_TIMEOUT') {
    return new HttpProblem('conflict', 'Someone else changed the same thing at the same time. Try again.')
  }
  if (isUnreachable(error)) return new HttpProblem('database_unavailable', 'Try again in a moment.')
  return undefined
}

/** Whether the insert or update failed on this unique key. */
export function isDuplicate(error: unknown, key: string): boolean {
  const { code, sqlMessage } = error as DriverError
  return code === 'ER_DUP_ENTRY' && keyOf(sqlMessage ?? '') === key
}

/** Whether it says that the database is away, or did not answer in time. */
export function isUnreachable(error: DriverError): boolean {
  // Knex has no code for "no connection became free in time", mysql2 none for "this connection is closed".
  return (
    UNREACHABLE.has(error.code ?? '') ||
    error.name === 'KnexTimeoutError' ||
    error.name === 'DeadlineError' ||
    error.name === 'DeadlineError' ||
    /connection (is )?in closed state|Pool is closed|Unable to acquire a connection/i.test(error.message)
  )
}

function taken(sqlMessage: string): HttpProblem {
  const known = TAKEN[keyOf(sqlMessage)]
  return known ? new HttpProblem(known.code, known.detail) : new HttpProblem('conflict')
}

/** MariaDB says `for key 'users_email'`, MySQL `for key 'users.users_email'`; the value before it is the caller's text. */
function keyOf(sqlMessage: string): string {
  return /for key '(?:[^'.]*\.)?([^'.]*)'$/.exec(sqlMessage)?.[1] ?? ''
}

function missingParent(sqlMessage: string): HttpProblem | undefined {
  const constraint = /CONSTRAINT `([^`]+)` FOREIGN KEY/.exec(sqlMessage)?.[1] ?? ''
  const field = PARENT_FIELDS[constraint]
  return field === undefined ? undefined : invalid(field, 'There is no such record')
}
