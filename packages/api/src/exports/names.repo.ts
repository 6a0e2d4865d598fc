import type { Knex } from 'knex'

export type NamedTable = 'offers' | 'advertisers' | 'partners'

/** Names of records by their numbers, each read once. A name for each row would have to be joined, sent and read as often as it stands there. */
export interface Names {
  /** Reads those that are not known yet. */
  learn(table: NamedTable, ids: ReadonlySet<number>): Promise<void>
  /** Null of one that does not exist. */
  of(table: NamedTable, id: number): string | null
}

export function createNames(db: Knex): Names {
  const known: Readonly<Record<NamedTable, Map<number, string>>> = {
    offers: new Map(),
    advertisers: new Map(),
    partners: new Map(),
  }
  return {
    async learn(table, ids) {
      const names = known[table]
      const missing = [...ids].filter((id) => !names.has(id))
      if (missing.length === 0) return
      const rows: { id: number; name: string }[] = await db(table).whereIn('id', missing).select('id', 'name')
      for (const { id, name } of rows) names.set(id, name)
    },
    of: (table, id) => known[table].get(id) ?? null,
  }
}
