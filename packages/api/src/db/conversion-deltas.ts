import type { Sql } from './sql.js'
import type { ConversionRow } from './tables.js'

type Status = ConversionRow['status']

const COLUMNS =
  'clicked_quarter, converted_quarter, advertiser_id, offer_id, offer_event_id, partner_id, country, traffic_class, status, currency'
const VALUES = `UNIX_TIMESTAMP(clicked_at) DIV 900, UNIX_TIMESTAMP(converted_at) DIV 900, advertiser_id, offer_id, offer_event_id,
  COALESCE(partner_id, 0), COALESCE(country, ''), traffic_class, COALESCE(?, status), currency`

/**
 * Adds conversions, as their rows are at this moment, to what is counted (`by` 1), or takes them away (-1). Call it in the transaction of the
 * change, with the rows locked: for a new row, and for what a row was and is. Counters get it later, and reports read both. `status`: another
 * one than the row has.
 */
export async function addDeltas(sql: Sql, ids: readonly Buffer[], by: 1 | -1, status?: Status): Promise<void> {
  if (ids.length === 0) return
  await sql(
    `INSERT INTO conversion_deltas (${COLUMNS}, conversions, revenue)
      SELECT ${VALUES}, ${by}, ${by} * revenue FROM conversions WHERE id IN (?) AND test = 0`,
    [status ?? null, ids],
  )
}
