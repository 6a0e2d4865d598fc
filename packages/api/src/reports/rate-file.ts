import { RATE_FILE, RateInput } from '@gokart/shared'
import { csvRecords, type CsvRecord } from '../batches/csv-records.js'
import { csvText } from '../batches/csv-text.js'
import { HttpProblem } from '../http/problem.js'

const COLUMNS = ['date', 'from', 'to', 'rate'] as const
/** More faults than that are not told. */
const MAX_FAULTS = 20

/** The rates of a CSV file; what is wrong with any of its lines is told, and then nothing of it is taken. */
export async function readRateFile(chunks: AsyncIterable<Buffer>): Promise<RateInput[]> {
  // It is small, and read to its end before anything of it is refused: its sender listens then.
  const whole = [await bytesOf(chunks)]
  const rates: RateInput[] = []
  const faults: string[] = []
  let places: readonly number[] | undefined
  for await (const record of csvRecords(csvText(all(whole)))) {
    if (!places) places = placesOf(record)
    else readLine(record, places, rates, faults)
    if (rates.length > RATE_FILE.lines) throw tooLarge()
    if (faults.length >= MAX_FAULTS) break
  }
  if (faults.length > 0) throw fileFaults(faults)
  if (rates.length > 0) return rates
  throw fileFaults(['The file has no rate. It needs a line of names (date, from, to, rate) and one for each rate.'])
}

async function* all(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks
}

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const kept: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size <= RATE_FILE.bytes) kept.push(chunk)
    else kept.length = 0
    // Who sends without end is not listened to.
    if (size > 4 * RATE_FILE.bytes) break
  }
  if (size > RATE_FILE.bytes) throw tooLarge()
  return Buffer.concat(kept)
}

function placesOf({ values }: CsvRecord): number[] {
  const names = values.map((value) => value.trim().toLowerCase())
  const missing = COLUMNS.filter((name) => !names.includes(name))
  if (missing.length === 0) return COLUMNS.map((name) => names.indexOf(name))
  throw fileFaults([`The first line must name the columns date, from, to and rate; it lacks ${missing.join(' and ')}.`])
}

function readLine({ line, values }: CsvRecord, places: readonly number[], rates: RateInput[], faults: string[]): void {
  const given = Object.fromEntries(COLUMNS.map((name, index) => [name, values[places[index]!]?.trim() ?? '']))
  const parsed = RateInput.safeParse({ ...given, from: given['from']?.toUpperCase(), to: given['to']?.toUpperCase() })
  if (parsed.success) rates.push(parsed.data)
  else faults.push(...parsed.error.issues.map(({ path, message }) => `Line ${line}, ${path.join('.')}: ${message}.`))
}

function fileFaults(messages: readonly string[]): HttpProblem {
  const shown = messages.slice(0, MAX_FAULTS)
  return new HttpProblem(
    'validation_failed',
    shown[0],
    shown.map((message) => ({ pointer: '/body', message })),
  )
}

function tooLarge(): HttpProblem {
  const { lines, bytes } = RATE_FILE
  const most = `${bytes / 1024 / 1024} MB and ${lines.toLocaleString('en')} lines`
  return new HttpProblem('too_large', `A file of rates may have at most ${most}: send it in parts.`)
}
