import type { Reason } from '@gokart/shared'
import type { Knex } from 'knex'
import { timeKey } from '../db/time-key.js'
import type { PostbackRecord } from './postback.repo.js'

/** Of which offer they may be, and in which period they came; the end is not in it. */
export interface StrayOf {
  readonly offerId: number
  readonly advertiserId: number
  readonly from: Date
  readonly to: Date
  readonly limit: number
}

/** Rejected before a click was found. */
const NO_CLICK: readonly Reason[] = [
  'missing_click_id',
  'unreplaced_macro',
  'malformed_click_id',
  'forged_click_id',
  'unknown_click',
]

/** Postbacks that name no click of anyone and may be of this offer, the latest first. `nobodys`: also those without an advertiser. */
export async function findStrays(db: Knex, of: StrayOf, nobodys: boolean): Promise<PostbackRecord[]> {
  const rows: PostbackRecord[] = await db('postbacks as p')
    .leftJoin('offers as o', 'o.id', 'p.offer_id')
    .leftJoin('advertisers as a', 'a.id', 'p.advertiser_id')
    .where('p.outcome', 'rejected')
    .where('p.id', '>=', timeKey(of.from))
    .where('p.id', '<', timeKey(of.to))
    .whereIn('p.reason', NO_CLICK)
    .where((any) => any.whereNull('p.offer_id').orWhere('p.offer_id', of.offerId))
    .where((any) => {
      any.where('p.advertiser_id', of.advertiserId)
      if (nobodys) any.orWhereNull('p.advertiser_id')
    })
    .orderBy('p.id', 'desc')
    .limit(of.limit)
    .select('p.*', { offer_name: 'o.name', advertiser_name: 'a.name' })
  return rows
}
