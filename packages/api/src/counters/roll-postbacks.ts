import type { Knex } from 'knex'
import { fullSet, REJECTED_COUNTS } from './dimension-sets.js'
import { clearQuarters, quarterOf, type Part } from './part.js'
import { sumQuarters } from './sum-sets.js'
import { COUNTED_POSTBACK } from './visitor.js'

const ADD = `INSERT INTO rejected_counts (grain, dims, bucket, advertiser_id, offer_id, reason, rejected)
  SELECT * FROM (SELECT 0 AS grain, ${fullSet(REJECTED_COUNTS)} AS dims, ${quarterOf('p.id')} AS bucket, COALESCE(p.advertiser_id, 0) AS advertiser_id,
      COALESCE(p.offer_id, 0) AS offer_id, COALESCE(p.reason, '') AS reason, COUNT(*) AS rejected
    FROM postbacks p WHERE p.id >= ? AND p.id < ? AND ${COUNTED_POSTBACK}
    GROUP BY ${quarterOf('p.id')}, COALESCE(p.advertiser_id, 0), COALESCE(p.offer_id, 0), COALESCE(p.reason, '')) AS added
  ON DUPLICATE KEY UPDATE rejected = rejected_counts.rejected + added.rejected`

/** Adds the rejected postbacks of a part to the counters of its quarters. */
export async function rollPostbacks(trx: Knex, part: Part): Promise<void> {
  const { first, last, from, to } = part
  await clearQuarters(trx, REJECTED_COUNTS, part)
  await trx.raw(ADD, [from, to])
  await sumQuarters(trx, REJECTED_COUNTS, { first, last })
}
