import type { LongPage } from '@gokart/shared'
import type { Callers } from './callers.js'
import { BUSIEST } from './traffic.js'

const DAY = 86_400_000
type Answer = Promise<LongPage<unknown>>

/** Calls that are measured as one figure. */
export interface ListFigure {
  readonly what: string
  /** Of the slowest call's p95, ms. */
  readonly bar: number
  readonly calls: readonly (() => Answer)[]
}

/** What people ask of the three lists, as ops and as a user of the advertiser with most traffic. `now`: of the last click. */
export function listFigures({ ops, advertiser }: Callers, now: Date): ListFigure[] {
  const ago = (days: number) => new Date(now.getTime() - days * DAY).toISOString()
  const day = { from: ago(31), to: ago(30) }
  const { offerId, advertiserId } = BUSIEST
  type Clicks = NonNullable<Parameters<typeof ops.clicks.list>[0]>['query']
  type Conversions = NonNullable<Parameters<typeof ops.conversions.list>[0]>['query']
  type Postbacks = NonNullable<Parameters<typeof ops.postbacks.list>[0]>['query']
  const both = <Query>(list: (client: Callers['ops'], query: Query) => Answer, ...queries: Query[]) =>
    queries.flatMap((query) => [() => list(ops, query), () => list(advertiser, query)])
  const clicks = (...queries: Clicks[]) => both((client, query) => client.clicks.list({ query }), ...queries)
  const conversions = (...queries: Conversions[]) =>
    both((client, query) => client.conversions.list({ query }), ...queries)
  const postbacks = (...queries: Postbacks[]) => both((client, query) => client.postbacks.list({ query }), ...queries)

  return [
    { what: 'clicks, first page', bar: 100, calls: clicks({}, { sort: 'createdAt' }, { pageSize: 100 }) },
    { what: 'clicks, page 1,000 by number', bar: 100, calls: clicks({ page: 1_000 }) },
    {
      what: 'clicks, the page after it by cursor',
      bar: 100,
      calls: [ops, advertiser].map((client) => behind((query: Clicks) => client.clicks.list({ query }))),
    },
    {
      what: 'clicks by offer, class, time',
      bar: 100,
      calls: clicks({ offerId }, { trafficClass: 'bot' }, { offerId, trafficClass: 'bot', outcome: 'sent' }, day),
    },
    {
      what: 'clicks by partner, and what is rare',
      bar: 100,
      calls: clicks({ partnerId: 20 }, { trafficClass: 'prefetch', outcome: 'offer_paused' }, { test: 'only' }),
    },
    { what: 'conversions, first page', bar: 100, calls: conversions({}, { sort: '-revenue' }, { sort: 'revenue' }) },
    {
      what: 'conversions, page 1,000 by number',
      bar: 100,
      calls: conversions({ page: 1_000 }, { page: 1_000, sort: '-revenue' }),
    },
    {
      what: 'conversions, filtered and sorted',
      bar: 100,
      calls: conversions(
        { status: ['pending'] },
        { status: ['pending', 'success'], offerId },
        { status: ['rejected'], sort: '-revenue' },
        { ...day, sort: '-revenue' },
        { from: ago(60), offerId, sort: 'revenue' },
      ),
    },
    { what: 'conversions, searched', bar: 100, calls: conversions({ q: 'order-5000' }, { q: 'Offer 1' }) },
    { what: 'postbacks, first page', bar: 300, calls: postbacks({}, { sort: 'receivedAt' }, { pageSize: 100 }) },
    { what: 'postbacks, page 1,000 by number', bar: 100, calls: postbacks({ page: 1_000 }) },
    {
      what: 'postbacks, the page after it by cursor',
      bar: 100,
      calls: [ops, advertiser].map((client) => behind((query: Postbacks) => client.postbacks.list({ query }))),
    },
    {
      what: 'postbacks by outcome, reason, offer, time',
      bar: 300,
      calls: postbacks(
        { outcome: 'rejected' },
        { reason: 'ip_not_allowed' },
        { reason: 'over_cap', offerId },
        { outcome: 'accepted', offerId },
        { outcome: 'rejected', ...day },
      ),
    },
    {
      what: 'postbacks, searched by conversion ID, IP, offer',
      bar: 300,
      calls: [
        ...postbacks({ q: 'order-5000' }, { q: '198.51.100.200' }, { q: 'Offer 1' }),
        ...postbacks({ ip: '198.51.100.1', outcome: 'rejected' }),
        () => ops.postbacks.list({ query: { advertiserId, ip: '198.51.100.7' } }),
      ],
    },
  ]
}

/** A call for what stands behind page 1,000; the cursor is taken by the first call, which warms up. */
function behind<Query extends object>(list: (query: Query) => Answer): () => Answer {
  let after: string | null | undefined
  return async () => {
    after ??= (await list({ page: 1_000 } as Query)).next
    return list({ after } as Query)
  }
}
