import { POSTBACK_LIMITS } from '@gokart/shared'
import type { ConversionRow, PostbackRow } from '../db/tables.js'
import { bytesToUuid, uuidToBytes } from '../db/uuid.js'
import type { Identity } from './identify.js'
import type { ParsedPostback } from './parse.js'
import { maskRaw, type RawPostback } from './raw.js'
import { clean, cut } from './text.js'
import type { NewConversion, Verdict } from './verdict.js'

type RawColumns = Pick<
  PostbackRow,
  'id' | 'received_at' | 'method' | 'ip' | 'url' | 'content_type' | 'body' | 'user_agent' | 'outcome' | 'test'
>
export type VerdictColumns = Omit<PostbackRow, keyof RawColumns> & Pick<PostbackRow, 'outcome' | 'test'>

/** The log row of a postback on which nothing was decided. */
export function rawColumns(raw: RawPostback): RawColumns {
  const { url, contentType, body, userAgent } = maskRaw(raw)
  return {
    id: uuidToBytes(raw.id),
    received_at: new Date(raw.receivedAt),
    method: cut(raw.method, 8),
    ip: cut(raw.ip, 45),
    url,
    content_type: contentType,
    body,
    user_agent: userAgent,
    outcome: 'queued',
    test: raw.testOf === undefined ? 0 : 1,
  }
}

/** Both together; one by one, because a spread of so many costs more than all else about the row. */
export function logRow(raw: RawColumns, verdict: VerdictColumns): PostbackRow {
  return {
    id: raw.id,
    received_at: raw.received_at,
    method: raw.method,
    ip: raw.ip,
    url: raw.url,
    content_type: raw.content_type,
    body: raw.body,
    user_agent: raw.user_agent,
    outcome: verdict.outcome,
    reason: verdict.reason,
    message: verdict.message,
    remedy: verdict.remedy,
    notes: verdict.notes,
    click_id: verdict.click_id,
    event_id: verdict.event_id,
    offer_id: verdict.offer_id,
    advertiser_id: verdict.advertiser_id,
    conversion_id: verdict.conversion_id,
    conversion_ref: verdict.conversion_ref,
    test: verdict.test,
  }
}

export function rawOfRow(row: PostbackRow): RawPostback {
  return {
    id: bytesToUuid(row.id),
    receivedAt: row.received_at.getTime(),
    method: row.method,
    url: row.url,
    contentType: row.content_type,
    body: row.body,
    userAgent: row.user_agent,
    ip: row.ip,
    from: 'log',
    ...(row.test && row.offer_id !== null ? { testOf: row.offer_id } : {}),
  }
}

/** `conversionId`: UUID of the new conversion, or of the one that was counted before. */
export function verdictColumns(
  postback: ParsedPostback,
  identity: Identity,
  verdict: Verdict,
  conversionId: string | null,
): VerdictColumns {
  const rejected = verdict.outcome === 'rejected' ? verdict : undefined
  return {
    outcome: verdict.outcome,
    reason: rejected?.reason ?? (verdict.outcome === 'duplicate' ? 'duplicate' : null),
    message: rejected?.message === undefined ? null : cut(rejected.message, 500),
    remedy: rejected?.remedy === undefined ? null : cut(rejected.remedy, 500),
    notes: notesColumn(verdict.notes),
    click_id: identity.kind === 'unreadable' ? null : identity.bytes,
    event_id: postback.eventId === undefined ? null : cut(postback.eventId, POSTBACK_LIMITS.eventId),
    offer_id: verdict.offerId,
    advertiser_id: verdict.advertiserId,
    conversion_id: conversionId === null ? null : uuidToBytes(conversionId),
    conversion_ref: postback.conversionRef === undefined ? null : clean(postback.conversionRef, POSTBACK_LIMITS.text),
    test: verdict.test ? 1 : 0,
  }
}

/** Of a postback on which a rule threw. */
export const UNDECIDED_COLUMNS: VerdictColumns = {
  outcome: 'queued',
  reason: null,
  message: null,
  remedy: null,
  notes: null,
  click_id: null,
  event_id: null,
  offer_id: null,
  advertiser_id: null,
  conversion_id: null,
  conversion_ref: null,
  test: 0,
}

const NOTES_LENGTH = 1_000

/** As JSON; the last ones are left out where they are too many for the column. */
function notesColumn(notes: readonly string[]): string | null {
  const fitting: string[] = []
  // A sender can bring thousands: each is looked at once.
  let length = 1
  for (const note of notes) {
    length += JSON.stringify(note).length + 1
    if (length > NOTES_LENGTH) break
    fitting.push(note)
  }
  return fitting.length > 0 ? JSON.stringify(fitting) : null
}

/** What a conversion is made of. */
export interface ConversionSource {
  readonly id: string
  readonly raw: RawPostback
  readonly postback: ParsedPostback
  /** Whether the advertiser keeps emails; else only their hash stays. */
  readonly keepEmail: boolean
}

export function conversionColumns(conversion: NewConversion, source: ConversionSource): ConversionRow {
  const { id, raw, postback, keepEmail } = source
  const text = (value: string | undefined) => (value === undefined ? null : clean(value, POSTBACK_LIMITS.text))
  const [sub1, sub2, sub3, sub4, sub5] = postback.subs
  return {
    id: uuidToBytes(id),
    dedupe_key: conversion.dedupeKey,
    postback_id: uuidToBytes(raw.id),
    click_id: uuidToBytes(conversion.clickId),
    offer_id: conversion.offerId,
    advertiser_id: conversion.advertiserId,
    partner_id: conversion.partnerId,
    offer_event_id: conversion.offerEventId,
    event_id: conversion.eventId,
    event_name: conversion.eventName,
    status: conversion.status,
    clicked_at: conversion.clickedAt,
    country: conversion.country,
    traffic_class: conversion.trafficClass,
    converted_at: new Date(raw.receivedAt),
    amount: conversion.amount,
    currency: conversion.currency,
    revenue: conversion.revenue,
    conversion_ref: text(postback.conversionRef),
    ip: postback.ip ?? null,
    email: (keepEmail && postback.email?.plain) || null,
    email_hash: postback.email?.hash ?? null,
    user_id: text(postback.userId),
    cnv_sub_1: text(sub1),
    cnv_sub_2: text(sub2),
    cnv_sub_3: text(sub3),
    cnv_sub_4: text(sub4),
    cnv_sub_5: text(sub5),
    sent_status: conversion.sentStatus,
    member_key: conversion.memberKey,
    only_one: conversion.onlyOne ? 1 : null,
    due_at: conversion.dueAt,
    test: conversion.test ? 1 : 0,
  }
}
