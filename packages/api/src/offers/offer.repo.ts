import type { api, EndpointInput, Page } from '@gokart/shared'
import type { Knex } from 'knex'
import { DAY_MS } from '../counters/buckets.js'
import { readCounted } from '../counters/counted.js'
import type { Sql } from '../counters/counts-query.js'
import { clickCounts } from '../counters/read.js'
import { containing, readPage } from '../db/page.js'
import type { AdvertiserRow, OfferEventRow, OfferRow } from '../db/tables.js'

/** An offer with what its links need to know of its advertiser. */
export interface OfferRecord extends OfferRow, Pick<AdvertiserRow, 'token_policy' | 'postback_token'> {
  advertiser_name: string
  event_count: number
}
export type OfferListQuery = EndpointInput<typeof api.offers.list>['query']
export type OfferCounts = ReadonlyMap<number, number>

const SORTS = {
  name: 'o.name',
  advertiserName: 'a.name',
  status: 'o.status',
  createdAt: 'o.created_at',
}

/** Reads of offers. `advertiserId` limits to one advertiser; undefined reads all. */
export function createOfferRepo(db: Knex) {
  const joined = () => db('offers as o').join('advertisers as a', 'a.id', 'o.advertiser_id')
  const columns = [
    'o.*',
    'a.token_policy',
    'a.postback_token',
    { advertiser_name: 'a.name' },
    db.raw('(SELECT COUNT(*) FROM offer_events e WHERE e.offer_id = o.id) AS event_count'),
  ]

  return {
    with: (trx: Knex) => createOfferRepo(trx),

    list(query: OfferListQuery, advertiserId: number | undefined): Promise<Page<OfferRecord>> {
      const filtered = joined()
      if (advertiserId !== undefined) filtered.where('o.advertiser_id', advertiserId)
      if (query.status) filtered.where('o.status', query.status)
      if (query.trackerId) filtered.where('o.tracker_id', query.trackerId)
      if (query.q) filtered.where((any) => matching(any, query.q ?? ''))
      return readPage<OfferRecord>(query, {
        filtered,
        key: 'o.id',
        columns: SORTS,
        rows: (page) => joined().join(page, 'page.id', 'o.id').select(columns),
      })
    },

    find(id: number, advertiserId: number | undefined): Promise<OfferRecord | undefined> {
      const query = joined().where('o.id', id).first(columns)
      return advertiserId === undefined ? query : query.where('o.advertiser_id', advertiserId)
    },

    events(offerId: number): Promise<OfferEventRow[]> {
      return db('offer_events').where({ offer_id: offerId }).orderBy('position').orderBy('id')
    },

    async idsNamed(text: string, advertiserId: number | undefined): Promise<number[]> {
      const query = db('offers').where('name', 'like', containing(text))
      if (advertiserId !== undefined) query.where({ advertiser_id: advertiserId })
      return query.pluck('id')
    },

    /** Human clicks that were sent on, by offer: from counters, and those of the last minutes from their rows. */
    async countClicks(offerIds: readonly number[], from: Date, now: Date): Promise<OfferCounts> {
      if (offerIds.length === 0) return new Map()
      const span = { from: from.getTime(), to: now.getTime() + DAY_MS }
      const filters = { offer_id: offerIds, traffic_class: ['human'] }
      const countAt = async (trx: Knex) => {
        const read = async ({ sql, bindings }: Sql) => (await trx.raw(sql, bindings as Knex.RawBinding[]))[0]
        const counted = await readCounted(read, 'clicks', span)
        const counts = clickCounts({ ...span, columns: ['offer_id'], filters }, counted, { unique: false })
        const sql = `SELECT offer_id, SUM(clicks) AS n FROM (${counts.sql}) AS counts GROUP BY offer_id`
        return byOffer(await read({ ...counts, sql }))
      }
      return db.transaction(countAt, { isolationLevel: 'repeatable read' })
    },

    /** Conversions that were not rejected, by offer: from the index conversions_offer alone. */
    async countConversions(offerIds: readonly number[], from: Date): Promise<OfferCounts> {
      if (offerIds.length === 0) return new Map()
      const query = db('conversions').where('converted_at', '>=', from).where({ test: 0 })
      query.whereIn('status', ['pending', 'success'])
      return byOffer(await query.whereIn('offer_id', offerIds).groupBy('offer_id').select('offer_id').count({ n: '*' }))
    },
  }
}

function matching(query: Knex.QueryBuilder, text: string): void {
  for (const column of ['o.name', 'o.tracking_link', 'a.name']) query.orWhere(column, 'like', containing(text))
  // The key's column takes ASCII alone, and the server compares it with nothing else.
  if (/^\w+$/.test(text)) query.orWhere('o.link_key', 'like', containing(text.toLowerCase()))
}

function byOffer(rows: { offer_id: number; n: number | string }[]): OfferCounts {
  return new Map(rows.map(({ offer_id, n }) => [offer_id, Number(n)]))
}
