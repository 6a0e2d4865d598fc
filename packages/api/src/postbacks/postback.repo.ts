import type { api, EndpointInput, Page, ReplayFilter } from '@gokart/shared'
import type { Knex } from 'knex'
import { readPage } from '../db/page.js'
import type { PostbackReplayRow, PostbackRow } from '../db/tables.js'
import { whereTest } from '../db/test-rows.js'
import { whereKeyIn } from '../db/time-key.js'
import { asUuid, uuidToBytes } from '../db/uuid.js'

export interface PostbackRecord extends PostbackRow {
  offer_name: string | null
  advertiser_name: string | null
}
export type PostbackListQuery = EndpointInput<typeof api.postbacks.list>['query']

export type ReplayRecord = PostbackReplayRow & { email: string | null }
export type ReplayableRow = Pick<PostbackRow, 'id' | 'received_at' | 'reason' | 'click_id'>

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
      if (query.outcome) filtered.where('p.outcome', query.outcome)
      whereListed(filtered, query, advertiserId, offerIds, now)
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

    /** The latest of a click, oldest first. */
    async ofClick(clickId: string, advertiserId: number | undefined, limit: number): Promise<PostbackRecord[]> {
      const query = records().where('p.click_id', uuidToBytes(clickId)).orderBy('p.id', 'desc').limit(limit)
      if (advertiserId !== undefined) query.where('p.advertiser_id', advertiserId)
      const rows: PostbackRecord[] = await query
      return rows.toReversed()
    },

    replayable(
      filter: ReplayFilter,
      advertiserId: number | undefined,
      offerIds: readonly number[],
      now: Date,
      limit: number,
    ): Promise<ReplayableRow[]> {
      const outcomes = filter.outcome ? [filter.outcome] : ['rejected', 'queued']
      const query = db('postbacks as p').whereIn('p.outcome', outcomes).orderBy('p.id').limit(limit)
      whereListed(query, filter, advertiserId, offerIds, now)
      return query.select('p.id', 'p.received_at', 'p.reason', 'p.click_id')
    },

    /** How often it was decided again, the oldest first. */
    replays(id: Buffer): Promise<ReplayRecord[]> {
      return db('postback_replays as r')
        .leftJoin('users as u', 'u.id', 'r.user_id')
        .where('r.postback_id', id)
        .orderBy('r.id')
        .select('r.*', 'u.email')
    },

    latestRejected(limit: number, advertiserId: number | undefined): Promise<PostbackRecord[]> {
      const query = records().where({ 'p.outcome': 'rejected', 'p.test': 0 }).orderBy('p.id', 'desc').limit(limit)
      return advertiserId === undefined ? query : query.where('p.advertiser_id', advertiserId)
    },
  }
}

/** The filters of the log, but for the outcome. */
function whereListed(
  filtered: Knex.QueryBuilder,
  filter: Omit<ReplayFilter, 'outcome'>,
  advertiserId: number | undefined,
  offerIds: readonly number[],
  now: Date,
): void {
  const { offerId, reason, clickId, q } = filter
  if (advertiserId !== undefined) filtered.where('p.advertiser_id', advertiserId)
  if (offerId) filtered.where('p.offer_id', offerId)
  if (reason) filtered.where('p.reason', reason)
  if (clickId) filtered.where('p.click_id', uuidToBytes(clickId))
  const from = filter.from ? new Date(filter.from) : undefined
  const to = filter.to ? new Date(filter.to) : undefined
  whereKeyIn(filtered, 'p.id', { from, to }, now)
  whereTest(filtered, 'p.test', filter.test, clickId !== undefined || asUuid(q) !== undefined)
  if (q) filtered.where((any) => matching(any, q, offerIds))
}

/** A UUID is a click's or the postback's own; another text names offers. */
function matching(query: Knex.QueryBuilder, text: string, offerIds: readonly number[]): void {
  const uuid = asUuid(text)
  if (uuid) query.where('p.click_id', uuidToBytes(uuid)).orWhere('p.id', uuidToBytes(uuid))
  else query.whereIn('p.offer_id', offerIds)
}
