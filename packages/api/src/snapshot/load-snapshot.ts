import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { policyOfRow } from '../db/advertiser-policy.js'
import { rulesOfRow } from '../db/event-rules.js'
import type { AdvertiserRow, OfferEventRow, OfferRow, PartnerRow } from '../db/tables.js'
import { headerSafeUrl } from './header-safe.js'
import { assembleSnapshot, type SnapshotOfferPart, type SnapshotParts } from './parts.js'
import type { Snapshot, SnapshotAdvertiser, SnapshotEvent } from './snapshot.js'

export interface VersionRead {
  /** The number that every change of the snapshot's tables raises. */
  readonly version: number
  /** The database's clock, Unix ms. */
  readonly databaseNow: number
}

export async function readVersion(connection: PoolConnection): Promise<VersionRead> {
  const [row] = await select<{ version: number | string; now: string }>(
    connection,
    'SELECT version, UNIX_TIMESTAMP(NOW(3)) AS now FROM snapshot_version WHERE id = 1',
  )
  if (!row) throw new Error('The table snapshot_version has no row: the database is not migrated')
  return { version: Number(row.version), databaseNow: Number(row.now) * 1_000 }
}

/** Reads everything as of one moment, so that no offer stands without its advertiser or its events. */
export async function loadSnapshot(connection: PoolConnection, previous: Snapshot | undefined): Promise<Snapshot> {
  await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
  const { version } = await readVersion(connection)
  const advertiserRows = await select<AdvertiserRow>(connection, 'SELECT * FROM advertisers')
  const partners = await select<PartnerRow>(connection, 'SELECT id, link_key, name FROM partners')
  const offers = await select<OfferRow>(connection, 'SELECT * FROM offers')
  const events = await select<OfferEventRow>(connection, 'SELECT * FROM offer_events ORDER BY offer_id, position, id')
  const keys = await select<{ secret: Buffer }>(connection, 'SELECT secret FROM click_keys ORDER BY id DESC')
  await connection.query('COMMIT')

  const advertisers = advertiserRows.map(toAdvertiser)
  const parts: SnapshotParts = {
    version,
    advertisers,
    partners: partners.map(({ id, link_key: key, name }) => ({ id, key, name })),
    offers: toOffers(offers, groupEvents(events), advertisers),
    tokens: toTokens(advertiserRows),
    secrets: keys.map(({ secret }) => secret),
  }
  return assembleSnapshot(parts, previous)
}

async function select<Row>(connection: PoolConnection, sql: string): Promise<Row[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql)
  return rows as Row[]
}

function toAdvertiser(row: AdvertiserRow): SnapshotAdvertiser {
  const { id, name, token_policy: tokenPolicy, keep_email, fallback_url } = row
  return {
    id,
    name,
    tokenPolicy,
    keepEmail: keep_email === 1,
    ...policyOfRow(row),
    fallbackUrl: fallback_url && headerSafeUrl(fallback_url),
  }
}

function groupEvents(rows: readonly OfferEventRow[]): Map<number, SnapshotEvent[]> {
  const groups = new Map<number, SnapshotEvent[]>()
  for (const row of rows) {
    const group = groups.get(row.offer_id)
    if (group) group.push(toEvent(row))
    else groups.set(row.offer_id, [toEvent(row)])
  }
  return groups
}

function toEvent(row: OfferEventRow): SnapshotEvent {
  const { id, name, event_id: eventId, payout_type: payoutType, payout, limits_version: limitsVersion } = row
  return { id, name, eventId, payoutType, payout, ...rulesOfRow(row), limitsVersion }
}

function toOffers(
  rows: readonly OfferRow[],
  events: ReadonlyMap<number, readonly SnapshotEvent[]>,
  advertisers: readonly SnapshotAdvertiser[],
): SnapshotOfferPart[] {
  const fallbacks = new Map(advertisers.map(({ id, fallbackUrl }) => [id, fallbackUrl]))
  return rows.map((row) => ({
    id: row.id,
    key: row.link_key,
    advertiserId: row.advertiser_id,
    name: row.name,
    status: row.status,
    trackingLink: row.tracking_link,
    linkVersion: row.link_version,
    trackerId: row.tracker_id,
    currency: row.currency,
    startsAt: row.starts_at?.getTime() ?? null,
    endsAt: row.ends_at?.getTime() ?? null,
    minSecondsAfterClick: row.min_seconds_after_click,
    maxDaysAfterClick: row.max_days_after_click,
    fallbackUrl:
      row.fallback_url === null ? (fallbacks.get(row.advertiser_id) ?? null) : headerSafeUrl(row.fallback_url),
    events: events.get(row.id) ?? [],
  }))
}

function toTokens(advertisers: readonly AdvertiserRow[]): SnapshotParts['tokens'] {
  const previous = advertisers.flatMap(({ id: advertiserId, previous_token, previous_token_until }) =>
    previous_token && previous_token_until
      ? ([[previous_token, { advertiserId, validUntil: previous_token_until.getTime() }]] as const)
      : [],
  )
  // Second, so that a token in use is never hidden by an old one.
  const inUse = advertisers.map(
    ({ id, postback_token }) => [postback_token, { advertiserId: id, validUntil: null }] as const,
  )
  return [...previous, ...inUse]
}
