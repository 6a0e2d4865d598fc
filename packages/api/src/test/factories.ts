import { randomBytes } from 'node:crypto'
import type { Knex } from 'knex'
import { randomLinkKey } from '../db/link-key.js'
import { bumpSnapshotVersion } from '../db/snapshot-version.js'
import type {
  AdvertiserRow,
  BatchRow,
  OfferEventRow,
  OfferRow,
  PartnerRow,
  RateRow,
  ReportViewRow,
  UserRow,
} from '../db/tables.js'
import { createTrafficFactories } from './traffic-factories.js'

/*
 * Rows for tests. Each factory makes the parents that it needs and takes any column of its row as an override:
 *
 *   const make = createFactories(db)               // or `make` of useGoKart()
 *   const offer = await make.offer({ status: 'paused', events: [{ name: 'SignUp', event_id: 'SignUp' }] })
 *   const click = await make.click({ offer })
 *   const conversion = await make.conversion({ click, status: 'pending' })
 *   const user = await make.user({ advertiser_id: offer.advertiser_id })    // no advertiser: an ops user
 */

/** Of every user that the factories make. */
export const PASSWORD = 'correct horse battery staple'
/** The same, hashed at a low cost. */
const PASSWORD_HASH = '$argon2id$v=19$m=1024,t=1,p=1$24n4/VOx5FdUAERYNAWTvA$xpdoovO8OtNeKprP58KgXYEJWiyJ+gq0NtFzhJoQamQ'

export type OfferWithEvents = OfferRow & { events: [OfferEventRow, ...OfferEventRow[]] }
type OfferOverrides = Partial<OfferRow> & { events?: Partial<OfferEventRow>[] }

let count = 0
/** Makes names and emails of factories differ. */
const next = (): number => ++count

/** `changed` is called after rows that the hot paths keep in memory. */
export function createFactories(db: Knex, changed: () => Promise<unknown> = async () => undefined) {
  async function hot(): Promise<void> {
    await bumpSnapshotVersion(db)
    await changed()
  }

  async function advertiser(over: Partial<AdvertiserRow> = {}): Promise<AdvertiserRow> {
    const row = await insert<AdvertiserRow>(db, 'advertisers', {
      name: `Advertiser ${next()}`,
      postback_token: randomBytes(16).toString('hex'),
      created_at: new Date(),
      ...over,
    })
    await hot()
    return row
  }

  /** An ops user; an advertiser's where `advertiser_id` is given or the role says so. */
  async function user(over: Partial<UserRow> = {}): Promise<UserRow> {
    const forAdvertiser = over.role === 'advertiser' || over.advertiser_id != null
    return insert<UserRow>(db, 'users', {
      email: `user${next()}@example.com`,
      password_hash: PASSWORD_HASH,
      role: forAdvertiser ? 'advertiser' : 'ops',
      created_at: new Date(),
      ...over,
      ...(forAdvertiser ? { advertiser_id: over.advertiser_id ?? (await advertiser()).id } : {}),
    })
  }

  async function partner(over: Partial<PartnerRow> = {}): Promise<PartnerRow> {
    const values = { link_key: randomLinkKey(), name: `Partner ${next()}`, created_at: new Date() }
    const row = await insert<PartnerRow>(db, 'partners', { ...values, ...over })
    await hot()
    return row
  }

  /** An active offer with its link's history; one unnamed event worth 10 where no events are given. */
  async function offer({ events = [{}], ...over }: OfferOverrides = {}): Promise<OfferWithEvents> {
    const now = new Date()
    const row = await insert<OfferRow>(db, 'offers', {
      link_key: randomLinkKey(),
      name: `Offer ${next()}`,
      tracking_link: 'https://shop.example/landing?click_id={gk_click_id}',
      status: 'active',
      currency: 'USD',
      created_at: now,
      updated_at: now,
      ...over,
      advertiser_id: over.advertiser_id ?? (await advertiser()).id,
    })
    const link = { version: row.link_version, tracking_link: row.tracking_link, created_at: row.created_at }
    await db('offer_links').insert({ offer_id: row.id, ...link })
    const made: OfferEventRow[] = []
    for (const [position, event] of events.entries()) {
      const values = { offer_id: row.id, position, name: '', payout_type: 'flat', payout: '10.0000', ...event } as const
      made.push(await insert<OfferEventRow>(db, 'offer_events', values))
    }
    await hot()
    return { ...row, events: made as OfferWithEvents['events'] }
  }

  /** An import of statuses that was checked, without lines. */
  async function batch(over: Partial<BatchRow> = {}): Promise<BatchRow> {
    return insert<BatchRow>(db, 'batches', {
      kind: 'status_import',
      state: 'ready',
      user_id: over.user_id ?? (await user()).id,
      file_name: 'statuses.csv',
      ip: '192.0.2.1',
      created_at: new Date(),
      ...over,
    })
  }

  async function savedView(over: Partial<ReportViewRow> = {}): Promise<ReportViewRow> {
    return insert<ReportViewRow>(db, 'report_views', {
      user_id: over.user_id ?? (await user()).id,
      name: `View ${next()}`,
      url: '/reports?dimensions=day',
      created_at: new Date(),
      ...over,
    })
  }

  async function rate(over: Partial<RateRow> = {}): Promise<RateRow> {
    return insert<RateRow>(db, 'rates', {
      from_currency: 'EUR',
      to_currency: 'USD',
      valid_from: new Date('2026-01-01'),
      rate: '1.0800000000',
      created_at: new Date(),
      ...over,
    })
  }

  return { advertiser, user, partner, offer, batch, savedView, rate, ...createTrafficFactories(db, offer) }
}
export type Factories = ReturnType<typeof createFactories>

/** Inserts and reads back, so that columns with a default are there. */
async function insert<Row extends { id: number }>(db: Knex, table: string, values: Partial<Row>): Promise<Row> {
  const [inserted] = await db(table).insert(values)
  return db(table)
    .where({ id: values.id ?? inserted })
    .first()
}
