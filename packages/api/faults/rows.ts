import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise'
import { connectionOptions } from '../src/db/knex.js'
import type { ClickRow, ConversionRow, PostbackRow } from '../src/db/tables.js'

/** What the database has, asked without GoKart. */
export interface Rows {
  clicks(): AsyncGenerator<ClickRow>
  postbacks(): AsyncGenerator<PostbackRow>
  conversions(): AsyncGenerator<ConversionRow>
  /** Postbacks on which nothing was decided yet. */
  queued(): Promise<number>
  close(): Promise<void>
}

const CHUNK = 5_000

export async function openRows(databaseUrl: string): Promise<Rows> {
  const connection = await mysql.createConnection(connectionOptions(databaseUrl))
  return {
    clicks: () => all<ClickRow>(connection, 'clicks'),
    postbacks: () => all<PostbackRow>(connection, 'postbacks'),
    conversions: () => all<ConversionRow>(connection, 'conversions'),
    async queued() {
      const [[row]] = await connection.query<RowDataPacket[]>(
        "SELECT COUNT(*) AS n FROM postbacks WHERE outcome = 'queued'",
      )
      return Number(row!['n'])
    },
    close: () => connection.end(),
  }
}

async function* all<Row extends { id: Buffer }>(connection: Connection, table: string): AsyncGenerator<Row> {
  let after = Buffer.alloc(0)
  for (;;) {
    const [rows] = await connection.query<(Row & RowDataPacket)[]>(
      'SELECT * FROM ?? WHERE id > ? ORDER BY id LIMIT ?',
      [table, after, CHUNK],
    )
    yield* rows
    if (rows.length < CHUNK) return
    after = rows.at(-1)!.id as Buffer<ArrayBuffer>
  }
}
