import { BULK_LIMITS, type api, type ConversionFilter, type EndpointInput, type LongPage } from '@gokart/shared'
import type { Knex } from 'knex'
import { readAllKeys, readLongPage, type LongList } from '../db/long-list/long-page.js'
import { readWholeList, type WholeList } from '../db/long-list/whole-list.js'
import type { ConversionChangeRow, ConversionRow } from '../db/tables.js'
import { uuidToBytes } from '../db/uuid.js'
import { SORTS, searched } from './conversion-search.js'

export interface ConversionRecord extends ConversionRow {
  offer_name: string
  advertiser_name: string
  partner_name: string | null
}
export type ConversionChangeRecord = ConversionChangeRow & { email: string | null }
export type ConversionListQuery = EndpointInput<typeof api.conversions.list>['query']

/** `advertiserId` limits to one advertiser; undefined reads all. */
export function createConversionRepo(db: Knex) {
  const records = () =>
    db('conversions as c')
      .join('offers as o', 'o.id', 'c.offer_id')
      .join('advertisers as a', 'a.id', 'c.advertiser_id')
      .leftJoin('partners as p', 'p.id', 'c.partner_id')
      .select('c.*', { offer_name: 'o.name', advertiser_name: 'a.name', partner_name: 'p.name' })

  function listed(
    filter: ConversionFilter,
    advertiserId: number | undefined,
    offerIds: readonly number[],
  ): LongList<ConversionRecord> {
    const from = filter.from && new Date(filter.from)
    const to = filter.to && new Date(filter.to)
    return {
      db,
      table: 'conversions',
      time: SORTS.convertedAt,
      sorts: SORTS,
      alternatives: searched(filter, advertiserId, offerIds),
      range: from || to ? { column: 'converted_at', from: from || undefined, to: to || undefined } : undefined,
      // So many can be changed together, and whoever does must know how many there are.
      countLimit: BULK_LIMITS.total,
      rows: (ids) => records().whereIn('c.id', ids),
      timeOf: ([first]) => (first instanceof Date ? first : undefined),
    }
  }

  return {
    /** `offerIds`: the offers that the search text names. */
    list(
      query: ConversionListQuery,
      advertiserId: number | undefined,
      offerIds: readonly number[],
    ): Promise<LongPage<ConversionRecord>> {
      return readLongPage(query, listed(query, advertiserId, offerIds))
    },

    whole(
      query: ConversionListQuery,
      advertiserId: number | undefined,
      offerIds: readonly number[],
    ): Promise<WholeList> {
      return readWholeList(query.sort, listed(query, advertiserId, offerIds))
    },

    /** Keys of all that the filter matches, at most `limit`. */
    keys(
      filter: ConversionFilter,
      advertiserId: number | undefined,
      offerIds: readonly number[],
      limit: number,
    ): Promise<Buffer[]> {
      return readAllKeys(listed(filter, advertiserId, offerIds), limit)
    },

    find(id: string, advertiserId: number | undefined): Promise<ConversionRecord | undefined> {
      const query = records().where('c.id', uuidToBytes(id)).first()
      return advertiserId === undefined ? query : query.where('c.advertiser_id', advertiserId)
    },

    /** The latest of a click, oldest first. */
    async ofClick(clickId: string, advertiserId: number | undefined, limit: number): Promise<ConversionRow[]> {
      const query = db('conversions')
        .where({ click_id: uuidToBytes(clickId) })
        .orderBy('id', 'desc')
        .limit(limit)
      if (advertiserId !== undefined) query.where({ advertiser_id: advertiserId })
      const rows: ConversionRow[] = await query
      return rows.toReversed()
    },

    /** Of all these, in the order in which they were made. */
    changes(ids: readonly Buffer[], limit: number): Promise<ConversionChangeRecord[]> {
      return db('conversion_changes as h')
        .leftJoin('users as u', 'u.id', 'h.user_id')
        .whereIn('h.conversion_id', ids)
        .orderBy('h.id')
        .limit(limit)
        .select('h.*', 'u.email')
    },
  }
}
