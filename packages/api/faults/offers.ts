import { createClient, fetchSender, type Client } from '@gokart/shared'
import { browserFetch } from '../src/test/browser.js'
import { OPS } from './app.js'

export interface OfferUnderTest {
  readonly id: number
  readonly key: string
  readonly advertiserId: number
  /** What `amount` of a postback brings. */
  revenue(amount: number): number
}

export interface Catalogue {
  readonly offers: readonly OfferUnderTest[]
  readonly partners: readonly { readonly id: number; readonly key: string }[]
}

export async function signIn(origin: string): Promise<Client> {
  const client = createClient(fetchSender(origin, browserFetch()))
  await client.session.signIn({ body: OPS })
  return client
}

const LINKS = [
  'https://shop.example/track?click={gk_click_id}&sub={pub_sub_1}',
  'https://shop.example/p/{pub_click_id}?sub={pub_sub_1}&geo={country}&click={gk_click_id}#{device}',
]

/** Offers of two advertisers, made as people make them: one with a flat payout, one with a share. */
export async function createCatalogue(client: Client): Promise<Catalogue> {
  const offers: OfferUnderTest[] = []
  for (const [index, trackingLink] of LINKS.entries()) {
    const advertiser = await client.advertisers.create({ body: { name: `Advertiser ${index}` } })
    const share = index === 1
    const payout = share ? { payoutType: 'percent', payout: '25' } : { payoutType: 'flat', payout: '10' }
    const { id, key } = await client.offers.create({
      body: {
        advertiserId: advertiser.id,
        name: `Offer ${index}`,
        trackingLink,
        events: [{ name: '', ...payout } as { name: string; payoutType: 'flat'; payout: string }],
      },
    })
    offers.push({ id, key, advertiserId: advertiser.id, revenue: (amount) => (share ? amount / 4 : 10) })
  }
  const partners = [await client.partners.create({ body: { name: 'Partner' } })]
  return { offers, partners }
}
