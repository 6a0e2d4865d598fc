import type { Connection, RowDataPacket } from 'mysql2/promise'

interface Key {
  readonly name: string
  readonly columns: string
}

/**
 * Takes the secondary keys of a table away while it is filled: sorted at once they are made several times faster than row by row.
 * Resolves to the function that puts them back.
 */
export async function withoutKeys(connection: Connection, table: string): Promise<() => Promise<void>> {
  const [rows] = await connection.query<(RowDataPacket & Key)[]>(
    `SELECT index_name AS name, GROUP_CONCAT(CONCAT('\`', column_name, '\`') ORDER BY seq_in_index) AS \`columns\`
     FROM information_schema.statistics
     WHERE table_schema = DATABASE() AND table_name = ? AND index_name <> 'PRIMARY' AND non_unique = 1 GROUP BY index_name`,
    [table],
  )
  const alter = (changes: readonly string[]) => connection.query(`ALTER TABLE ${table} ${changes.join(', ')}`)
  if (rows.length > 0) await alter(rows.map(({ name }) => `DROP KEY \`${name}\``))
  return async () => {
    if (rows.length > 0) await alter(rows.map(({ name, columns }) => `ADD KEY \`${name}\` (${columns})`))
  }
}
