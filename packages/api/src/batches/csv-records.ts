import { pipeline, Readable } from 'node:stream'
import { IMPORT_LIMITS } from '@gokart/shared'
import { CsvError, parse } from 'csv-parse'
import { fileFault } from './file-fault.js'

export interface CsvRecord {
  /** Line of the file where it starts; the first is 1. */
  readonly line: number
  readonly values: readonly string[]
}

/** The records of a CSV text; lines without a value are left out. Commas, semicolons and tabs are told apart by the first line. */
export async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const { head, rest } = await firstLine(text)
  const parser = parse({
    delimiter: separatorOf(head),
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: IMPORT_LIMITS.lineBytes,
    relax_column_count: true,
    skip_empty_lines: true,
    raw: true,
  })
  // Whatever fails on the way is thrown by the parser's own loop.
  pipeline(Readable.from(rest), parser, () => undefined)
  let line = 1
  try {
    for await (const { record, raw } of parser as AsyncIterable<{ record: string[]; raw: string }>) {
      // Empty lines before a record belong to its raw text.
      const start = line + breaks(/^[\r\n]*/.exec(raw)?.[0] ?? '')
      line += breaks(raw)
      if (record.some((value) => value.trim() !== '')) yield { line: start, values: record }
    }
  } catch (error) {
    throw error instanceof CsvError ? faultOf(error) : error
  }
}

/** Reads as far as the end of the first line, and gives the whole text back. */
async function firstLine(text: AsyncIterable<string>): Promise<{ head: string; rest: AsyncIterable<string> }> {
  const source = text[Symbol.asyncIterator]()
  let head = ''
  while (!/[\r\n]/.test(head.trimStart()) && head.length <= IMPORT_LIMITS.lineBytes) {
    const next = await source.next()
    if (next.done) break
    head += next.value
  }
  async function* rest(): AsyncGenerator<string> {
    if (head !== '') yield head
    yield* { [Symbol.asyncIterator]: () => source }
  }
  return { head, rest: rest() }
}

const SEPARATORS = [',', ';', '\t'] as const

/** The one of which the first line has the most, outside of quotes. */
function separatorOf(head: string): string {
  const line = /\S.*/.exec(head)?.[0].replace(/"[^"]*"/g, '') ?? ''
  const counts = SEPARATORS.map((separator) => line.split(separator).length)
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ','
}

function breaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0
}

function faultOf(error: CsvError) {
  const line = `Line ${String((error as unknown as { lines?: number }).lines ?? '?')}`
  // One of the codes lacks the others' prefix.
  switch (error.code as string) {
    case 'CSV_MAX_RECORD_SIZE':
      return fileFault(
        `${line} is longer than ${IMPORT_LIMITS.lineBytes / 1024} kB. Where a quote was opened and never closed, all behind it is one line.`,
      )
    case 'CSV_QUOTE_NOT_CLOSED':
      return fileFault(`${line}: a quote was opened and never closed. Write "" for a quote inside of quotes.`)
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return fileFault(
        `${line}: a quote stands in the middle of a value. Put the whole value in quotes, and write "" for a quote inside of it.`,
      )
    default:
      return fileFault(`${line} cannot be read as CSV.`)
  }
}
