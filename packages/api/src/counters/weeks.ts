import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import type { CountedTable } from '../db/uncounted.js'
import { DAY_S, weekOfDay } from './buckets.js'
import type { CountTable } from './dimension-sets.js'
import { sumWeek } from './sum-sets.js'

/*
 * A week is valid as long as the versions of its days add up to what they were when it was summed: each part that is counted raises that of its day.
 * So nobody waits for a week, which takes long to sum, and what changes meanwhile is seen.
 */

/** Sums weeks that lie behind, whose days are counted to their ends, the newest first, until `enough` says so. */
export async function sumWeeks(
  db: Knex,
  source: CountedTable,
  counts: CountTable,
  enough: () => boolean = () => false,
): Promise<void> {
  for (const { week, version } of await wholeWeeks(db, source)) {
    if (enough()) return
    await transact(db, async (trx) => {
      // Whoever comes second waits here, and finds it done.
      await trx.raw(
        'INSERT INTO rollup_weeks (source, week, version) VALUES (?, ?, 0) ON DUPLICATE KEY UPDATE version = version',
        [source, week],
      )
      const known = await trx('rollup_weeks').where({ source, week }).first('version')
      if (known.version === version && version > 0) return
      await sumWeek(trx, counts, week)
      await trx('rollup_weeks').where({ source, week }).update({ version })
    })
  }
}

interface WholeWeek {
  readonly week: number
  readonly version: number
}

/** The weeks that are to be summed, with the versions of their days. */
async function wholeWeeks(db: Knex, source: CountedTable): Promise<WholeWeek[]> {
  const [rows] = await db.raw(
    `SELECT d.week, d.version FROM (
        SELECT ${weekOfDay('day')} AS week, CAST(SUM(version) AS UNSIGNED) AS version FROM rollup_days
        WHERE source = ? AND (closed = 1 OR rolled_to >= (day + 1) * ${DAY_S})
        GROUP BY ${weekOfDay('day')} HAVING COUNT(*) = 7
      ) AS d LEFT JOIN rollup_weeks w ON w.source = ? AND w.week = d.week
      WHERE w.version IS NULL OR w.version <> d.version ORDER BY d.week DESC`,
    [source, source],
  )
  return rows
}
