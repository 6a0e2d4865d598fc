import type { api, EndpointInput, LongPage, ReplayFilter } from '@gokart/shared'
import type { Knex } from 'knex'
import { readAllKeys, readLongPage, type LongList, type Sort } from '../db/long-list/long-page.js'
import { readWholeList, type WholeList } from '../db/long-list/whole-list.js'
import type { PostbackReplayRow, PostbackRow } from '../db/tables.js'
import { keyRange, timeOfKey } from '../db/time-key.js'
import { uuidToBytes } from '../db/uuid.js'
import { searched, type PostbackFilter } from './postback-search.js'

export interface PostbackRecord extends PostbackRow {
  offer_name: string | null
  advertiser_name: string | null
}
export type PostbackListQuery = EndpointInput<typeof api.postbacks.list>['query']

export type ReplayRecord = PostbackReplayRow & { email: string | null }
export type ReplayableRow = Pick<PostbackRow, 'id' | 'received_at' | 'reason' | 'click_id'>

const BY_TIME: Sort = {
  order: [{ column: 'id', kind: 'id' }],
  paths: [
    { index: 'PRIMARY', prefix: ['id'], named: true },
    { index: 'postbacks_ref', prefix: ['conversion_ref'], named: true },
    { index: 'postbacks_click', prefix: ['click_id'], named: true },
    { index: 'postbacks_ip', prefix: ['ip'], covers: ['advertiser_id', 'test'] },
    { index: 'postbacks_reason', prefix: ['reason'], covers: ['advertiser_id', 'offer_id', 'test'] },
    { index: 'postbacks_offer', prefix: ['offer_id'], covers: ['advertiser_id', 'outcome', 'test'] },
    { index: 'postbacks_advertiser_outcome', prefix: ['advertiser_id', 'outcome'], covers: ['test'] },
    { index: 'postbacks_outcome', prefix: ['outcome'], covers: ['test'] },
    { index: 'postbacks_advertiser', prefix: ['advertiser_id'], covers: ['test'] },
    { index: 'PRIMARY', prefix: [], budget: 10_000 },
  ],
}

/** `advertiserId` limits to one advertiser; undefined reads all. */
export function createPostbackRepo(db: Knex) {
  const records = () =>
    db('postbacks as p')
      .leftJoin('offers as o', 'o.id', 'p.offer_id')
      .leftJoin('advertisers as a', 'a.id', 'p.advertiser_id')
      .select('p.*', { offer_name: 'o.name', advertiser_name: 'a.name' })

  async function listed(
    filter: PostbackFilter,
    advertiserId: number | undefined,
    offerIds: readonly number[],
    now: Date,
  ): Promise<LongList<PostbackRecord>> {
    const from = filter.from ? new Date(filter.from) : undefined
    const to = filter.to ? new Date(filter.to) : undefined
    return {
      db,
      table: 'postbacks',
      time: BY_TIME,
      sorts: { receivedAt: BY_TIME },
      alternatives: await searched(db, filter, advertiserId, offerIds),
      range: keyRange('id', { from, to }, now),
      rows: (ids) => records().whereIn('p.id', ids),
      timeOf: timeOfKey,
    }
  }

  return {
    /** `offerIds`: the offers that the search text names. */
    async list(
      query: PostbackListQuery,
      advertiserId: number | undefined,
      offerIds: readonly number[],
      now: Date,
    ): Promise<LongPage<PostbackRecord>> {
      return readLongPage(query, await listed(query, advertiserId, offerIds, now))
    },

    async whole(
      query: PostbackListQuery,
      advertiserId: number | undefined,
      offerIds: readonly number[],
      now: Date,
    ): Promise<WholeList> {
      return readWholeList(query.sort, await listed(query, advertiserId, offerIds, now))
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

    /** Those that a list with this filter has and that were not accepted, at most `limit`, the oldest first. */
    async replayable(
      filter: ReplayFilter,
      advertiserId: number | undefined,
      offerIds: readonly number[],
      now: Date,
      limit: number,
    ): Promise<ReplayableRow[]> {
      const outcome = filter.outcome ?? (['rejected', 'queued'] as const)
      const ids = await readAllKeys(await listed({ ...filter, outcome }, advertiserId, offerIds, now), limit)
      if (ids.length === 0) return []
      return db('postbacks').whereIn('id', ids).orderBy('id').select('id', 'received_at', 'reason', 'click_id')
    },

    /** How often it was decided again, the oldest first. */
    replays(id: Buffer): Promise<ReplayRecord[]> {
      return db('postback_replays as r')
        .leftJoin('users as u', 'u.id', 'r.user_id')
        .where('r.postback_id', id)
        .orderBy('r.id')
        .select('r.*', 'u.email')
    },
  }
}
