import type { api, EndpointInput, LongPage } from '@gokart/shared'
import type { Knex } from 'knex'
import { equals, testCondition, together } from '../db/long-list/conditions.js'
import { readLongPage, type LongList, type Sort } from '../db/long-list/long-page.js'
import type { Condition } from '../db/long-list/path.js'
import { readWholeList, type WholeList } from '../db/long-list/whole-list.js'
import { OFFER_GROUP } from '../db/offer-group.js'
import type { ClickRow } from '../db/tables.js'
import { keyRange, timeOfKey } from '../db/time-key.js'
import { asUuid, uuidToBytes } from '../db/uuid.js'

export interface ClickRecord extends ClickRow {
  offer_name: string | null
  advertiser_name: string | null
  partner_name: string | null
}
/** With the link that the click used; null where the offer never had this version of it. */
export type ClickStoryRecord = ClickRecord & { tracking_link: string | null }
export type ClickListQuery = EndpointInput<typeof api.clicks.list>['query']

/** They are read one after the other, as they stand on the disk. */
const WHOLE_ROWS = 10_000
const BEHIND = ['traffic_class', 'outcome', 'test']
const BY_TIME: Sort = {
  order: [{ column: 'id', kind: 'id' }],
  paths: [
    { index: 'PRIMARY', prefix: ['id'], named: true },
    { index: 'clicks_offer', prefix: ['offer_id'], group: OFFER_GROUP, covers: BEHIND },
    { index: 'clicks_advertiser', prefix: ['advertiser_id'], covers: BEHIND },
    { index: 'PRIMARY', prefix: [], budget: WHOLE_ROWS },
  ],
}

/** `advertiserId` limits to one advertiser; undefined reads all. */
export function createClickRepo(db: Knex) {
  const records = () =>
    db('clicks as c')
      .leftJoin('offers as o', 'o.id', 'c.offer_id')
      .leftJoin('advertisers as a', 'a.id', 'c.advertiser_id')
      .leftJoin('partners as p', 'p.id', 'c.partner_id')
      .select('c.*', { offer_name: 'o.name', advertiser_name: 'a.name', partner_name: 'p.name' })

  /** An offer stays with its advertiser, and so do its clicks: who owns the offer is asked once, and not of each click. */
  async function isOwn(offerId: number | undefined, advertiserId: number | undefined): Promise<boolean> {
    if (offerId === undefined || advertiserId === undefined) return true
    return (await db('offers').where({ id: offerId, advertiser_id: advertiserId }).first('id')) !== undefined
  }

  async function listed(
    query: ClickListQuery,
    advertiserId: number | undefined,
    offerIds: readonly number[],
    now: Date,
    own: readonly Condition[] = [],
  ): Promise<LongList<ClickRecord>> {
    const ofOffer = await isOwn(query.offerId, advertiserId)
    return {
      db,
      table: 'clicks',
      time: BY_TIME,
      sorts: { createdAt: BY_TIME },
      alternatives: ofOffer ? together(conditionsOf(query, advertiserId, offerIds), own) : [],
      range: keyRange('id', period(query), now),
      rows: (ids) => {
        const rows = records().whereIn('c.id', ids)
        return advertiserId === undefined ? rows : rows.where('c.advertiser_id', advertiserId)
      },
      timeOf: timeOfKey,
    }
  }

  return {
    /** Newest first means by ID, which begins with the time. `offerIds`: the offers of this advertiser that the search text names. */
    async list(
      query: ClickListQuery,
      advertiserId: number | undefined,
      offerIds: readonly number[],
      now: Date,
    ): Promise<LongPage<ClickRecord>> {
      return readLongPage(query, await listed(query, advertiserId, offerIds, now))
    },

    /** Rows are read anyway: each one says whose it is. */
    async whole(
      query: ClickListQuery,
      advertiserId: number | undefined,
      offerIds: readonly number[],
      now: Date,
    ): Promise<WholeList> {
      const own = equals('advertiser_id', advertiserId).map((condition) => ({ ...condition, common: true }))
      return readWholeList(query.sort, await listed(query, advertiserId, offerIds, now, own))
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

function conditionsOf(
  query: ClickListQuery,
  advertiserId: number | undefined,
  offerIds: readonly number[],
): Condition[] {
  const clickId = asUuid(query.q)
  const isOfOffers = query.offerId !== undefined || (query.q !== undefined && !clickId)
  return [
    ...equals('id', clickId && uuidToBytes(clickId)),
    ...equals('offer_id', query.offerId),
    ...(query.q && !clickId ? [{ column: 'offer_id', values: offerIds }] : []),
    // Each click of an offer is one of its advertiser; the index of offers does not have that.
    ...(isOfOffers && !clickId ? [] : equals('advertiser_id', advertiserId)),
    ...equals('partner_id', query.partnerId),
    ...equals('traffic_class', query.trafficClass),
    ...equals('outcome', query.outcome),
    ...testCondition(query.test, clickId !== undefined),
  ]
}
