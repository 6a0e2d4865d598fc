import type { api, ConversionFilter, EndpointInput, Page } from '@gokart/shared'
import type { Knex } from 'knex'
import { readPage } from '../db/page.js'
import type { ConversionChangeRow, ConversionRow } from '../db/tables.js'
import { whereTest } from '../db/test-rows.js'
import { asUuid, uuidToBytes } from '../db/uuid.js'

export interface ConversionRecord extends ConversionRow {
  offer_name: string
  advertiser_name: string
  partner_name: string | null
}
export type ConversionChangeRecord = ConversionChangeRow & { email: string | null }
export type ConversionListQuery = EndpointInput<typeof api.conversions.list>['query']

const SORTS = { convertedAt: 'c.converted_at', revenue: 'c.revenue' }

/** `advertiserId` limits to one advertiser; undefined reads all. */
export function createConversionRepo(db: Knex) {
  const records = () =>
    db('conversions as c')
      .join('offers as o', 'o.id', 'c.offer_id')
      .join('advertisers as a', 'a.id', 'c.advertiser_id')
      .leftJoin('partners as p', 'p.id', 'c.partner_id')
      .select('c.*', { offer_name: 'o.name', advertiser_name: 'a.name', partner_name: 'p.name' })

  /** `offerIds`: the offers that the search text names. */
  function filtered(filter: ConversionFilter, advertiserId: number | undefined, offerIds: readonly number[]) {
    const query = db('conversions as c')
    if (advertiserId !== undefined) query.where('c.advertiser_id', advertiserId)
    if (filter.offerId) query.where('c.offer_id', filter.offerId)
    if (filter.status) query.where('c.status', filter.status)
    if (filter.clickId) query.where('c.click_id', uuidToBytes(filter.clickId))
    if (filter.from) query.where('c.converted_at', '>=', new Date(filter.from))
    if (filter.to) query.where('c.converted_at', '<', new Date(filter.to))
    whereTest(query, 'c.test', filter.test, filter.clickId !== undefined || asUuid(filter.q) !== undefined)
    if (filter.q) query.where((any) => matching(any, filter.q ?? '', offerIds))
    return query
  }

  return {
    list(
      query: ConversionListQuery,
      advertiserId: number | undefined,
      offerIds: readonly number[],
    ): Promise<Page<ConversionRecord>> {
      return readPage<ConversionRecord>(query, {
        filtered: filtered(query, advertiserId, offerIds),
        key: 'c.id',
        columns: SORTS,
        rows: (page) => records().join(page, 'page.id', 'c.id'),
      })
    },

    /** Keys of all that the filter matches, at most `limit`. */
    async keys(
      filter: ConversionFilter,
      advertiserId: number | undefined,
      offerIds: readonly number[],
      limit: number,
    ): Promise<Buffer[]> {
      const query = filtered(filter, advertiserId, offerIds).orderBy('c.id').limit(limit).select('c.id')
      const rows: { id: Buffer }[] = await query
      return rows.map(({ id }) => id)
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

/** A UUID is a click's or the conversion's own; another text is the advertiser's conversion ID, or names offers. */
function matching(query: Knex.QueryBuilder, text: string, offerIds: readonly number[]): void {
  const uuid = asUuid(text)
  query.where('c.conversion_ref', text)
  if (uuid) query.orWhere('c.click_id', uuidToBytes(uuid)).orWhere('c.id', uuidToBytes(uuid))
  if (offerIds.length > 0) query.orWhereIn('c.offer_id', offerIds)
}
