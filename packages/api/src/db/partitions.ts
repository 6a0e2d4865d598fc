import type { Knex } from 'knex'

/** Tables whose primary key is a time-first UUID, cut into one partition a month. */
export const PARTITIONED_TABLES = ['clicks', 'postbacks'] as const

interface MonthPartition {
  name: string
  /** First key that is not in it any more: hex of 16 bytes. */
  below: string
}

/** The partition of the month `offset` months after `now` (UTC). */
export function monthPartition(now: Date, offset: number): MonthPartition {
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1))
  const next = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset + 1, 1)
  return { name: `p${month.toISOString().slice(0, 7).replace('-', '')}`, below: timeKeyHex(next) }
}

/** Lowest time-first key of a moment (Unix ms), as hex. */
export function timeKeyHex(unixMs: number): string {
  return unixMs.toString(16).padStart(12, '0') + '0'.repeat(20)
}

/** `PARTITION BY` clause for a new table: this month and the two after it, and one for the rest. */
export function partitionClause(now: Date): string {
  const months = [0, 1, 2].map((offset) => definition(monthPartition(now, offset)))
  return `PARTITION BY RANGE COLUMNS(id) (${months.join(', ')}, PARTITION pmax VALUES LESS THAN (MAXVALUE))`
}

/** Adds the partitions that are missing up to two months ahead. Safe to run at any time, by several processes. */
export async function ensurePartitions(db: Knex, now: Date): Promise<string[]> {
  const added: string[] = []
  for (const table of PARTITIONED_TABLES) {
    for (const offset of [0, 1, 2]) {
      const month = monthPartition(now, offset)
      if (await hasPartitionFrom(db, table, month.name)) continue
      await db.raw(
        `ALTER TABLE ${table} REORGANIZE PARTITION pmax INTO (${definition(month)}, PARTITION pmax VALUES LESS THAN (MAXVALUE))`,
      )
      added.push(`${table}.${month.name}`)
    }
  }
  return added
}

function definition({ name, below }: MonthPartition): string {
  return `PARTITION ${name} VALUES LESS THAN (x'${below}')`
}

/** Whether the table has this month's partition or a later one (a clock that steps back asks for a month behind us). */
async function hasPartitionFrom(db: Knex, table: string, name: string): Promise<boolean> {
  const rows = await db('information_schema.partitions')
    .whereRaw('table_schema = DATABASE()')
    .where({ table_name: table })
    .where('partition_name', '>=', name)
    .where('partition_name', '<>', 'pmax')
    .select(db.raw('partition_name AS name'))
  return rows.length > 0
}
