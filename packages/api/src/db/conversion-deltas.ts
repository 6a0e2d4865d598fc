import type { Sql } from './sql.js'
import type { ConversionRow } from './tables.js'

type Status = ConversionRow['status']

export const DELTA_COLUMNS =
  'clicked_quarter, converted_quarter, advertiser_id, offer_id, offer_event_id, partner_id, country, traffic_class, status, currency'
/** What a row of conversions has for them. */
export const DELTA_VALUES = [
  // Not UNIX_TIMESTAMP: that of MariaDB 10 ends in 2038.
  "TIMESTAMPDIFF(SECOND, '1970-01-01', clicked_at) DIV 900",
  "TIMESTAMPDIFF(SECOND, '1970-01-01', converted_at) DIV 900",
  'advertiser_id',
  'offer_id',
  'offer_event_id',
  'COALESCE(partner_id, 0)',
  "COALESCE(country, '')",
  'traffic_class',
  'status',
  'currency',
]

/**
 * Adds conversions, as their rows are at this moment, to what is counted (`by` 1), or takes them away (-1). Call it in the transaction of the
 * change, with the rows locked: for a new row, and for what a row was and is. Counters get it later, and reports read both. `status`: another
 * one than the row has.
 */
export async function addDeltas(sql: Sql, ids: readonly Buffer[], by: 1 | -1, status?: Status): Promise<void> {
  if (ids.length === 0) return
  const values = DELTA_VALUES.map((value) => (value === 'status' && status !== undefined ? '?' : value))
  await sql(
    `INSERT INTO conversion_deltas (${DELTA_COLUMNS}, conversions, revenue)
      SELECT ${values.join(', ')}, ${by}, ${by} * revenue FROM conversions WHERE id IN (?) AND test = 0`,
    status === undefined ? [ids] : [status, ids],
  )
}
