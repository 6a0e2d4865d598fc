import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { ClickRow, ConversionRow } from '../db/tables.js'
import { bytesToUuid } from '../db/uuid.js'
import type { EarlierConversion } from './case.js'
import type { Identity } from './identify.js'
import type { Looked } from './understand.js'

type ClickColumns = Pick<ClickRow, 'offer_id' | 'partner_id' | 'created_at' | 'outcome' | 'traffic_class' | 'test'>
type ConversionColumns = Pick<ConversionRow, 'id' | 'click_id' | 'offer_event_id' | 'dedupe_key'>
type Found<Columns> = (Columns & RowDataPacket)[]
type Nullable<T> = { [K in keyof T]: T[K] | null }

const CONVERSION = 'v.id, v.click_id, v.offer_event_id, v.dedupe_key'
const CLICK = `SELECT c.offer_id, c.partner_id, c.created_at, c.outcome, c.traffic_class, c.test, ${CONVERSION}
  FROM clicks c LEFT JOIN conversions v ON v.click_id = c.id WHERE c.id = ? ORDER BY v.converted_at FOR UPDATE`
const OF_CLICK = `SELECT ${CONVERSION} FROM conversions v WHERE v.click_id = ? ORDER BY v.converted_at`
const OF_KEY = `SELECT ${CONVERSION} FROM conversions v WHERE v.dedupe_key = ?`

export function needsLookUp(identity: Identity): boolean {
  return identity.kind === 'signed' || identity.kind === 'foreign'
}

/**
 * The click and its conversions. The click's row is locked, so that the postbacks of one click take turns and each sees
 * what the ones before it counted.
 */
export async function lookUp(connection: PoolConnection, identity: Identity): Promise<Looked> {
  if (identity.kind === 'unreadable' || identity.kind === 'forged') return { click: undefined, earlier: [] }
  type Row = ClickColumns & Nullable<ConversionColumns>
  const [rows] = await connection.query<Found<Row>>(CLICK, [identity.bytes])
  const [row] = rows
  if (row) {
    const {
      offer_id: offerId,
      partner_id: partnerId,
      created_at: clickedAt,
      outcome,
      traffic_class: trafficClass,
    } = row
    const test = row.test === 1
    return { click: { offerId, partnerId, clickedAt, outcome, trafficClass, test }, earlier: rows.flatMap(toEarlier) }
  }
  if (identity.kind === 'foreign') return { click: undefined, earlier: [] }
  // Conversions that were credited from the signed ID alone.
  const [credited] = await connection.query<Found<ConversionColumns>>(OF_CLICK, [identity.bytes])
  return { click: undefined, earlier: credited.flatMap(toEarlier) }
}

/** The conversion that has the key; undefined where it was taken back in the meantime. */
export async function findByKey(connection: PoolConnection, key: Buffer): Promise<EarlierConversion | undefined> {
  const [rows] = await connection.query<Found<ConversionColumns>>(OF_KEY, [key])
  return rows.flatMap(toEarlier)[0]
}

function toEarlier({ id, click_id, offer_event_id, dedupe_key }: Nullable<ConversionColumns>): EarlierConversion[] {
  if (!id || !click_id || !offer_event_id || !dedupe_key) return []
  return [{ id: bytesToUuid(id), clickId: bytesToUuid(click_id), offerEventId: offer_event_id, dedupeKey: dedupe_key }]
}
