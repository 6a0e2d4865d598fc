import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ExportFormat } from '@gokart/shared'
import type { Response } from 'express'
import { csvOf } from './csv.js'
import type { Table } from './table.js'
import { writeXlsx } from './xlsx.js'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Answers with a table as a file. A reader who goes away ends it. */
export async function sendTable(res: Response, table: Table, format: ExportFormat): Promise<void> {
  res.attachment(`gokart-${table.name}.${format}`)
  res.set({ 'X-Total-Count': String(table.total), 'X-Total-Exact': String(table.totalIsExact) })
  if (format === 'csv') return flow(Readable.from(csvOf(table)), res.type('text/csv; charset=utf-8'))
  // A workbook that cannot be finished is no answer: it is written whole first.
  const file = join(tmpdir(), `gokart-${randomUUID()}.xlsx`)
  try {
    await writeXlsx(untilGone(table, res), file)
    await flow(createReadStream(file), res.type(XLSX))
  } finally {
    await rm(file, { force: true })
  }
}

async function flow(source: Readable, res: Response): Promise<void> {
  try {
    await pipeline(source, res)
  } catch (error) {
    // Whoever went away hears of nothing any more.
    if (!res.destroyed || !isGone(error)) throw error
  }
}

const isGone = (error: unknown) => (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE'

function untilGone(table: Table, res: Response): Table {
  async function* rows() {
    for await (const some of table.rows) {
      if (res.destroyed) return
      yield some
    }
  }
  return { ...table, rows: rows() }
}
