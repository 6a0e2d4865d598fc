import { IMPORT_LIMITS, type ImportKind } from '@gokart/shared'
import type { AdvertiserRow } from '../db/tables.js'
import { uuidToBytes } from '../db/uuid.js'
import type { NewLine } from './batch.repo.js'
import { mapColumns, type MappedColumn } from './columns.js'
import { postbackIdOf, readConversionLine, type ConversionOrder } from './conversion-line.js'
import type { CsvRecord } from './csv-records.js'
import { fileFault, fileTooLarge } from './file-fault.js'
import { aboutOf, cellsOf, tooManyValues, type ReadLine } from './line.js'
import { readStatusLine, type StatusOrder } from './status-line.js'

/** What a file is about. */
export interface FileScope {
  readonly kind: ImportKind
  readonly advertiser: Pick<AdvertiserRow, 'id' | 'keep_email'> | undefined
}

const LINES_AT_ONCE = 500

/** Reads all records of a file, and hands their lines to `keep`, some at a time. Throws where the file is none of this kind. */
export async function readLines(
  records: AsyncIterable<CsvRecord>,
  file: FileScope,
  now: Date,
  keep: (lines: NewLine[]) => Promise<void>,
): Promise<{ columns: MappedColumn[]; lineCount: number }> {
  let columns: MappedColumn[] | undefined
  let lineCount = 0
  let lines: NewLine[] = []
  const toLine = createLineReader(file, now)
  for await (const record of records) {
    if (!columns) {
      columns = mapColumns(file.kind, record.values, file.advertiser !== undefined)
      continue
    }
    if (++lineCount > IMPORT_LIMITS.lines) throw fileTooLarge()
    lines.push(toLine(columns, record))
    if (lines.length < LINES_AT_ONCE) continue
    await keep(lines)
    lines = []
  }
  if (!columns)
    throw fileFault('The file is empty. Its first line names the columns, and each further one is an order.')
  if (lineCount === 0) throw fileFault('The file has no line behind the first one, which names the columns.')
  await keep(lines)
  return { columns, lineCount }
}

/** Turns records into lines of a batch. One for each file: it counts lines that are equal. */
function createLineReader({ kind, advertiser }: FileScope, now: Date) {
  const occurrences = new Map<string, number>()

  function postbackId(order: ConversionOrder): Buffer {
    const first = postbackIdOf(advertiser!.id, order, 1)
    const occurrence = (occurrences.get(first) ?? 0) + 1
    occurrences.set(first, occurrence)
    return uuidToBytes(occurrence === 1 ? first : postbackIdOf(advertiser!.id, order, occurrence))
  }

  return (columns: readonly MappedColumn[], { line, values }: CsvRecord): NewLine => {
    const extra = tooManyValues(columns, values)
    if (extra) return faulty(line, { ok: false, about: aboutOf(values.slice(0, 1)), findings: [extra] })
    const cells = cellsOf(columns, values)
    if (kind === 'status_import') {
      const read = readStatusLine(cells, advertiser !== undefined)
      return read.ok ? ordered(line, read) : faulty(line, read)
    }
    const read = readConversionLine(cells, { now, keepEmail: advertiser?.keep_email === 1 })
    return read.ok ? { ...ordered(line, read), postback_id: postbackId(read.order) } : faulty(line, read)
  }
}

// Rows of one insert need the same columns.
function ordered(line: number, read: Extract<ReadLine<StatusOrder | ConversionOrder>, { ok: true }>): NewLine {
  const payload = JSON.stringify(read.order)
  return { line, step: 0, outcome: null, about: read.about, payload, findings: null, postback_id: null }
}

function faulty(line: number, { about, findings }: Extract<ReadLine<unknown>, { ok: false }>): NewLine {
  const kept = JSON.stringify(findings)
  return { line, step: 2, outcome: 'faulty', about, payload: null, findings: kept, postback_id: null }
}
