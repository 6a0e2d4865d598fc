import type { OfferInput, TokenPolicy } from '@gokart/shared'

/** Whoever loads the demo signs in with this; it is printed, and guards made-up data only. */
export const DEMO_PASSWORD = 'gokart-demo'

interface DemoAdvertiser {
  name: string
  contact: string
  user: string
  defaultTracker: string
  tokenPolicy: TokenPolicy
  offers: DemoOffer[]
}

/** An offer, and how its traffic behaves. */
export interface DemoOffer {
  input: Pick<OfferInput, 'name' | 'trackingLink' | 'trackerId'> & Partial<OfferInput>
  /** Share of all clicks, in proportion to the others. */
  weight: number
  /** Share of the human clicks that convert. */
  rate: number
  /** Typical value of a transaction. */
  amount: number
  /** It was paused so many days ago. */
  pausedDaysAgo?: number
}

const flat = (payout: string, name = '') => ({ name, payoutType: 'flat' as const, payout })

export const DEMO_PARTNERS = ['Blue Harbor Media', 'Mosaic Apps', 'Tipster Club']

/** All hosts end with .example, so that following a demo link reaches nobody. */
export const DEMO_ADVERTISERS: DemoAdvertiser[] = [
  {
    name: 'Northwind Trading',
    contact: 'partners@northwind.example',
    user: 'ana@northwind.example',
    defaultTracker: 'everflow',
    tokenPolicy: 'required',
    offers: [
      {
        input: {
          name: 'Northwind Broker: sign-up and first trade',
          trackingLink: 'https://trk.northwind.example/2CTPL/3QQG7/?sub1={gk_click_id}&source_id={pub_sub_1}',
          trackerId: 'everflow',
          events: [flat('8', 'SignUp'), flat('120', 'FirstTrade')],
        },
        weight: 26,
        rate: 0.09,
        amount: 250,
      },
      {
        input: {
          name: 'Northwind Card',
          trackingLink: 'https://go.northwind.example/?a=12&c=34&s1={gk_partner_id}&s2={gk_click_id}',
          trackerId: 'cake',
          currency: 'EUR',
          events: [flat('35')],
        },
        weight: 12,
        rate: 0.05,
        amount: 60,
      },
    ],
  },
  {
    name: 'Lumen Games',
    contact: 'growth@lumen.example',
    user: 'tom@lumen.example',
    defaultTracker: 'appsflyer',
    tokenPolicy: 'off',
    offers: [
      {
        input: {
          name: 'Puzzle Harbor for Android',
          trackingLink:
            'https://app.lumen.example/com.lumen.puzzle?pid=gokart_int&c=autumn&clickid={gk_click_id}&af_siteid={gk_partner_id}',
          trackerId: 'appsflyer',
          events: [flat('2.40')],
        },
        weight: 24,
        rate: 0.08,
        amount: 3,
      },
      {
        input: {
          name: 'Kart Legends for iPhone',
          trackingLink: 'https://lumen.example/Y2E3bNSaCX?%243p=a_gokart&~click_id={gk_click_id}&~channel={pub_sub_1}',
          trackerId: 'branch',
          events: [flat('3.10')],
        },
        weight: 14,
        rate: 0.07,
        amount: 5,
      },
      {
        input: {
          name: 'Word Garden (winter start)',
          trackingLink: 'https://app.lumen.example/com.lumen.words?pid=gokart_int&clickid={gk_click_id}',
          trackerId: 'appsflyer',
          status: 'pending',
          events: [flat('1.80')],
        },
        weight: 0,
        rate: 0,
        amount: 0,
      },
    ],
  },
  {
    name: 'Verdant Shop',
    contact: 'affiliates@verdant.example',
    user: 'mia@verdant.example',
    defaultTracker: 'tune',
    tokenPolicy: 'optional',
    offers: [
      {
        input: {
          name: 'Verdant garden furniture, 12% of each sale',
          trackingLink: 'https://verdant.example/aff_c?offer_id=1001&aff_id=2002&aff_click_id={gk_click_id}',
          trackerId: 'tune',
          events: [{ name: '', payoutType: 'percent', payout: '12' }],
        },
        weight: 15,
        rate: 0.06,
        amount: 140,
      },
      {
        input: {
          name: 'Verdant plant club',
          trackingLink: 'https://club.verdant.example/welcome?click_id={gk_click_id}&lang=en#plans',
          trackerId: 'other',
          clickParameter: 'click_id',
          events: [flat('14.50')],
        },
        weight: 9,
        rate: 0.05,
        amount: 29,
      },
      {
        input: {
          name: 'Verdant bulbs (season is over)',
          trackingLink: 'https://track.verdant.example/81342a7e-96a9-4476-972d-21184556df1d?externalid={gk_click_id}',
          trackerId: 'voluum',
          fallbackUrl: 'https://verdant.example/seasons',
          events: [flat('4')],
        },
        weight: 6,
        rate: 0.05,
        amount: 18,
        pausedDaysAgo: 4,
      },
    ],
  },
]
