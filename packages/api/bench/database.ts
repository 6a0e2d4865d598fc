import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise'
import { connectionOptions, createDatabase, SESSION_SETUP } from '../src/db/knex.js'
import { ensureDatabase, migrate } from '../src/db/migrate.js'

/** The database server that is measured; all schemas of the bench have names that begin with `gokart_bench_`. */
export interface DatabaseServer {
  /** Where it runs on this machine. */
  readonly pid: number | undefined
  readonly connection: Connection
  urlOf(schema: string): string
  /** Makes a schema anew, with the product's tables. */
  createSchema(schema: string): Promise<void>
  settings(): Promise<string>
  /** Removes the schemas. */
  close(): Promise<void>
}

const PREFIX = 'gokart_bench_'

export async function openDatabaseServer(url: string): Promise<DatabaseServer> {
  const connection = await openConnection(url)
  const schemas = new Set<string>()
  const urlOf = (schema: string) => {
    const target = new URL(url)
    target.pathname = `/${PREFIX}${schema}`
    return target.href
  }
  return {
    pid: await processOf(connection, url),
    connection,
    urlOf,
    async createSchema(schema) {
      schemas.add(schema)
      await connection.query('DROP DATABASE IF EXISTS ??', [PREFIX + schema])
      await ensureDatabase(urlOf(schema))
      const db = createDatabase(urlOf(schema), 2)
      await migrate(db)
      await db.destroy()
    },
    settings: () => settingsOf(connection),
    async close() {
      for (const schema of schemas) await connection.query('DROP DATABASE IF EXISTS ??', [PREFIX + schema])
      await connection.end()
    },
  }
}

/** A connection as those of the app are. */
export async function openConnection(url: string): Promise<Connection> {
  const connection = await mysql.createConnection(connectionOptions(url))
  await connection.query(SESSION_SETUP)
  return connection
}

export async function select<Row>(connection: Connection, sql: string, values: unknown[] = []): Promise<Row[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql, values)
  return rows as Row[]
}

async function settingsOf(connection: Connection): Promise<string> {
  const [row] = await select<Record<string, unknown>>(
    connection,
    `SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flush, @@innodb_doublewrite AS doublewrite,
      @@innodb_flush_method AS method, @@log_bin AS log_bin, @@sync_binlog AS sync_binlog,
      ROUND(@@innodb_buffer_pool_size / 1048576) AS pool`,
  )
  const { version, flush, doublewrite, method, log_bin, sync_binlog, pool } = row!
  // Newer MySQL has none of that name.
  const [log] = await select<{ Value: string }>(connection, "SHOW VARIABLES LIKE 'innodb_log_file_size'")
  return (
    `${version}: innodb_flush_log_at_trx_commit=${flush}, innodb_doublewrite=${doublewrite}, innodb_flush_method=${method}, ` +
    `log_bin=${log_bin}${log_bin ? `, sync_binlog=${sync_binlog}` : ''}, buffer pool ${pool} MB${log ? `, log ${Number(log.Value) / 1_048_576} MB` : ''}`
  )
}

/** By its pid file, where the server is on this machine. */
async function processOf(connection: Connection, url: string): Promise<number | undefined> {
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)) return undefined
  const [row] = await select<{ folder: string; file: string }>(
    connection,
    'SELECT @@datadir AS folder, @@pid_file AS file',
  )
  try {
    return Number(readFileSync(resolve(row!.folder, row!.file), 'utf8')) || undefined
  } catch {
    return undefined
  }
}
