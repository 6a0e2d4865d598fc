import type { Dashboard, Report, ReportRow } from '@gokart/shared'

/** A row as the API answers it, for tests. */
export function row(key: (string | null)[], clicks: number, more: Partial<ReportRow> = {}): ReportRow {
  return { key, labels: key.map((one) => one ?? ''), values: { clicks }, maturing: false, ...more }
}

export const report: Report = {
  rows: [
    row(['7'], 1200, { labels: ['Summer sale'], previous: { clicks: 1000 }, maturing: true }),
    row([null], 34, { previous: { clicks: 0 } }),
  ],
  totals: { clicks: 1234 },
  previousTotals: { clicks: 1000 },
  total: 2,
  page: 1,
  pageSize: 50,
  asOf: '2026-11-27T12:03:11.000Z',
  source: 'counters',
  notes: ['There is no rate from SEK to EUR.'],
}

const span = (values: Report['totals']) => ({
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-11-28T00:00:00.000Z',
  values,
})

export const dashboard: Dashboard = {
  range: {
    current: span({
      clicks: 1200,
      conversions: 40,
      pending: 10,
      success: 30,
      rejected: 2,
      revenue: [{ currency: 'USD', amount: '99.50' }],
    }),
    previous: span({ clicks: 1000, conversions: 50, revenue: [] }),
  },
  today: { today: span({ clicks: 12 }), yesterday: span({ clicks: 6 }), lastWeek: span({ clicks: 24 }) },
  series: {
    grain: 'day',
    rows: [
      row(['2026-11-26T00:00:00.000Z'], 600, { previous: { clicks: 400 } }),
      row(['2026-11-27T00:00:00.000Z'], 500, { previous: { clicks: 600 } }),
    ],
  },
  topOffers: [row(['7'], 1200, { labels: ['Summer sale'] })],
  topTrackers: [row(['everflow'], 1200, { labels: ['Everflow'] })],
  topReasons: [row(['unknown_event'], 0, { values: { rejected_postbacks: 5 } })],
  asOf: '2026-11-27T12:03:11.000Z',
  notes: [],
}
