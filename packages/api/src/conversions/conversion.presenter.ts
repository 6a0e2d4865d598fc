import {
  formatDecimal,
  type Conversion,
  type ConversionDetail,
  type ConversionSummary,
  type StatusChange,
  type StoryConversion,
} from '@gokart/shared'
import type { ConversionRow } from '../db/tables.js'
import { bytesToUuid } from '../db/uuid.js'
import { nameOfOps, type Actor } from '../http/actor.js'
import type { ConversionChangeRecord, ConversionRecord } from './conversion.repo.js'

function presentConversionSummary(row: ConversionRow): ConversionSummary {
  return {
    id: bytesToUuid(row.id),
    clickId: bytesToUuid(row.click_id),
    status: row.status,
    convertedAt: row.converted_at.toISOString(),
    eventId: row.event_id,
    eventName: row.event_name,
    amount: row.amount === null ? null : formatDecimal(row.amount),
    revenue: formatDecimal(row.revenue),
    currency: row.currency,
    conversionId: row.conversion_ref,
    test: row.test === 1,
  }
}

export function presentConversion(row: ConversionRecord): Conversion {
  return {
    ...presentConversionSummary(row),
    offerId: row.offer_id,
    offerName: row.offer_name,
    advertiserId: row.advertiser_id,
    advertiserName: row.advertiser_name,
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    clickedAt: row.clicked_at.toISOString(),
    postbackId: bytesToUuid(row.postback_id),
  }
}

export function presentConversionDetail(
  row: ConversionRecord,
  changes: readonly ConversionChangeRecord[],
  actor: Actor,
): ConversionDetail {
  return {
    ...presentConversion(row),
    ip: row.ip,
    email: row.email,
    emailHash: row.email_hash,
    userId: row.user_id,
    subs: ([1, 2, 3, 4, 5] as const).map((n) => row[`cnv_sub_${n}`]),
    dueAt: row.due_at?.toISOString() ?? null,
    changes: changes.map((change) => presentChange(change, actor)),
  }
}

/** `changes`: of all conversions of the click. */
export function presentStoryConversion(
  row: ConversionRow,
  changes: readonly ConversionChangeRecord[],
  actor: Actor,
): StoryConversion {
  return {
    ...presentConversionSummary(row),
    postbackId: bytesToUuid(row.postback_id),
    dueAt: row.due_at?.toISOString() ?? null,
    changes: changes.filter(({ conversion_id: id }) => id.equals(row.id)).map((change) => presentChange(change, actor)),
  }
}

function presentChange(change: ConversionChangeRecord, actor: Actor): StatusChange {
  return {
    from: change.from_status,
    to: change.to_status,
    reason: change.reason,
    by: change.email === null ? null : nameOfOps(actor, change.email),
    at: change.changed_at.toISOString(),
  }
}
