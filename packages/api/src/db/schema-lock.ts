import type { Database } from './knex.js'

/**
 * Runs `work` while no other process of this database runs work of this kind: migrating, cutting partitions, making the first account. The
 * lock is the server's and goes with the connection, so a killed process leaves none behind.
 */
export async function withSchemaLock<T>(db: Database, work: () => Promise<T>): Promise<T> {
  const connection = await db.client.acquireConnection()
  try {
    const lock = `gokart_schema_${db.client.config.connection.database}`.slice(0, 64)
    const [row] = await db.raw('SELECT GET_LOCK(?, 60) AS got', [lock]).connection(connection)
    if (row[0].got !== 1) throw new Error('Another process is changing the schema and did not end within 60 s')
    try {
      return await work()
    } finally {
      await db.raw('SELECT RELEASE_LOCK(?)', [lock]).connection(connection)
    }
  } finally {
    await db.client.releaseConnection(connection)
  }
}
