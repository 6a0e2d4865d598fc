import { createCellText } from './cells.js'
import { csvLine } from './csv-line.js'
import type { Table } from './table.js'

/** Spreadsheets read a file without it as of another encoding. */
const MARK = '\uFEFF'
/** Characters that are sent at once. */
const CHUNK = 32_768

/** A table as CSV, a chunk at a time: UTF-8 with its mark, commas, CRLF, no value that a spreadsheet would take for a formula. */
export async function* csvOf({ titles, rows, zone }: Table): AsyncGenerator<Buffer> {
  const text = createCellText(zone)
  let chunk = MARK + csvLine(titles, text)
  for await (const some of rows) {
    for (const row of some) chunk += csvLine(row, text)
    if (chunk.length < CHUNK) continue
    yield Buffer.from(chunk)
    chunk = ''
  }
  yield Buffer.from(chunk)
}
