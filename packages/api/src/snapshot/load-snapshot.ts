import type { Mac } from '@gokart/shared/click-id'
import { parseTemplate } from '@gokart/shared/macros'
import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { AdvertiserRow, OfferEventRow, OfferRow, PartnerRow } from '../db/tables.js'
import { headerSafeTemplate, headerSafeUrl } from './header-safe.js'
import { createMac } from './mac.js'
import type { Snapshot, SnapshotAdvertiser, SnapshotEvent, SnapshotOffer, SnapshotToken } from './snapshot.js'

/** The number that every change of the snapshot's tables raises. */
export async function readVersion(connection: PoolConnection): Promise<number> {
  const [row] = await select<{ version: number | string }>(
    connection,
    'SELECT version FROM snapshot_version WHERE id = 1',
  )
  if (!row) throw new Error('The table snapshot_version has no row: the database is not migrated')
  return Number(row.version)
}

/**
 * Reads everything as of one moment, so that no offer stands without its advertiser or its events. Templates of links
 * that did not change are taken over from `previous`.
 */
export async function loadSnapshot(connection: PoolConnection, previous: Snapshot | undefined): Promise<Snapshot> {
  await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
  const version = await readVersion(connection)
  const advertisers = await select<AdvertiserRow>(connection, 'SELECT * FROM advertisers')
  const partners = await select<PartnerRow>(connection, 'SELECT id, link_key, name FROM partners')
  const offers = await select<OfferRow>(connection, 'SELECT * FROM offers')
  const events = await select<OfferEventRow>(connection, 'SELECT * FROM offer_events ORDER BY offer_id, position, id')
  const keys = await select<{ secret: Buffer }>(connection, 'SELECT secret FROM click_keys ORDER BY id DESC')
  await connection.query('COMMIT')

  const advertisersById = new Map(advertisers.map((row) => [row.id, toAdvertiser(row)]))
  const eventsByOffer = groupEvents(events)
  const offersById = new Map(
    offers.map((row) => {
      const fallback = row.fallback_url ?? advertisersById.get(row.advertiser_id)?.fallbackUrl ?? null
      return [row.id, toOffer(row, eventsByOffer.get(row.id) ?? [], fallback, previous?.offersById.get(row.id))]
    }),
  )
  const partnersById = new Map(partners.map(({ id, link_key: key, name }) => [id, { id, key, name }]))
  return {
    version,
    offersById,
    offersByKey: byKey(offersById),
    partnersById,
    partnersByKey: byKey(partnersById),
    advertisersById,
    tokens: toTokens(advertisers),
    macs: toMacs(keys),
  }
}

async function select<Row>(connection: PoolConnection, sql: string): Promise<Row[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql)
  return rows as Row[]
}

function byKey<T extends { key: string }>(byId: ReadonlyMap<number, T>): Map<string, T> {
  return new Map(Array.from(byId.values(), (item) => [item.key, item]))
}

function toAdvertiser(row: AdvertiserRow): SnapshotAdvertiser {
  const { id, name, token_policy: tokenPolicy, keep_email, fallback_url } = row
  return {
    id,
    name,
    tokenPolicy,
    keepEmail: keep_email === 1,
    fallbackUrl: fallback_url && headerSafeUrl(fallback_url),
  }
}

function groupEvents(rows: readonly OfferEventRow[]): Map<number, SnapshotEvent[]> {
  const groups = new Map<number, SnapshotEvent[]>()
  for (const { id, offer_id, name, event_id: eventId, payout_type: payoutType, payout } of rows) {
    const group = groups.get(offer_id)
    const event = { id, name, eventId, payoutType, payout }
    if (group) group.push(event)
    else groups.set(offer_id, [event])
  }
  return groups
}

function toOffer(
  row: OfferRow,
  events: readonly SnapshotEvent[],
  fallbackUrl: string | null,
  before: SnapshotOffer | undefined,
): SnapshotOffer {
  const sameLink = before?.trackingLink === row.tracking_link
  return {
    id: row.id,
    key: row.link_key,
    advertiserId: row.advertiser_id,
    name: row.name,
    status: row.status,
    trackingLink: row.tracking_link,
    template: sameLink ? before.template : headerSafeTemplate(parseTemplate(row.tracking_link)),
    linkVersion: row.link_version,
    trackerId: row.tracker_id,
    currency: row.currency,
    startsAt: row.starts_at?.getTime() ?? null,
    endsAt: row.ends_at?.getTime() ?? null,
    fallbackUrl: fallbackUrl && headerSafeUrl(fallbackUrl),
    events,
  }
}

function toTokens(advertisers: readonly AdvertiserRow[]): Map<string, SnapshotToken> {
  const tokens = new Map<string, SnapshotToken>()
  for (const { id: advertiserId, previous_token, previous_token_until } of advertisers) {
    if (previous_token && previous_token_until) {
      tokens.set(previous_token, { advertiserId, validUntil: previous_token_until.getTime() })
    }
  }
  // Second, so that a token in use is never hidden by an old one.
  for (const { id, postback_token } of advertisers) tokens.set(postback_token, { advertiserId: id, validUntil: null })
  return tokens
}

function toMacs(keys: readonly { secret: Buffer }[]): [Mac, ...Mac[]] {
  const [newest, ...older] = keys.map(({ secret }) => createMac(secret))
  if (!newest) throw new Error('The table click_keys is empty: there is no key to sign click IDs with')
  return [newest, ...older]
}
