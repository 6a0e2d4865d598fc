/** The database's own rate: multi-row inserts of clicks that the app stored, made before the clock starts, with new IDs. */
import { createClickIdMinter } from '@gokart/shared/click-id'
import mysql, { type Connection } from 'mysql2/promise'
import type { ClickRow } from '../../src/db/tables.js'
import { openConnection, select } from '../database.js'
import { answerJobs } from '../worker.js'

export interface InsertJob {
  readonly url: string
  readonly rows: number
  /** Rows of a statement. */
  readonly batch: number
  /** Statements on their way at once. */
  readonly connections: number
}

export interface InsertResult {
  /** Rows that were inserted. */
  readonly answered: number
  readonly perSecond: number
}

const SAMPLE = 2_000
const minter = createClickIdMinter({ mac: () => new Uint8Array(3), node: 1, now: Date.now })

answerJobs(async ({ url, rows, batch, connections: count }: InsertJob): Promise<InsertResult> => {
  const connections = await Promise.all(Array.from({ length: count }, () => openConnection(url)))
  const statements = await makeStatements(connections[0]!, Math.ceil(rows / batch), batch)
  const begun = performance.now()
  let next = 0
  await Promise.all(
    connections.map(async (connection) => {
      while (next < statements.length) await connection.query(statements[next++]!)
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  await Promise.all(connections.map((connection) => connection.end()))
  const answered = statements.length * batch
  return { answered, perSecond: answered / seconds }
})

async function makeStatements(connection: Connection, count: number, batch: number): Promise<string[]> {
  const sample = await select<ClickRow>(connection, 'SELECT * FROM clicks ORDER BY id DESC LIMIT ?', [SAMPLE])
  // As the app does, which leaves out what is empty in a whole batch, and what the database fills in itself.
  const columns = Object.keys(sample[0]!).filter(
    (name) => name !== 'offer_group' && sample.some((row) => row[name as keyof ClickRow] !== null),
  )
  const rests = sample.map((row) => {
    const values = columns.slice(1).map((name) => mysql.escape(row[name as keyof ClickRow], false, 'Z'))
    return `,${values.join(',')})`
  })
  const id = Buffer.alloc(16)
  let made = 0
  const row = () => {
    minter.mintInto(id, 0, 1)
    return `(x'${id.toString('hex')}'${rests[made++ % rests.length]}`
  }
  return Array.from(
    { length: count },
    () => `INSERT INTO clicks (${columns.join(', ')}) VALUES ${Array.from({ length: batch }, row).join(',')}`,
  )
}
