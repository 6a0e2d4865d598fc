import { CONVERSION_COLUMNS, IMPORT_LIMITS, STATUS_COLUMNS, type ImportKind } from '@gokart/shared'
import { editDistance } from '@gokart/shared/macros'
import { fileFault } from './file-fault.js'

/** A column of a file, and what it is read as; null: it is not read. */
export interface MappedColumn {
  readonly name: string
  readonly meaning: string | null
}

const KNOWN: Record<ImportKind, readonly string[]> = {
  status_import: STATUS_COLUMNS,
  conversion_import: CONVERSION_COLUMNS,
}

/** Other names under which a column is known elsewhere in GoKart. */
const ALIASES: Record<ImportKind, Record<string, string>> = {
  status_import: { gk_click_id: 'click_id', cnv_status: 'status' },
  conversion_import: { event_id: 'cnv_event_id', click_id: 'gk_click_id' },
}

const NAME_LENGTH = 100

/** Reads the first line of a file. Throws where a column that is needed is not there. */
export function mapColumns(kind: ImportKind, header: readonly string[], ofAdvertiser: boolean): MappedColumn[] {
  if (header.length > IMPORT_LIMITS.columns) {
    throw fileFault(`The first line names ${header.length} columns; at most ${IMPORT_LIMITS.columns} can be read.`)
  }
  const columns = header.map((cell) => {
    const name = cell.trim()
    const plain = name.toLowerCase()
    const meaning = ALIASES[kind][plain] ?? plain
    return { name: name.slice(0, NAME_LENGTH), meaning: KNOWN[kind].includes(meaning) ? meaning : null }
  })
  const meanings = columns.flatMap(({ meaning }) => meaning ?? [])
  const twice = meanings.find((meaning, index) => meanings.indexOf(meaning) !== index)
  if (twice) throw fileFault(`Two columns are read as ${twice}: take one away.`)
  const missing = missingIn(kind, new Set(meanings), ofAdvertiser)
  if (missing) throw fileFault(`${missing.what}${nearest(missing.columns, columns)}${SEEN(columns)}`)
  return columns
}

interface Missing {
  what: string
  columns: readonly string[]
}

function missingIn(kind: ImportKind, has: ReadonlySet<string>, ofAdvertiser: boolean): Missing | undefined {
  const needed = kind === 'status_import' ? ['status'] : ['time', 'gk_click_id']
  const missing = needed.filter((column) => !has.has(column))
  if (missing.length > 0)
    return { what: `The first line does not name the column ${missing.join(' and ')}.`, columns: missing }
  if (kind === 'conversion_import' || has.has('conversion_id')) return undefined
  if (has.has('cnv_conversion_id') && (has.has('click_id') || has.has('advertiser') || ofAdvertiser)) return undefined
  const what =
    'The first line does not say which conversions are meant: name the column conversion_id, or click_id and cnv_conversion_id, or cnv_conversion_id and advertiser.'
  return { what, columns: ['conversion_id', 'cnv_conversion_id', 'click_id', 'advertiser'] }
}

function nearest(missing: readonly string[], columns: readonly MappedColumn[]): string {
  for (const column of missing) {
    const near = columns.find(({ name, meaning }) => meaning === null && isNear(name, column))
    if (near) return ` Is "${near.name}" meant as ${column}?`
  }
  return ''
}

function isNear(name: string, column: string): boolean {
  const squash = (text: string) => text.toLowerCase().replace(/[\s_.-]+/g, '')
  return editDistance(squash(name).slice(0, 40), squash(column)) <= 2
}

const SEEN = (columns: readonly MappedColumn[]) => {
  const names = columns.slice(0, 20).map(({ name }) => name || '(no name)')
  return ` It names: ${names.join(', ')}${columns.length > 20 ? ', …' : ''}.`
}
