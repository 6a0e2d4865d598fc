import knex, { type Knex } from 'knex'
import mysql from 'mysql2'

export type Database = Knex

/** What every connection of GoKart has in common: UTC, exact decimals, whole Unicode, strict mode. */
export function connectionOptions(url: string): mysql.ConnectionOptions {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const socketPath = searchParams.get('socketPath')
  return {
    ...(socketPath ? { socketPath } : { host: hostname, port: Number(port || 3306) }),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    ...(pathname.length > 1 ? { database: decodeURIComponent(pathname.slice(1)) } : {}),
    ...(searchParams.get('ssl') === 'true' ? { ssl: {} } : {}),
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    decimalNumbers: false,
    connectTimeout: 5_000,
  }
}

/** Sent once on each new connection. */
export const SESSION_SETUP =
  "SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO'"

/** The admin's pool. The hot paths have one of their own (db/hot-pool.ts), so that a slow report cannot hold up a click. */
export function createDatabase(url: string, poolSize: number): Database {
  return knex({
    client: 'mysql2',
    connection: connectionOptions(url) as Knex.MySql2ConnectionConfig,
    pool: {
      min: 0,
      max: poolSize,
      afterCreate: (
        connection: mysql.Connection,
        done: (error: Error | null, connection: mysql.Connection) => void,
      ) => {
        connection.query(SESSION_SETUP, (error) => done(error, connection))
      },
    },
    acquireConnectionTimeout: 5_000,
    // Knex prints what it throws as well; who catches it logs it.
    log: { warn: () => undefined },
  })
}
