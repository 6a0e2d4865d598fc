import type { api, Endpoint, EndpointCall } from '@gokart/shared'
import { bytesToUuid } from '../db/uuid.js'
import { PASSWORD, type Factories } from './factories.js'

/** Stands in all that belongs to the first advertiser, and must never be read by the second. */
export const MARK = 'zebrafish'

/** One advertiser with something of everything, and a second one. */
export async function createWorld(make: Factories) {
  const advertiser = await make.advertiser({
    name: `${MARK} Ltd`,
    contact_email: `${MARK}@example.com`,
    token_policy: 'required',
    postback_token: MARK.padEnd(32, '0'),
  })
  const owner = await make.user({ advertiser_id: advertiser.id, email: `owner@${MARK}.example` })
  const stranger = await make.user({ role: 'advertiser' })
  const ops = await make.user()
  const events = [{ name: `${MARK} sale`, event_id: MARK }]
  const tracking_link = `https://${MARK}.example/?c={gk_click_id}`
  const offer = await make.offer({ advertiser_id: advertiser.id, name: `${MARK} offer`, tracking_link, events })
  const click = await make.click({ offer, pub_click_id: MARK })
  const conversion = await make.conversion({ click, conversion_ref: MARK })
  const rejected = await make.postback({ click, outcome: 'rejected', reason: 'invalid_amount', event_id: MARK })
  const batch = await make.batch({ advertiser_id: advertiser.id, user_id: ops.id, file_name: `${MARK}.csv` })
  const view = await make.savedView({ user_id: owner.id, advertiser_id: advertiser.id, name: MARK, shared: 1 })
  const rate = await make.rate()
  return { advertiser, owner, stranger, ops, offer, click, conversion, rejected, batch, view, rate }
}
export type World = Awaited<ReturnType<typeof createWorld>>

type Api = typeof api
/** Statuses for: nobody, ops, the advertiser's own user, another advertiser's user. */
type Statuses = readonly [nobody: number, ops: number, owner: number, stranger: number]
type Cases<E> = E extends Endpoint ? (world: World, session: number) => [EndpointCall<E>, Statuses][] : never

/** A range that the world's records are in. */
const RANGE = {
  from: new Date(Date.now() - 86_400_000).toISOString(),
  to: new Date(Date.now() + 86_400_000).toISOString(),
}

const SIGNED_IN = [401, 200, 200, 200] as const
const OWN = [401, 200, 200, 404] as const
const OPS = [401, 200, 403, 403] as const
const OPS_CREATE = [401, 201, 403, 403] as const

const listCases = ({
  offer,
  advertiser,
}: World): [{ query?: { offerId: number; advertiserId: number } }, Statuses][] => [
  [{}, SIGNED_IN],
  [{ query: { offerId: offer.id, advertiserId: advertiser.id } }, SIGNED_IN],
]

