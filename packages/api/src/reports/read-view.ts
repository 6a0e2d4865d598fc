import type { Knex } from 'knex'
import mysql from 'mysql2/promise'
import { connectionOptions } from '../db/knex.js'
import { HttpProblem } from '../http/problem.js'
import type { Sql } from './sql.js'

/** One moment of the database: all that is read through it is of that moment. */
export interface ReadView {
  read<Row>(query: Sql): Promise<Row[]>
}

interface ReadViewDeps {
  readonly db: Knex
  readonly databaseUrl: string
  /** Nobody waits longer, and no query works longer for nobody. */
  readonly limitMs?: number
}

const LIMIT_MS = 30_000

/**
 * Reads in one consistent snapshot on a connection of the admin's pool. When `gone` aborts, or it takes too long, the query that runs is
 * killed and nothing is read any more; the work fails with the reason.
 */
export async function withReadView<T>(
  { db, databaseUrl, limitMs = LIMIT_MS }: ReadViewDeps,
  gone: AbortSignal | undefined,
  work: (view: ReadView) => Promise<T>,
): Promise<T> {
  const late = new AbortController()
  const signal = gone ? AbortSignal.any([gone, late.signal]) : late.signal
  const timer = setTimeout(() => late.abort(tooSlow(limitMs)), limitMs)
  try {
    return await db.transaction((trx) => reading(trx, databaseUrl, signal, work), { isolationLevel: 'repeatable read' })
  } finally {
    clearTimeout(timer)
  }
}

async function reading<T>(
  trx: Knex,
  databaseUrl: string,
  signal: AbortSignal,
  work: (view: ReadView) => Promise<T>,
): Promise<T> {
  const stopKilling = await killer(trx, databaseUrl, signal)
  try {
    return await work({
      async read<Row>({ sql, bindings }: Sql): Promise<Row[]> {
        signal.throwIfAborted()
        const [rows] = await trx.raw(sql, bindings as (string | number | Buffer | Date)[])
        // A query that is killed may answer as if it had come to its end.
        signal.throwIfAborted()
        return rows as Row[]
      },
    })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    // Until the kill is done, the connection is nobody else's.
    await stopKilling()
  }
}

function tooSlow(limitMs: number): HttpProblem {
  const seconds = Math.round(limitMs / 1_000)
  const remedy = 'Take a shorter range, filter by an offer, or leave out sub IDs, device, OS and browser.'
  return new HttpProblem('report_too_slow', `It was not done after ${seconds} seconds. ${remedy}`)
}

/** Kills what the transaction's connection runs as soon as the signal aborts. The answer ends the watch. */
async function killer(trx: Knex, databaseUrl: string, signal: AbortSignal): Promise<() => Promise<void>> {
  const [[{ id }]] = await trx.raw('SELECT CONNECTION_ID() AS id')
  let killed: Promise<void> | undefined
  const onAbort = () => {
    killed = killQuery(databaseUrl, Number(id))
    // It is waited for at the end, and may fail before.
    killed.catch(() => undefined)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return async () => {
    signal.removeEventListener('abort', onAbort)
    await killed
  }
}

/** On a connection of its own: the pool may be full of what is to be killed. */
async function killQuery(databaseUrl: string, connectionId: number): Promise<void> {
  const connection = await mysql.createConnection(connectionOptions(databaseUrl))
  try {
    await connection.query('KILL QUERY ?', [connectionId])
  } finally {
    await connection.end()
  }
}
