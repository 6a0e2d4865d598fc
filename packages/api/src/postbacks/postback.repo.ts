import type { api, EndpointInput, Page } from '@gokart/shared'
import type { Knex } from 'knex'
import { readPage } from '../db/page.js'
import type { PostbackRow } from '../db/tables.js'
import { whereTest } from '../db/test-rows.js'
import { whereKeyIn } from '../db/time-key.js'
import { asUuid, uuidToBytes } from '../db/uuid.js'

export interface PostbackRecord extends PostbackRow {
  offer_name: string | null
  advertiser_name: string | null
}
export type PostbackListQuery = EndpointInput<typeof api.postbacks.list>['query']

/** `advertiserId` limits to one advertiser; undefined reads all. */
export function createPostbackRepo(db: Knex) {
  const records = () =>
    db('postbacks as p')
      .leftJoin('offers as o', 'o.id', 'p.offer_id')
      .leftJoin('advertisers as a', 'a.id', 'p.advertiser_id')
      .select('p.*', { offer_name: 'o.name', advertiser_name: 'a.name' })

  return {
    /** `offerIds`: the offers that the search text names. */
    list(
      query: PostbackListQuery,
      advertiserId: number | undefined,
      offerIds: readonly number[],
      now: Date,
    ): Promise<Page<PostbackRecord>> {
      const filtered = db('postbacks as p')
      if (advertiserId !== undefined) filtered.where('p.advertiser_id', advertiserId)
      if (query.offerId) filtered.where('p.offer_id', query.offerId)
      if (query.outcome) filtered.where('p.outcome', query.outcome)
      if (query.reason) filtered.where('p.reason', query.reason)
      if (query.clickId) filtered.where('p.click_id', uuidToBytes(query.clickId))
      const from = query.from ? new Date(query.from) : undefined
      const to = query.to ? new Date(query.to) : undefined
      whereKeyIn(filtered, 'p.id', { from, to }, now)
      whereTest(filtered, 'p.test', query.test, query.clickId !== undefined || asUuid(query.q) !== undefined)
      if (query.q) filtered.where((any) => matching(any, query.q ?? '', offerIds))
      return readPage<PostbackRecord>(query, {
        filtered,
        key: 'p.id',
        columns: { receivedAt: 'p.id' },
        rows: (page) => records().join(page, 'page.id', 'p.id'),
      })
    },

    find(id: string, advertiserId: number | undefined): Promise<PostbackRecord | undefined> {
      const query = records().where('p.id', uuidToBytes(id)).first()
      return advertiserId === undefined ? query : query.where('p.advertiser_id', advertiserId)
    },

    /** The latest 100 of a click, oldest first. */
    async ofClick(clickId: string, advertiserId: number | undefined): Promise<PostbackRecord[]> {
      const query = records().where('p.click_id', uuidToBytes(clickId)).orderBy('p.id', 'desc').limit(100)
      if (advertiserId !== undefined) query.where('p.advertiser_id', advertiserId)
      const rows: PostbackRecord[] = await query
      return rows.toReversed()
    },

    latestRejected(limit: number, advertiserId: number | undefined): Promise<PostbackRecord[]> {
      const query = records().where({ 'p.outcome': 'rejected', 'p.test': 0 }).orderBy('p.id', 'desc').limit(limit)
      return advertiserId === undefined ? query : query.where('p.advertiser_id', advertiserId)
    },
  }
}

/** A UUID is a click's or the postback's own; another text names offers. */
function matching(query: Knex.QueryBuilder, text: string, offerIds: readonly number[]): void {
  const uuid = asUuid(text)
  if (uuid) query.where('p.click_id', uuidToBytes(uuid)).orWhere('p.id', uuidToBytes(uuid))
  else query.whereIn('p.offer_id', offerIds)
}
