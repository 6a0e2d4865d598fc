import mysql, { type Pool } from 'mysql2/promise'
import { connectionOptions, SESSION_SETUP } from './knex.js'

export type HotPool = Pool

/** Connections of the click and postback paths alone. `size`: how many at the most. */
export function createHotPool(url: string, size: number): HotPool {
  const pool = mysql.createPool({
    ...connectionOptions(url),
    connectionLimit: size,
    maxIdle: size,
    waitForConnections: true,
    queueLimit: 0,
    enableKeepAlive: true,
    // db/row-packet.ts writes packets without query attributes: where they are agreed on (MySQL 8.0.23+), the layout is another.
    flags: ['-CLIENT_QUERY_ATTRIBUTES'],
  })
  pool.pool.on('connection', (connection) => {
    connection.query(SESSION_SETUP)
    // Under REPEATABLE READ, looking for a click that is not there would lock the gap where new clicks go.
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')
  })
  return pool
}
