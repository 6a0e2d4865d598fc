import { randomBytes } from 'node:crypto'
import type { Knex } from 'knex'
import { addDeltas } from '../db/conversion-deltas.js'
import { timeKeyHex } from '../db/partitions.js'
import type { Sql } from '../db/sql.js'
import type { ClickRow, ConversionRow, PostbackRow } from '../db/tables.js'
import { keyMs, markUncounted, verdictChanged } from '../db/uncounted.js'
import type { OfferWithEvents } from './factories.js'

type OfferFactory = () => Promise<OfferWithEvents>
type ClickOverrides = Partial<ClickRow> & { offer?: OfferWithEvents }
type PostbackOverrides = Partial<PostbackRow> & { click?: ClickRow }
type ConversionOverrides = Partial<ConversionRow> & { offer?: OfferWithEvents; click?: ClickRow }

/** A time-first UUID (version 7): looked up as it is, as an imported click's is; it has no MAC. */
function timeUuid(at: Date): Buffer {
  const bytes = Buffer.concat([Buffer.from(timeKeyHex(at.getTime()).slice(0, 12), 'hex'), randomBytes(10)])
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes
}

export function createTrafficFactories(db: Knex, makeOffer: OfferFactory) {
  const sql: Sql = (text, values) => db.raw(text, values as Buffer[])

  /** A human click that was sent on; of a new offer where none is given. */
  async function click({ offer, ...over }: ClickOverrides = {}): Promise<ClickRow> {
    const created_at = over.created_at ?? new Date()
    const of = offer ?? (over.offer_id === undefined ? await makeOffer() : undefined)
    const row = await insertByKey<ClickRow>(db, 'clicks', {
      id: timeUuid(created_at),
      created_at,
      offer_id: of?.id ?? null,
      advertiser_id: of?.advertiser_id ?? null,
      link_version: of?.link_version ?? null,
      outcome: 'sent',
      traffic_class: 'human',
      ip: '192.0.2.1',
      ...over,
    })
    await markUncounted(sql, 'clicks', [keyMs(row.id)])
    return row
  }

  /** The log row of an accepted postback. */
  async function postback({ click: of, ...over }: PostbackOverrides = {}): Promise<PostbackRow> {
    const received_at = over.received_at ?? new Date()
    const clicked = of ?? (over.click_id === undefined ? await click() : undefined)
    const row = await insertByKey<PostbackRow>(db, 'postbacks', {
      id: timeUuid(received_at),
      received_at,
      method: 'GET',
      ip: '198.51.100.1',
      url: '/postback',
      outcome: 'accepted',
      click_id: clicked?.id ?? null,
      offer_id: clicked?.offer_id ?? null,
      advertiser_id: clicked?.advertiser_id ?? null,
      ...over,
    })
    await verdictChanged(sql, row.id)
    return row
  }

  /** A success of the offer's first event, with its click and its postback. */
  async function conversion({ offer, click: of, ...over }: ConversionOverrides = {}): Promise<ConversionRow> {
    const clicked = of ?? (await click(offer ? { offer } : {}))
    const event = await db('offer_events').where({ offer_id: clicked.offer_id }).orderBy('position').first()
    const converted_at = over.converted_at ?? new Date()
    const id = over.id ?? timeUuid(converted_at)
    const { conversion_ref = null } = over
    const logged = over.postback_id ?? (await postback({ click: clicked, conversion_id: id, conversion_ref })).id
    const row = await insertByKey<ConversionRow>(db, 'conversions', {
      dedupe_key: randomBytes(32),
      postback_id: logged,
      click_id: clicked.id,
      offer_id: clicked.offer_id!,
      advertiser_id: clicked.advertiser_id!,
      partner_id: clicked.partner_id,
      offer_event_id: event.id,
      event_id: event.event_id,
      event_name: event.name,
      status: 'success',
      clicked_at: clicked.created_at,
      converted_at,
      currency: 'USD',
      revenue: event.payout,
      country: clicked.country,
      traffic_class: clicked.traffic_class,
      ...over,
      id,
    })
    await addDeltas(sql, [row.id], 1)
    return row
  }

  return { click, postback, conversion }
}

async function insertByKey<Row extends { id: Buffer }>(db: Knex, table: string, values: Partial<Row>): Promise<Row> {
  await db(table).insert(values)
  return db(table).where({ id: values.id }).first()
}
