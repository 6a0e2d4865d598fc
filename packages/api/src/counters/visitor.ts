/*
 * Who a click (`c`) is of: the partner's member, else address and user agent; of each offer, and of each traffic class by itself, so that a
 * browser that fetched a link ahead does not take its visitor's place. The first click of each on a UTC day is unique.
 */

/** A macro that the partner did not replace, and what programs write for nothing, would make all visitors one member. */
const NAMED = `(TRIM(c.pub_member_id) <> '' AND CAST(LEFT(c.pub_member_id, 1) AS BINARY) NOT IN ('{', '[', '(', '<', '$', '#', '%', '!', '*', '@')
  AND LOWER(c.pub_member_id) NOT IN ('null', 'undefined', 'none', '0', '-'))`

/** Equal of two clicks where all of these are. */
export const VISITOR_COLUMNS = [
  'c.offer_id',
  'c.traffic_class',
  `CASE WHEN ${NAMED} THEN CONCAT('m', COALESCE(c.partner_id, 0)) ELSE CONCAT('a', c.ip) END`,
  `CAST(CASE WHEN ${NAMED} THEN c.pub_member_id ELSE COALESCE(c.user_agent, '') END AS BINARY)`,
] as const

/** The same in 16 bytes. MD5 is not in every MySQL any more. */
export const VISITOR = `LEFT(UNHEX(SHA2(CONCAT_WS('|', ${VISITOR_COLUMNS.join(', ')}), 256)), 16)`

/** Clicks that count at all. */
export const COUNTED_CLICK = "c.outcome = 'sent' AND c.test = 0"
/** Postbacks (`p`) that count as rejected. */
export const COUNTED_POSTBACK = "p.outcome = 'rejected' AND p.test = 0"
