import type { PoolConnection } from 'mysql2/promise'
import { createRowPacket, type RowPacket } from './row-packet.js'

/**
 * Inserts many rows with prepared statements whose values go into the packet as bytes. As text, the database spends a third of its
 * time on reading the statement, and we one on writing it (docs/performance.md). mysql2 can do the same through `execute()`, but makes
 * an object of every value; so this file speaks to its connection a level lower: `addCommand`, `writePacket`, and the two answers of
 * the protocol, OK and error. Tests hold it to MariaDB and MySQL.
 */
export interface BulkInsert<Row> {
  /** All rows or none. `also`: what must happen in the same transaction, after them. */
  (connection: PoolConnection, rows: readonly Row[], also?: () => Promise<void>): Promise<void>
}

export interface BulkInsertOptions<Row> {
  readonly table: string
  readonly columns: readonly string[]
  /** After the values, such as ` ON DUPLICATE KEY UPDATE id = id`. */
  readonly suffix?: string
  /** Writes one value for each column, in their order; that of a column always by the same function. */
  readonly encode: (row: Row, packet: RowPacket) => void
}

/** Rows of one statement. Each is prepared on each connection that needs it; a statement of 128 takes about a megabyte there. */
const SIZES = [128, 96, 64, 48, 40, 32, 28, 24, 20, 16, 14, 12, 10, 8, 7, 6, 5, 4, 3, 2, 1] as const

/** As many of so many rows as one statement takes: one round trip, where the odd ones would need several more and a transaction. */
export function rowsAtOnce(count: number): number {
  return SIZES.find((size) => size <= count) ?? 0
}

export function createBulkInsert<Row>({
  table,
  columns,
  suffix = '',
  encode,
}: BulkInsertOptions<Row>): BulkInsert<Row> {
  const places = `(${columns.map(() => '?').join()})`
  const sqlOf = (size: number) =>
    `INSERT INTO ${table} (${columns.join()}) VALUES ${Array.from({ length: size }, () => places).join()}${suffix}`
  const statements = new WeakMap<Core, Map<number, Prepared>>()

  async function insert(connection: PoolConnection, rows: readonly Row[]): Promise<void> {
    const core = connection.connection as unknown as Core
    const size = rowsAtOnce(rows.length)
    const statement = statementsOf(core).get(size) ?? (await prepare(connection, core, size))
    const packet = createRowPacket(statement.id, size * columns.length, !statement.typed)
    for (let index = 0; index < size; index++) encode(rows[index]!, packet)
    await execute(core, packet.finish())
    statement.typed = true
    if (rows.length > size) await insert(connection, rows.slice(size))
  }

  function statementsOf(core: Core): Map<number, Prepared> {
    let own = statements.get(core)
    if (!own) statements.set(core, (own = new Map()))
    return own
  }

  async function prepare(connection: PoolConnection, core: Core, size: number): Promise<Prepared> {
    const { statement } = (await connection.prepare(sqlOf(size))) as unknown as { statement: { id: number } }
    const prepared: Prepared = { id: statement.id, typed: false }
    statementsOf(core).set(size, prepared)
    return prepared
  }

  return async (connection, rows, also) => {
    if (!also && rowsAtOnce(rows.length) === rows.length) return insert(connection, rows)
    await connection.query('START TRANSACTION')
    await insert(connection, rows)
    await also?.()
    await connection.query('COMMIT')
  }
}

interface Prepared {
  readonly id: number
  /** The server knows the types of its values. */
  typed: boolean
}

/** What is used of mysql2's own connection and packets. */
interface Core {
  addCommand(command: object): void
  writePacket(packet: object): void
  sequenceId: number
  compressedSequenceId: number
  readonly clientEncoding: string
}
interface AnswerPacket {
  isError(): boolean
  asError(encoding: string): Error
}

function execute(core: Core, buffer: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    core.addCommand({
      // Called first to send, with null, and then with the answer. True: this command is done.
      execute(answer: AnswerPacket | null) {
        if (answer) {
          if (answer.isError()) reject(answer.asError(core.clientEncoding))
          else resolve()
          return true
        }
        core.sequenceId = 0
        core.compressedSequenceId = 0
        core.writePacket(toWire(buffer))
        return false
      },
      // The connection broke.
      onResult: reject,
    })
  })
}

const HEADER = 4

function toWire(buffer: Buffer): object {
  const length = buffer.length - HEADER
  return {
    buffer,
    length: () => length,
    writeHeader(sequence: number) {
      buffer.writeUIntLE(length, 0, 3)
      buffer[3] = sequence
    },
  }
}
