import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { ClickRow, ConversionRow } from '../db/tables.js'
import { bytesToUuid } from '../db/uuid.js'
import type { CountedConversion, StoredClick } from './case.js'
import type { Identity } from './identify.js'
import type { Looked } from './understand.js'

type ClickColumns = Pick<
  ClickRow,
  'id' | 'offer_id' | 'partner_id' | 'created_at' | 'outcome' | 'traffic_class' | 'country' | 'pub_member_id' | 'test'
>
type ConversionColumns = Pick<
  ConversionRow,
  'id' | 'click_id' | 'offer_event_id' | 'dedupe_key' | 'status' | 'sent_status' | 'converted_at' | 'revenue'
>
type Found<Columns> = (Columns & RowDataPacket)[]

const CLICKS = `SELECT id, offer_id, partner_id, created_at, outcome, traffic_class, country, pub_member_id, test
  FROM clicks WHERE id IN (?) ORDER BY id FOR UPDATE`
const conversionsBy = (column: 'click_id' | 'dedupe_key' | 'member_key') =>
  `SELECT id, click_id, offer_event_id, dedupe_key, member_key, status, sent_status, converted_at, revenue
    FROM conversions WHERE ${column} IN (?) ORDER BY converted_at, id`
const OF_CLICKS = conversionsBy('click_id')
const OF_KEY = conversionsBy('dedupe_key')
const OF_MEMBERS = conversionsBy('member_key')

export type Readable = Extract<Identity, { kind: 'signed' | 'foreign' }>

/** Whether the database has something to say of a click ID. */
export function needsLookUp(identity: Identity): identity is Readable {
  return identity.kind === 'signed' || identity.kind === 'foreign'
}

export const NOTHING: Looked = { click: undefined, earlier: [] }

/**
 * The clicks and their conversions. The rows of the clicks are locked, in one order for everybody, so that the postbacks of one click
 * take turns and each sees what the ones before it counted.
 */
export async function lookUpAll(
  connection: PoolConnection,
  identities: readonly Identity[],
): Promise<(identity: Identity) => Looked> {
  const ids = identities.filter(needsLookUp).map(({ bytes }) => bytes)
  if (ids.length === 0) return () => NOTHING
  const [clickRows] = await connection.query<Found<ClickColumns>>(CLICKS, [ids])
  // After the lock, so that whatever was counted of these clicks is seen; also what was credited from a signed ID alone.
  const [conversionRows] = await connection.query<Found<ConversionColumns>>(OF_CLICKS, [ids])
  const clicks = new Map(clickRows.map((row) => [bytesToUuid(row.id), toClick(row)]))
  const earlier = groupBy(conversionRows, ({ click_id }) => bytesToUuid(click_id))
  return (identity) =>
    needsLookUp(identity) ? { click: clicks.get(identity.text), earlier: earlier.get(identity.text) ?? [] } : NOTHING
}

export async function lookUp(connection: PoolConnection, identity: Identity): Promise<Looked> {
  return (await lookUpAll(connection, [identity]))(identity)
}

/** The conversions that have the keys. */
export async function findByKeys(connection: PoolConnection, keys: readonly Buffer[]): Promise<CountedConversion[]> {
  if (keys.length === 0) return []
  const [rows] = await connection.query<Found<ConversionColumns>>(OF_KEY, [keys])
  return rows.map(toCounted)
}

/** What members have converted so far, by the text of their keys. */
export async function conversionsOfMembers(
  connection: PoolConnection,
  keys: readonly Buffer[],
): Promise<Map<string, readonly CountedConversion[]>> {
  if (keys.length === 0) return new Map()
  type Row = ConversionColumns & { member_key: Buffer }
  const [rows] = await connection.query<Found<Row>>(OF_MEMBERS, [keys])
  return groupBy(rows, (row) => row.member_key.toString('hex'))
}

function groupBy<Row extends ConversionColumns>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Map<string, CountedConversion[]> {
  const groups = new Map<string, CountedConversion[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(toCounted(row))
    else groups.set(keyOf(row), [toCounted(row)])
  }
  return groups
}

function toClick(row: ClickColumns): StoredClick {
  return {
    offerId: row.offer_id,
    partnerId: row.partner_id,
    clickedAt: row.created_at,
    outcome: row.outcome,
    trafficClass: row.traffic_class,
    country: row.country,
    memberId: row.pub_member_id,
    test: row.test === 1,
  }
}

export function toCounted(row: ConversionColumns): CountedConversion {
  return {
    id: bytesToUuid(row.id),
    clickId: bytesToUuid(row.click_id),
    offerEventId: row.offer_event_id,
    dedupeKey: row.dedupe_key,
    status: row.status,
    sentStatus: row.sent_status,
    convertedAt: row.converted_at,
    revenue: row.revenue,
  }
}
