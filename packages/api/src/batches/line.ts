import type { Finding } from '@gokart/shared'
import type { MappedColumn } from './columns.js'

/** What a line of a file orders, or why it cannot be read. `about`: what it says, short. */
export type ReadLine<Order> =
  | { readonly ok: true; readonly about: string; readonly order: Order }
  | { readonly ok: false; readonly about: string; readonly findings: Finding[] }

/** Values of a line by what their columns mean, trimmed; empty ones are left out. */
export type Cells = ReadonlyMap<string, string>

export function cellsOf(columns: readonly MappedColumn[], values: readonly string[]): Cells {
  const cells = new Map<string, string>()
  columns.forEach(({ meaning }, index) => {
    const value = values[index]?.trim()
    if (meaning && value) cells.set(meaning, value)
  })
  return cells
}

/** A line with more values than columns has a separator too many: who knows which value stands where. */
export function tooManyValues(columns: readonly MappedColumn[], values: readonly string[]): Finding | undefined {
  const extra = values.slice(columns.length)
  if (extra.every((value) => value.trim() === '')) return undefined
  return finding(
    null,
    `The line has ${values.length} values, and the first line names ${columns.length} columns.`,
    'Put a value that holds the separator in quotes.',
  )
}

export function finding(column: string | null, message: string, remedy: string | null = null): Finding {
  return { column, message, remedy }
}

const ABOUT_LENGTH = 200

/** What a line says, on one line: what is shown beside its number. */
export function aboutOf(parts: readonly (string | undefined)[]): string {
  const text = parts
    .filter(Boolean)
    .join(' · ')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
  return [...text].slice(0, ABOUT_LENGTH).join('')
}
