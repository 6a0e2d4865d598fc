import type { Knex } from 'knex'
import mysql from 'mysql2/promise'
import { connectionOptions } from '../db/knex.js'
import type { Sql } from './sql.js'

/** One moment of the database: all that is read through it is of that moment. */
export interface ReadView {
  read<Row>(query: Sql): Promise<Row[]>
}

interface ReadViewDeps {
  readonly db: Knex
  readonly databaseUrl: string
}

/**
 * Reads in one consistent snapshot on a connection of the admin's pool. When `signal` aborts, the query that runs is killed and nothing
 * is read any more; the work fails with the signal's reason.
 */
export async function withReadView<T>(
  { db, databaseUrl }: ReadViewDeps,
  signal: AbortSignal | undefined,
  work: (view: ReadView) => Promise<T>,
): Promise<T> {
  return db.transaction(
    async (trx) => {
      const kill = signal ? await killer(trx, databaseUrl, signal) : undefined
      try {
        return await work({
          async read<Row>({ sql, bindings }: Sql): Promise<Row[]> {
            signal?.throwIfAborted()
            const [rows] = await trx.raw(sql, bindings as (string | number | Buffer | Date)[])
            return rows as Row[]
          },
        })
      } catch (error) {
        signal?.throwIfAborted()
        throw error
      } finally {
        // Until the kill is done, the connection is nobody else's.
        await kill?.()
      }
    },
    { isolationLevel: 'repeatable read' },
  )
}

/** Kills what the transaction's connection runs as soon as the signal aborts. The answer ends the watch. */
async function killer(trx: Knex, databaseUrl: string, signal: AbortSignal): Promise<() => Promise<void>> {
  const [[{ id }]] = await trx.raw('SELECT CONNECTION_ID() AS id')
  let killed: Promise<void> | undefined
  const onAbort = () => {
    killed = killQuery(databaseUrl, Number(id))
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
