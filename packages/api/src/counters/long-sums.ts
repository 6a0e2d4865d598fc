import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import type { CountedTable } from '../db/uncounted.js'
import { bucketOfDay, DAY_S, GRAIN } from './buckets.js'
import type { CountTable } from './dimension-sets.js'
import { SUMMED_GRAINS, type SummedGrain } from './pieces.js'
import { sumLong } from './sum-sets.js'

/*
 * A week, or four, is valid as long as the versions of its days add up to what they were when it was summed: each part that is counted raises that of
 * its day. So nobody waits for a sum that takes long, and what changes meanwhile is seen.
 */

/** Sums weeks that lie behind, whose days are counted to their ends, and then four of them, the newest first, until `enough` says so. */
export async function sumLongGrains(
  db: Knex,
  source: CountedTable,
  counts: CountTable,
  enough: () => boolean = () => false,
): Promise<void> {
  for (const grain of SUMMED_GRAINS) {
    for (const { bucket, version } of await whole(db, source, grain)) {
      if (enough()) return
      const key = { source, grain: GRAIN[grain], bucket }
      await transact(db, async (trx) => {
        // Whoever comes second waits here, and finds it done.
        await trx.raw(
          'INSERT INTO rollup_sums (source, grain, bucket, version) VALUES (?, ?, ?, 0) ON DUPLICATE KEY UPDATE version = version',
          [source, key.grain, bucket],
        )
        const known = await trx('rollup_sums').where(key).first('version')
        if (known.version === version && version > 0) return
        await sumLong(trx, counts, grain, bucket)
        await trx('rollup_sums').where(key).update({ version })
      })
    }
  }
}

interface Whole {
  readonly bucket: number
  readonly version: number
}

/** What is to be summed, with the versions of its parts: of days, or of weeks as they were summed. */
async function whole(db: Knex, source: CountedTable, grain: SummedGrain): Promise<Whole[]> {
  const [parts, bindings] =
    grain === 'week'
      ? [
          `SELECT ${bucketOfDay('week', 'day')} AS bucket, CAST(SUM(version) AS UNSIGNED) AS version FROM rollup_days
            WHERE source = ? AND (closed = 1 OR rolled_to >= (day + 1) * ${DAY_S})
            GROUP BY ${bucketOfDay('week', 'day')} HAVING COUNT(*) = 7`,
          [source],
        ]
      : [
          `SELECT bucket DIV 4 AS bucket, CAST(SUM(version) AS UNSIGNED) AS version FROM rollup_sums
            WHERE source = ? AND grain = ? GROUP BY bucket DIV 4 HAVING COUNT(*) = 4`,
          [source, GRAIN.week],
        ]
  const [rows] = await db.raw(
    `SELECT p.bucket, p.version FROM (${parts}) AS p
      LEFT JOIN rollup_sums s ON s.source = ? AND s.grain = ? AND s.bucket = p.bucket
      WHERE s.version IS NULL OR s.version <> p.version ORDER BY p.bucket DESC`,
    [...bindings, source, GRAIN[grain]] as never,
  )
  return rows
}