/** What each endpoint of the contract answers to whom. `session` is the ID of a session of the owner. */
export const CASES: { [G in keyof Api]: { [N in keyof Api[G]]: Cases<Api[G][N]> } } = {
  session: {
    signIn: ({ stranger }) => [[{ body: { email: stranger.email, password: PASSWORD } }, [200, 200, 200, 200]]],
    me: () => [[{}, SIGNED_IN]],
    signOut: () => [[{}, [401, 204, 204, 204]]],
    changePassword: () => [
      [{ body: { currentPassword: PASSWORD, newPassword: 'another password' } }, [401, 204, 204, 204]],
    ],
    list: () => [[{}, SIGNED_IN]],
    revoke: (_world, session) => [[{ params: { id: session } }, [401, 404, 204, 404]]],
  },
  advertisers: {
    list: () => [
      [{}, SIGNED_IN],
      [{ query: { q: MARK } }, SIGNED_IN],
    ],
    create: () => [[{ body: { name: 'New' } }, OPS_CREATE]],
    get: ({ advertiser: { id } }) => [[{ params: { id } }, OWN]],
    patch: ({ advertiser: { id } }) => [[{ params: { id }, body: { tokenPolicy: 'required' } }, OPS]],
    token: ({ advertiser: { id } }) => [[{ params: { id } }, OWN]],
    rotateToken: ({ advertiser: { id } }) => [[{ params: { id } }, OPS]],
  },
  users: {
    list: () => [[{}, OPS]],
    create: () => [[{ body: { email: 'new@example.com', password: PASSWORD, role: 'ops' } }, OPS_CREATE]],
    patch: ({ owner: { id } }) => [[{ params: { id }, body: { email: 'other@example.com' } }, OPS]],
  },
  partners: {
    list: () => [[{}, OPS]],
    create: () => [[{ body: { name: 'New' } }, OPS_CREATE]],
  },
  offers: {
    list: ({ advertiser }) => [
      [{}, SIGNED_IN],
      [{ query: { q: MARK, advertiserId: advertiser.id } }, SIGNED_IN],
    ],
    create: ({ advertiser, offer }) => [
      [{ body: { advertiserId: advertiser.id, name: 'New', trackingLink: offer.tracking_link } }, [401, 201, 201, 422]],
    ],
    get: ({ offer: { id } }) => [[{ params: { id } }, OWN]],
    patch: ({ offer: { id } }) => [[{ params: { id }, body: { status: 'paused' } }, OWN]],
  },
  trackers: {
    list: () => [[{}, SIGNED_IN]],
    recognise: () => [[{ body: { trackingLink: 'https://shop.example/?x=1' } }, SIGNED_IN]],
    postbackUrl: ({ offer, advertiser }) => [
      [{ query: {} }, SIGNED_IN],
      [{ query: { offerId: offer.id } }, OWN],
      [{ query: { advertiserId: advertiser.id } }, OWN],
    ],
  },
  simulations: {
    run: ({ offer: { id } }) => [[{ params: { id }, body: {} }, OWN]],
    testLink: ({ offer: { id } }) => [[{ params: { id } }, OWN]],
    follow: ({ offer: { id } }) => [[{ params: { id }, query: { since: new Date().toISOString() } }, OWN]],
  },
  clicks: {
    list: ({ offer, advertiser }) => [
      [{}, SIGNED_IN],
      [{ query: { offerId: offer.id, advertiserId: advertiser.id } }, SIGNED_IN],
    ],
    get: ({ click }) => [[{ params: { clickId: bytesToUuid(click.id) } }, OWN]],
  },
  conversions: {
    list: ({ offer, advertiser }) => [
      [{}, SIGNED_IN],
      [{ query: { offerId: offer.id, advertiserId: advertiser.id } }, SIGNED_IN],
    ],
    get: ({ conversion }) => [[{ params: { id: bytesToUuid(conversion.id) } }, OWN]],
    patch: ({ conversion }) => [
      [{ params: { id: bytesToUuid(conversion.id) }, body: { status: 'rejected', reason: 'Returned' } }, OPS],
    ],
  },
  batches: {
    changeStatuses: ({ conversion }) => [
      [{ body: { ids: [bytesToUuid(conversion.id)], status: 'rejected', reason: 'Returned' } }, [401, 202, 403, 403]],
    ],
    list: () => [[{}, OPS]],
    upload: ({ advertiser }) => [
      [
        {
          query: { kind: 'status_import', fileName: 'statuses.csv', advertiserId: advertiser.id },
          file: `cnv_conversion_id,status\n${MARK},rejected\n`,
        },
        OPS_CREATE,
      ],
    ],
    get: ({ batch: { id } }) => [[{ params: { id } }, OPS]],
    lines: ({ batch: { id } }) => [[{ params: { id } }, OPS]],
    report: ({ batch: { id } }) => [[{ params: { id } }, OPS]],
    start: ({ batch: { id } }) => [[{ params: { id } }, OPS]],
    discard: ({ batch: { id } }) => [[{ params: { id } }, [401, 204, 403, 403]]],
  },
  postbacks: {
    list: ({ offer, advertiser }) => [
      [{}, SIGNED_IN],
      [{ query: { offerId: offer.id, advertiserId: advertiser.id } }, SIGNED_IN],
    ],
    get: ({ rejected }) => [[{ params: { id: bytesToUuid(rejected.id) } }, OWN]],
  },
  postbackTools: {
    explain: ({ click, rejected }) => [
      [{ body: { url: `/postback?gk_click_id=${bytesToUuid(click.id)}` } }, SIGNED_IN],
      [{ body: { postbackId: bytesToUuid(rejected.id) } }, OWN],
    ],
    share: ({ rejected }) => [[{ params: { id: bytesToUuid(rejected.id) } }, OWN]],
    shared: () => [[{ body: { token: 'x'.repeat(48) } }, [404, 404, 404, 404]]],
    replay: ({ advertiser }) => [[{ body: { filter: { advertiserId: advertiser.id } } }, [401, 202, 403, 403]]],
  },
  reports: {
    run: ({ offer, advertiser }) => [
      [{ query: RANGE }, SIGNED_IN],
      [{ query: { ...RANGE, dimensions: 'offer,event', metrics: 'clicks,conversions' } }, SIGNED_IN],
      [{ query: { ...RANGE, dimensions: 'offer', offerId: offer.id, advertiserId: advertiser.id } }, SIGNED_IN],
      [{ query: { ...RANGE, dimensions: 'advertiser' } }, OPS],
    ],
    stream: ({ offer, advertiser }) => [
      [{ query: { ...RANGE, dimensions: 'device' } }, SIGNED_IN],
      [{ query: { ...RANGE, dimensions: 'pub_sub_1', offerId: offer.id, advertiserId: advertiser.id } }, SIGNED_IN],
      [{ query: { ...RANGE, dimensions: 'advertiser' } }, OPS],
    ],
    dashboard: ({ offer, advertiser }) => [
      [{ query: RANGE }, SIGNED_IN],
      [{ query: { ...RANGE, offerId: offer.id, advertiserId: advertiser.id } }, SIGNED_IN],
    ],
    rows: ({ offer, advertiser }) =>
      (['clicks', 'unique_clicks', 'conversions', 'rejected_postbacks'] as const).flatMap((metric) => [
        [{ query: { ...RANGE, metric } }, SIGNED_IN],
        [{ query: { ...RANGE, metric, offerId: offer.id, advertiserId: advertiser.id } }, SIGNED_IN],
      ]),
  },
  reportViews: {
    list: () => [[{}, SIGNED_IN]],
    create: () => [[{ body: { name: 'By day', url: '/reports?dimensions=day' } }, [401, 201, 201, 201]]],
    patch: ({ view: { id } }) => [[{ params: { id }, body: { name: `${MARK} view` } }, [401, 404, 200, 404]]],
    remove: ({ view: { id } }) => [[{ params: { id } }, [401, 404, 204, 404]]],
  },
  exports: {
    report: ({ offer, advertiser }) => [
      [{ query: { ...RANGE, dimensions: 'offer,event' } }, SIGNED_IN],
      [{ query: { ...RANGE, dimensions: 'offer', offerId: offer.id, advertiserId: advertiser.id } }, SIGNED_IN],
      [{ query: { ...RANGE, dimensions: 'advertiser' } }, OPS],
    ],
    clicks: listCases,
    conversions: listCases,
    postbacks: listCases,
    offers: ({ advertiser }) => [
      [{}, SIGNED_IN],
      [{ query: { q: MARK, advertiserId: advertiser.id } }, SIGNED_IN],
    ],
  },
  rates: {
    list: () => [[{}, OPS]],
    enter: () => [[{ body: { date: '2026-11-27', from: 'EUR', to: 'USD', rate: '1.0842' } }, OPS_CREATE]],
    upload: () => [[{ file: 'date,from,to,rate\n2026-11-27,EUR,USD,1.0842\n' }, OPS]],
    remove: ({ rate: { id } }) => [[{ params: { id } }, [401, 204, 403, 403]]],
  },
  system: { get: () => [[{}, OPS]] },
}
