import { createDatabase } from '../src/db/knex.js'

/** With the macros that links commonly have; the destination is never called. */
const TRACKING_LINK =
  'https://track.example/aff_c?offer_id=1001&aff_click_id={gk_click_id}&aff_id={gk_partner_id}&source={pub_click_id}' +
  '&sub1={pub_sub_1}&geo={country}&device={device}&os={os}&name={gk_offer_name}'
const ADVERTISERS = 20

/** The offers have the numbers from 1 to `offers`. */
export function advertiserOf(offer: number, offers: number): number {
  return 1 + (offer % Math.min(ADVERTISERS, offers))
}

/** Fills a new schema: offers with the keys offer0, offer1... of some advertisers, each with one event, and one partner. */
export async function createWorld(url: string, offers: number): Promise<void> {
  const db = createDatabase(url, 2)
  const created_at = new Date()
  const advertisers = Array.from({ length: Math.min(ADVERTISERS, offers) }, (_, n) => ({
    id: n + 1,
    name: `Advertiser ${n}`,
    postback_token: String(n).padStart(32, 'b'),
    created_at,
  }))
  const offerRows = Array.from({ length: offers }, (_, n) => ({
    id: n + 1,
    link_key: `offer${n}`,
    name: `Offer ${n}`,
    advertiser_id: advertiserOf(n + 1, offers),
    tracking_link: TRACKING_LINK,
    status: 'active',
    currency: 'USD',
    created_at,
    updated_at: created_at,
  }))
  const event = { position: 0, name: '', payout_type: 'flat', payout: '10.0000' }
  const events = offerRows.map(({ id }) => ({ offer_id: id, ...event }))
  await db('partners').insert({ name: 'Partner', link_key: 'partner', created_at })
  await db.batchInsert('advertisers', advertisers)
  await db.batchInsert('offers', offerRows, 500)
  await db.batchInsert('offer_events', events, 500)
  await db.destroy()
}
