import type { Callers } from './callers.js'
import { BUSIEST } from './traffic.js'

const DAY = 86_400_000

/** Calls that are measured as one figure. */
export interface ReportFigure {
  readonly what: string
  readonly calls: readonly (() => Promise<unknown>)[]
}

type Query = NonNullable<Parameters<Callers['ops']['reports']['run']>[0]>['query']
const METRICS = 'clicks,unique_clicks,conversions,cr,epc,revenue,rejected_postbacks'

/** What people ask for of 90 days, as ops and as a user of the advertiser with most traffic. `now`: of the last click. */
export function reportFigures({ ops, advertiser }: Callers, now: Date): ReportFigure[] {
  const range = { from: new Date(Math.floor(now.getTime() / DAY - 89) * DAY).toISOString(), to: now.toISOString() }
  const both = (call: (client: Callers['ops']) => Promise<unknown>) => [() => call(ops), () => call(advertiser)]
  const reports = (...queries: Partial<Query>[]) =>
    queries.flatMap((query) =>
      both((client) => client.reports.run({ query: { ...range, metrics: METRICS, ...query } })),
    )
  const dashboard = (zone: string) => both((client) => client.reports.dashboard({ query: { ...range, zone } }))
  const { offerId } = BUSIEST
  const zone = 'America/New_York'
  return [
    { what: 'dashboard', calls: [...dashboard('UTC'), ...dashboard(zone)] },
    {
      what: 'reports by day, week, month',
      calls: reports(
        { dimensions: 'day' },
        { dimensions: 'day', zone },
        { dimensions: 'week', zone },
        { dimensions: 'month' },
      ),
    },
    {
      what: 'reports by offer, event, tracker, partner, country, reason',
      calls: ['offer', 'event', 'tracker', 'partner', 'country', 'reason'].flatMap((dimensions) =>
        reports({ dimensions }),
      ),
    },
    {
      what: 'reports of one offer by day, partner, country',
      calls: reports(
        { dimensions: 'day', offerId, zone },
        { dimensions: 'partner', offerId },
        { dimensions: 'country', offerId, compare: 'previous' },
      ),
    },
    {
      what: 'reports by two dimensions',
      calls: reports(
        { dimensions: 'offer,partner' },
        { dimensions: 'offer,country' },
        { dimensions: 'partner,country', zone },
        { dimensions: 'day,offer' },
        { dimensions: 'week,country' },
      ),
    },
  ]
}
