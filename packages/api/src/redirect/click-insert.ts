import type { PoolConnection } from 'mysql2/promise'
import { createBulkInsert } from '../db/bulk-insert.js'
import type { RowPacket } from '../db/row-packet.js'
import { markUncounted, uuidMs } from '../db/uncounted.js'
import { PUB_NAMES, type ClickRecord, type PubName } from './click-record.js'

const OWN_COLUMNS =
  'id, created_at, offer_id, advertiser_id, partner_id, link_version, outcome, traffic_class, ' +
  'ip, country, device, os, browser, user_agent, referrer'
/** Few partners use more parameters than these, and a column that is empty in a whole batch costs the database nearly as much as a full one. */
const USUAL_PUBS = PUB_NAMES.slice(0, PUB_NAMES.indexOf('pub_sub_5') + 1)
const USUAL: ReadonlySet<string> = new Set(USUAL_PUBS)

/** Columns, and what writes a value for each of them, in their order. */
function shape(pubs: readonly PubName[], withTest: boolean) {
  return {
    table: 'clicks',
    columns: [...OWN_COLUMNS.split(', '), ...(withTest ? ['test'] : []), ...pubs],
    encode(click: ClickRecord, packet: RowPacket): void {
      packet.uuid(click.id)
      packet.time(click.created_at)
      packet.number(click.offer_id)
      packet.number(click.advertiser_id)
      packet.number(click.partner_id)
      packet.number(click.link_version)
      packet.text(click.outcome)
      packet.text(click.traffic_class)
      packet.text(click.ip)
      packet.text(click.country)
      packet.text(click.device)
      packet.text(click.os)
      packet.text(click.browser)
      packet.text(click.user_agent)
      packet.text(click.referrer)
      if (withTest) packet.number(click.test ? 1 : 0)
      // A value that was sent empty is none.
      for (const name of pubs) packet.text(click.pubs[name] || undefined)
    },
  }
}

const insertUsual = createBulkInsert(shape(USUAL_PUBS, false))
const insertAny = createBulkInsert(shape(PUB_NAMES, true))

/** Stores clicks that were never tried before, all or none. */
export const insertClicks: typeof insertAny = (connection, clicks, also) =>
  (clicks.every(isUsual) ? insertUsual : insertAny)(connection, clicks, also)

/** Whether all that it has is in the usual columns. */
function isUsual({ pubs, test }: ClickRecord): boolean {
  for (const name in pubs) if (!USUAL.has(name)) return false
  return test === undefined
}

/** Stores clicks that may be there already: twice is once. Unlike INSERT IGNORE it hides no other fault. */
export const insertMissingClicks = createBulkInsert({
  ...shape(PUB_NAMES, true),
  suffix: ' ON DUPLICATE KEY UPDATE id = id',
})

/** MySQL's numbers of faults that lie in a row, so that it fails however often it is tried. */
const ROW_FAULTS: ReadonlySet<unknown> = new Set([
  1048, // column cannot be null
  1062, // duplicate key
  1264, // number out of range
  1265, // data truncated
  1292, // incorrect value
  1364, // no default value
  1366, // incorrect string
  1406, // data too long
])

export function isRowFault(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && ROW_FAULTS.has(error.errno)
}

/** For `also` of an insert: the clicks may be behind what counters have, and their days are counted again. */
export function markClicks(connection: PoolConnection, clicks: readonly ClickRecord[]): () => Promise<void> {
  const moments = clicks.map(({ id }) => uuidMs(id))
  return () => markUncounted((text, values) => connection.query(text, values), 'clicks', moments)
}
