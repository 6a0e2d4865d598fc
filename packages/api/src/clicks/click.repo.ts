import type { api, EndpointInput, Page } from '@gokart/shared'
import type { Knex } from 'knex'
import { readPage } from '../db/page.js'
import type { ClickRow } from '../db/tables.js'
import { whereTest } from '../db/test-rows.js'
import { whereKeyIn } from '../db/time-key.js'
import { asUuid, uuidToBytes } from '../db/uuid.js'

export interface ClickRecord extends ClickRow {
  offer_name: string | null
  advertiser_name: string | null
  partner_name: string | null
}
/** With the link that the click used; null where the offer never had this version of it. */
export type ClickStoryRecord = ClickRecord & { tracking_link: string | null }
export type ClickListQuery = EndpointInput<typeof api.clicks.list>['query']

/** `advertiserId` limits to one advertiser; undefined reads all. */
export function createClickRepo(db: Knex) {
  const records = () =>
    db('clicks as c')
      .leftJoin('offers as o', 'o.id', 'c.offer_id')
      .leftJoin('advertisers as a', 'a.id', 'c.advertiser_id')
      .leftJoin('partners as p', 'p.id', 'c.partner_id')
      .select('c.*', { offer_name: 'o.name', advertiser_name: 'a.name', partner_name: 'p.name' })

  return {
    /** Newest first means by ID, which begins with the time. `offerIds`: the offers that the search text names. */
    list(
      query: ClickListQuery,
      advertiserId: number | undefined,
      offerIds: readonly number[],
      now: Date,
    ): Promise<Page<ClickRecord>> {
      const filtered = db('clicks as c')
      if (advertiserId !== undefined) filtered.where('c.advertiser_id', advertiserId)
      if (query.offerId) filtered.where('c.offer_id', query.offerId)
      if (query.partnerId) filtered.where('c.partner_id', query.partnerId)
      if (query.trafficClass) filtered.where('c.traffic_class', query.trafficClass)
      if (query.outcome) filtered.where('c.outcome', query.outcome)
      whereKeyIn(filtered, 'c.id', period(query), now)
      const clickId = asUuid(query.q)
      whereTest(filtered, 'c.test', query.test, clickId !== undefined)
      if (clickId) filtered.where('c.id', uuidToBytes(clickId))
      else if (query.q) filtered.whereIn('c.offer_id', offerIds)
      return readPage<ClickRecord>(query, {
        filtered,
        key: 'c.id',
        columns: { createdAt: 'c.id' },
        rows: (page) => records().join(page, 'page.id', 'c.id'),
      })
    },

    find(clickId: string, advertiserId: number | undefined): Promise<ClickStoryRecord | undefined> {
      const query = records()
        .leftJoin('offer_links as l', { 'l.offer_id': 'c.offer_id', 'l.version': 'c.link_version' })
        .where('c.id', uuidToBytes(clickId))
        .first('l.tracking_link')
      return advertiserId === undefined ? query : query.where('c.advertiser_id', advertiserId)
    },
  }
}

function period({ from, to }: ClickListQuery) {
  return { from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined }
}
