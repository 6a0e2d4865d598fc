import type { Raw, RawRow } from '../db/long-list/keys.js'
import type { WholeList } from '../db/long-list/whole-list.js'
import type { Actor } from '../http/actor.js'
import type { ListColumn } from './list-columns.js'
import type { Names, NamedTable } from './names.repo.js'
import type { Pace } from './pace.js'
import { readAhead } from './read-ahead.js'
import type { Cell, Table } from './table.js'

/** Rows that become cells at once: a fraction of a millisecond. */
const AT_ONCE = 50

interface ListFile {
  readonly name: string
  readonly zone: string
  readonly list: WholeList
  readonly columns: readonly ListColumn[]
  readonly names: Names
  readonly pace: Pace
}

/** A list as a table: the next rows are read from the database while some are written. */
export function tableOfList({ name, zone, list, columns, names, pace }: ListFile, actor: Actor): Table {
  const shown = columns.filter(({ opsOnly }) => !opsOnly || actor.role === 'ops')
  const needed = [...new Set(shown.flatMap(({ of }) => of))]
  const cells = shown.map((column) => cellReader(column, needed, names))

  async function* rows(): AsyncGenerator<Cell[][]> {
    for await (const some of readAhead(list.rows(needed))) {
      await learnNames(some, shown, needed, names)
      for (let at = 0; at < some.length; at += AT_ONCE) {
        yield some.slice(at, at + AT_ONCE).map((row) => cells.map((cell) => cell(row)))
        await pace.rest()
      }
    }
  }

  return { name, titles: shown.map(({ title }) => title), ...list.total, zone, rows: rows() }
}

function cellReader({ of, cell, nameIn }: ListColumn, needed: readonly string[], names: Names): (row: RawRow) => Cell {
  const places = of.map((column) => needed.indexOf(column))
  const first = places[0]!
  if (nameIn) return (row) => (row[first] === null ? null : names.of(nameIn, row[first] as number))
  if (places.length > 1) return (row) => cell(...places.map((place) => row[place] as Raw))
  return (row) => cell(row[first] as Raw)
}

async function learnNames(
  rows: readonly RawRow[],
  columns: readonly ListColumn[],
  needed: readonly string[],
  names: Names,
): Promise<void> {
  for (const { of, nameIn } of columns) {
    if (!nameIn) continue
    const place = needed.indexOf(of[0]!)
    const ids = new Set(rows.map((row) => row[place] as number | null))
    ids.delete(null)
    await names.learn(nameIn as NamedTable, ids as Set<number>)
  }
}
