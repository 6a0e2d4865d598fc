import { REASONS, RULES, type PostbackSummary, type Reason } from '@gokart/shared'
import type { PostbackRow } from '../db/tables.js'
import { bytesToUuid } from '../db/uuid.js'
import type { PostbackRecord } from './postback.repo.js'

const MESSAGES = {
  accepted: 'It was counted as a conversion.',
  duplicate: RULES.duplicate.message,
  queued: 'It waits until its click is stored; then it is decided.',
}

export function presentPostbackSummary(row: PostbackRecord): PostbackSummary {
  const reason = REASONS.find((known) => known === row.reason) ?? null
  return {
    id: bytesToUuid(row.id),
    receivedAt: row.received_at.toISOString(),
    method: row.method,
    ip: row.ip,
    outcome: row.outcome,
    reason,
    ...wordsOf(row, reason),
    clickId: row.click_id && bytesToUuid(row.click_id),
    eventId: row.event_id,
    conversionId: row.conversion_id && bytesToUuid(row.conversion_id),
    offerId: row.offer_id,
    offerName: row.offer_name,
    advertiserId: row.advertiser_id,
    advertiserName: row.advertiser_name,
  }
}

/** The row has words of its own only where they are better than the rule's. */
function wordsOf(row: PostbackRow, reason: Reason | null): { message: string; remedy: string | null } {
  if (row.outcome !== 'rejected') return { message: MESSAGES[row.outcome], remedy: null }
  const rule = reason === null ? undefined : RULES[reason]
  return {
    message: row.message ?? rule?.message ?? 'It was rejected.',
    remedy: row.remedy ?? rule?.remedy ?? null,
  }
}
