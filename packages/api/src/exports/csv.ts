import { stringify } from 'csv-stringify/sync'
import { createCellText } from './cells.js'
import type { Table } from './table.js'

/** Spreadsheets read a file without it as of another encoding. */
const MARK = '\uFEFF'

/** A table as CSV, some rows at a time: UTF-8 with its mark, commas, CRLF, no value that a spreadsheet would take for a formula. */
export async function* csvOf({ titles, rows, zone }: Table): AsyncGenerator<string> {
  const text = createCellText(zone)
  yield MARK + lines([titles])
  for await (const some of rows) yield lines(some.map((row) => row.map(text)))
}

const lines = (rows: readonly (readonly (string | number)[])[]) =>
  stringify(rows as (string | number)[][], { escape_formulas: true, record_delimiter: 'windows' })
