import { SUB_COUNT } from './click.js'

/**
 * What a report can be split by and what it can show: two tables. The query schema, the SQL (by the same keys in the API), headers of
 * files, and the column chooser are made from them. `counted`: read from counters, whatever the number of clicks; the others are read
 * from the clicks of the asked range, which takes time.
 */
export interface DimensionInfo {
  readonly label: string
  /** `time`: a period of the reader's zone; `record`: a row number with a name; `text`: the value itself. */
  readonly kind: 'time' | 'record' | 'text'
  readonly counted: boolean
  /** Only for ops. */
  readonly opsOnly?: true
}

const subs = Object.fromEntries(
  Array.from({ length: SUB_COUNT }, (_, index) => [
    `pub_sub_${index + 1}`,
    { label: `pub_sub_${index + 1}`, kind: 'text', counted: false },
  ]),
) as Record<`pub_sub_${SubNumber}`, DimensionInfo>
type SubNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15

export const DIMENSIONS = {
  hour: { label: 'Hour', kind: 'time', counted: true },
  day: { label: 'Day', kind: 'time', counted: true },
  week: { label: 'Week', kind: 'time', counted: true },
  month: { label: 'Month', kind: 'time', counted: true },
  advertiser: { label: 'Advertiser', kind: 'record', counted: true, opsOnly: true },
  offer: { label: 'Offer', kind: 'record', counted: true },
  event: { label: 'Event', kind: 'record', counted: true },
  tracker: { label: 'Tracker', kind: 'text', counted: true },
  partner: { label: 'Partner', kind: 'record', counted: true },
  country: { label: 'Country', kind: 'text', counted: true },
  traffic_class: { label: 'Traffic', kind: 'text', counted: true },
  reason: { label: 'Reason', kind: 'text', counted: true },
  device: { label: 'Device', kind: 'text', counted: false },
  os: { label: 'OS', kind: 'text', counted: false },
  browser: { label: 'Browser', kind: 'text', counted: false },
  ...subs,
} as const satisfies Record<string, DimensionInfo>

export type DimensionName = keyof typeof DIMENSIONS
export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as [DimensionName, ...DimensionName[]]
export const GRAINS = ['hour', 'day', 'week', 'month'] as const satisfies readonly DimensionName[]
export type Grain = (typeof GRAINS)[number]

/** Sums that rows are added up to; all other metrics are made from them. Money is a sum for each currency. */
export const SUMS = [
  'clicks',
  'unique_clicks',
  'pending',
  'success',
  'rejected',
  'pending_revenue',
  'payout',
  'rejected_revenue',
  'rejected_postbacks',
] as const
export type SumName = (typeof SUMS)[number]

export interface MetricInfo {
  readonly label: string
  readonly format: 'count' | 'share' | 'money'
  readonly about: string
}

export const METRICS = {
  clicks: {
    label: 'Clicks',
    format: 'count',
    about: 'Human visitors who were sent on; other traffic where it is asked for',
  },
  unique_clicks: {
    label: 'Unique clicks',
    format: 'count',
    about: 'The first click of each member, else of each IP address and user agent, per offer and UTC day',
  },
  conversions: { label: 'Conversions', format: 'count', about: 'Pending and success' },
  pending: { label: 'Pending', format: 'count', about: 'Conversions that wait for approval' },
  success: { label: 'Success', format: 'count', about: 'Conversions that are approved' },
  rejected: { label: 'Rejected', format: 'count', about: 'Conversions that were rejected' },
  cr: { label: 'CR', format: 'share', about: 'Conversions for each click' },
  epc: { label: 'EPC', format: 'money', about: 'Revenue for each click' },
  revenue: { label: 'Revenue', format: 'money', about: 'What conversions that are not rejected are worth' },
  payout: { label: 'Payout', format: 'money', about: 'What approved conversions are worth: what the advertiser owes' },
  pending_revenue: { label: 'Pending revenue', format: 'money', about: 'What pending conversions are worth' },
  rejected_revenue: { label: 'Rejected revenue', format: 'money', about: 'What rejected conversions would be worth' },
  rejected_postbacks: {
    label: 'Rejected postbacks',
    format: 'count',
    about: 'Postbacks that were answered with a reason',
  },
} as const satisfies Record<string, MetricInfo>

export type MetricName = keyof typeof METRICS
export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]]
