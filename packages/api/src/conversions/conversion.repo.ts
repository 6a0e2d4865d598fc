import type { api, ConversionStatus, EndpointInput, Page } from '@gokart/shared'
import type { Knex } from 'knex'
import { readPage } from '../db/page.js'
import type { ConversionChangeRow, ConversionRow } from '../db/tables.js'
import { asUuid, uuidToBytes } from '../db/uuid.js'

export interface ConversionRecord extends ConversionRow {
  offer_name: string
  advertiser_name: string
  partner_name: string | null
}
export type ConversionChangeRecord = ConversionChangeRow & { email: string | null }
export type ConversionListQuery = EndpointInput<typeof api.conversions.list>['query']

const SORTS = { convertedAt: 'c.converted_at', revenue: 'c.revenue' }

export interface StatusMove {
  id: string
  from: ConversionStatus
  to: ConversionStatus
  reason: string
  userId: number
  at: Date
}

/** `advertiserId` limits to one advertiser; undefined reads all. */
export function createConversionRepo(db: Knex) {
  const records = () =>
    db('conversions as c')
      .join('offers as o', 'o.id', 'c.offer_id')
      .join('advertisers as a', 'a.id', 'c.advertiser_id')
      .leftJoin('partners as p', 'p.id', 'c.partner_id')
      .select('c.*', { offer_name: 'o.name', advertiser_name: 'a.name', partner_name: 'p.name' })

  return {
    /** `offerIds`: the offers that the search text names. */
    list(
      query: ConversionListQuery,
      advertiserId: number | undefined,
      offerIds: readonly number[],
    ): Promise<Page<ConversionRecord>> {
      const filtered = db('conversions as c')
      if (advertiserId !== undefined) filtered.where('c.advertiser_id', advertiserId)
      if (query.offerId) filtered.where('c.offer_id', query.offerId)
      if (query.status) filtered.where('c.status', query.status)
      if (query.clickId) filtered.where('c.click_id', uuidToBytes(query.clickId))
      if (query.from) filtered.where('c.converted_at', '>=', new Date(query.from))
      if (query.to) filtered.where('c.converted_at', '<', new Date(query.to))
      if (query.q) filtered.where((any) => matching(any, query.q ?? '', offerIds))
      return readPage<ConversionRecord>(query, {
        filtered,
        key: 'c.id',
        columns: SORTS,
        rows: (page) => records().join(page, 'page.id', 'c.id'),
      })
    },

    find(id: string, advertiserId: number | undefined): Promise<ConversionRecord | undefined> {
      const query = records().where('c.id', uuidToBytes(id)).first()
      return advertiserId === undefined ? query : query.where('c.advertiser_id', advertiserId)
    },

    ofClick(clickId: string, advertiserId: number | undefined): Promise<ConversionRow[]> {
      const query = db('conversions')
        .where({ click_id: uuidToBytes(clickId) })
        .orderBy('converted_at')
      return advertiserId === undefined ? query : query.where({ advertiser_id: advertiserId })
    },

    changes(id: string): Promise<ConversionChangeRecord[]> {
      return db('conversion_changes as h')
        .leftJoin('users as u', 'u.id', 'h.user_id')
        .where('h.conversion_id', uuidToBytes(id))
        .orderBy('h.id')
        .select('h.*', 'u.email')
    },

    /** False where the conversion has another status by now: of two moves at once, one wins. */
    move({ id, from, to, reason, userId, at }: StatusMove): Promise<boolean> {
      const key = uuidToBytes(id)
      return db.transaction(async (trx) => {
        const changed = await trx('conversions').where({ id: key, status: from }).update({ status: to })
        if (changed === 0) return false
        await trx('conversion_changes').insert({
          conversion_id: key,
          from_status: from,
          to_status: to,
          reason,
          user_id: userId,
          changed_at: at,
        })
        return true
      })
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
