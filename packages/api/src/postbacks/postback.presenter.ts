import type { PostbackSummary } from '@gokart/shared'
import { bytesToUuid } from '../db/uuid.js'
import { summarisePostback } from '../postback/explain.js'
import type { PostbackRecord } from './postback.repo.js'

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
