import { randomBytes } from 'node:crypto'
import { AdvertiserInput, OfferInput, type Offer } from '@gokart/shared'
import type { Knex } from 'knex'
import type { Actor } from '../../http/actor.js'
import { createOfferService } from '../../offers/offer.service.js'
import type { AdvertiserPolicy } from '../../postback/case.js'
import { randomLinkKey } from '../link-key.js'
import type { PlacedOffer } from './demo-clicks.js'
import { DEMO_ADVERTISERS, DEMO_PARTNERS } from './demo-world.js'

const DAY = 86_400_000
const SYSTEM: Actor = { userId: 0, email: '', role: 'ops', advertiserId: null, sessionId: 0 }

export async function insertPartners(trx: Knex, now: Date): Promise<number[]> {
  await trx('partners').insert(
    DEMO_PARTNERS.map((name) => ({ name, link_key: randomLinkKey(), created_at: daysBefore(now, 34) })),
  )
  return trx('partners').whereIn('name', DEMO_PARTNERS).orderBy('id').pluck('id')
}

/** What traffic needs to know of the advertisers. */
export interface DemoWorld {
  offers: Offer[]
  placed: PlacedOffer[]
  policies: Map<number, AdvertiserPolicy>
  tokens: Map<string, number>
}

/** Each advertiser with a user and its offers. */
export async function insertAdvertisers(trx: Knex, now: Date, password_hash: string): Promise<DemoWorld> {
  const world: DemoWorld = { offers: [], placed: [], policies: new Map(), tokens: new Map() }
  const created_at = daysBefore(now, 34)
  for (const advertiser of DEMO_ADVERTISERS) {
    const token = randomBytes(16).toString('hex')
    const [id = 0] = await trx('advertisers').insert({
      name: advertiser.name,
      contact_email: advertiser.contact,
      default_tracker_id: advertiser.defaultTracker,
      token_policy: advertiser.tokenPolicy,
      postback_token: token,
      created_at,
    })
    await trx('users').insert({
      email: advertiser.user,
      password_hash,
      role: 'advertiser',
      advertiser_id: id,
      created_at,
    })
    world.policies.set(id, AdvertiserInput.parse(advertiser))
    world.tokens.set(token, id)
    for (const demo of advertiser.offers) {
      const pausedAt = demo.pausedDaysAgo === undefined ? undefined : daysBefore(now, demo.pausedDaysAgo)
      const offer = await createOffer(trx, { advertiserId: id, ...demo.input }, daysBefore(now, 33), pausedAt)
      world.offers.push(offer)
      const shown = advertiser.tokenPolicy === 'off' ? undefined : token
      world.placed.push({ ...demo, id: offer.id, advertiserId: id, token: shown, pausedAt })
    }
  }
  return world
}

/** Through the service, so that a demo offer is one that could have been typed in. */
async function createOffer(trx: Knex, input: object, createdAt: Date, pausedAt: Date | undefined): Promise<Offer> {
  const service = (at: Date) =>
    createOfferService({ db: trx, publicUrl: '', snapshot: { refresh: async () => undefined }, clock: () => at })
  const offer = await service(createdAt).create(OfferInput.parse(input), SYSTEM)
  return pausedAt ? service(pausedAt).change(offer.id, { status: 'paused' }, SYSTEM) : offer
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY)
}
