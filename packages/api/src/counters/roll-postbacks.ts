import type { Knex } from 'knex'
import { fullSet, POSTBACK_COUNTS } from './dimension-sets.js'
import type { Part } from './part.js'
import { sumSets } from './sum-sets.js'
import { COUNTED_POSTBACK } from './visitor.js'

const ADD = `INSERT INTO postback_counts (grain, dims, bucket, advertiser_id, offer_id, reason, rejected)
  SELECT * FROM (SELECT 0 AS grain, ${fullSet(POSTBACK_COUNTS)} AS dims, ? AS bucket, COALESCE(p.advertiser_id, 0) AS advertiser_id,
      COALESCE(p.offer_id, 0) AS offer_id, COALESCE(p.reason, '') AS reason, COUNT(*) AS rejected
    FROM postbacks p WHERE p.id >= ? AND p.id < ? AND ${COUNTED_POSTBACK}
    GROUP BY COALESCE(p.advertiser_id, 0), COALESCE(p.offer_id, 0), COALESCE(p.reason, '')) AS added
  ON DUPLICATE KEY UPDATE rejected = postback_counts.rejected + added.rejected`

/** Adds the rejected postbacks of a part to the counters of its quarter. */
export async function rollPostbacks(trx: Knex, { quarter, from, to, anew }: Part): Promise<void> {
  if (anew) {
    await trx('postback_counts')
      .where({ grain: 0, bucket: quarter })
      .whereIn('dims', POSTBACK_COUNTS.sets.quarter)
      .delete()
  }
  await trx.raw(ADD, [quarter, from, to])
  await sumSets(trx, POSTBACK_COUNTS, 'quarter', { first: quarter, last: quarter })
}
