import type { PostbackReplay, PostbackSummary, Reason } from '@gokart/shared'
import { bytesToUuid } from '../db/uuid.js'
import { summarisePostback } from '../postback/explain.js'
import type { BatchLineRow } from '../db/tables.js'
import { nameOfOps, type Actor } from '../http/actor.js'
import type { PostbackRecord, ReplayRecord, ReplayableRow } from './postback.repo.js'

export function presentPostbackSummary(row: PostbackRecord): PostbackSummary {
  return {
    id: bytesToUuid(row.id),
    receivedAt: row.received_at.toISOString(),
    method: row.method,
    ip: row.ip,
    outcome: row.outcome,
    ...summarisePostback(row),
    clickId: row.click_id && bytesToUuid(row.click_id),
    eventId: row.event_id,
    conversionId: row.conversion_id && bytesToUuid(row.conversion_id),
    offerId: row.offer_id,
    offerName: row.offer_name,
    advertiserId: row.advertiser_id,
    advertiserName: row.advertiser_name,
    test: row.test === 1,
  }
}

export function presentReplay(row: ReplayRecord, actor: Actor): PostbackReplay {
  const { from_outcome, from_reason, from_message: message, to_outcome, to_reason } = row
  return {
    at: row.replayed_at.toISOString(),
    by: row.email && nameOfOps(actor, row.email),
    from: { outcome: from_outcome, reason: from_reason as Reason | null, message },
    to: { outcome: to_outcome, reason: to_reason as Reason | null },
  }
}

/** A line of a batch for a postback that is to be decided again. */
export type ReplayableLine = Pick<BatchLineRow, 'postback_id' | 'about' | 'from_reason'>

export function presentReplayable({ id, received_at, reason, click_id }: ReplayableRow): ReplayableLine {
  const about = [received_at.toISOString(), ...(click_id ? [bytesToUuid(click_id)] : [])].join(' · ')
  return { postback_id: id, about, from_reason: reason }
}
