import { SHEET_ROWS } from '@gokart/shared'
import { HttpProblem } from '../http/problem.js'
import { createCellText } from './cells.js'
import type { Cell, Table } from './table.js'

/** Digits that a spreadsheet keeps of a number. */
const DIGITS = 15

/** Writes a table as a workbook with one sheet into a file. Throws where it has more rows than a sheet. */
export async function writeXlsx({ name, titles, rows, zone }: Table, filename: string): Promise<void> {
  // Loaded when it is needed first: it is a part of the start otherwise.
  const { default: Excel } = await import('exceljs')
  const workbook = new Excel.stream.xlsx.WorkbookWriter({ filename, useStyles: true, useSharedStrings: false })
  const sheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
  const text = createCellText(zone)
  const head = sheet.addRow([...titles])
  head.font = { bold: true }
  head.commit()
  let count = 1
  for await (const some of rows) {
    count += some.length
    if (count > SHEET_ROWS) throw tooManyRows()
    for (const row of some) sheet.addRow(row.map((cell) => valueOf(cell, text))).commit()
    // What was written flows out before more comes.
    await new Promise((resolve) => setImmediate(resolve))
  }
  sheet.commit()
  await workbook.commit()
}

function tooManyRows(): HttpProblem {
  const most = (SHEET_ROWS - 1).toLocaleString('en')
  return new HttpProblem(
    'report_too_large',
    `A sheet has room for ${most} rows, and there are more: export them as CSV.`,
  )
}

/** Money is a number where nothing of it is lost. */
function valueOf(cell: Cell, text: ReturnType<typeof createCellText>): string | number | null {
  const value = text(cell)
  if (value === '') return null
  const isDecimal = cell !== null && typeof cell === 'object' && 'decimal' in cell
  if (!isDecimal || typeof value === 'number') return value
  return value.replace(/\D/g, '').length <= DIGITS ? Number(value) : value
}
