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
  /**
   * What knows it. Sums of what does not stand in the row without a value (`-`), so that rows always add up to the totals; in the other
   * rows they cannot be told: an event's row has no clicks, and no CR.
   */
  readonly of: readonly Family[]
  /** Only for ops. */
  readonly opsOnly?: true
}

/** What numbers are sums of: clicks, conversions, and postbacks that were rejected. */
export type Family = 'clicks' | 'conversions' | 'postbacks'
const ALL = ['clicks', 'conversions', 'postbacks'] as const
/** What a click knows, and with it its conversions. */
const CLICKED = ['clicks', 'conversions'] as const

const subOf = (label: string): DimensionInfo => ({ label, kind: 'text', counted: false, of: CLICKED })
const subs = Object.fromEntries(
  Array.from({ length: SUB_COUNT }, (_, index) => `pub_sub_${index + 1}`).map((name) => [name, subOf(name)]),
) as Record<`pub_sub_${SubNumber}`, DimensionInfo>
type SubNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15

export const DIMENSIONS = {
  hour: { label: 'Hour', kind: 'time', counted: true, of: ALL },
  day: { label: 'Day', kind: 'time', counted: true, of: ALL },
  week: { label: 'Week', kind: 'time', counted: true, of: ALL },
  month: { label: 'Month', kind: 'time', counted: true, of: ALL },
  advertiser: { label: 'Advertiser', kind: 'record', counted: true, of: ALL, opsOnly: true },
  offer: { label: 'Offer', kind: 'record', counted: true, of: ALL },
  event: { label: 'Event', kind: 'record', counted: true, of: ['conversions'] },
  tracker: { label: 'Tracker', kind: 'text', counted: true, of: ALL },
  partner: { label: 'Partner', kind: 'record', counted: true, of: CLICKED },
  country: { label: 'Country', kind: 'text', counted: true, of: CLICKED },
  traffic_class: { label: 'Traffic', kind: 'text', counted: true, of: CLICKED },
  reason: { label: 'Reason', kind: 'text', counted: true, of: ['postbacks'] },
  device: { label: 'Device', kind: 'text', counted: false, of: CLICKED },
  os: { label: 'OS', kind: 'text', counted: false, of: CLICKED },
  browser: { label: 'Browser', kind: 'text', counted: false, of: CLICKED },
  ...subs,
} as const satisfies Record<string, DimensionInfo>

export type DimensionName = keyof typeof DIMENSIONS
export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as [DimensionName, ...DimensionName[]]
export const GRAINS = ['hour', 'day', 'week', 'month'] as const satisfies readonly DimensionName[]
export type Grain = (typeof GRAINS)[number]

/** Sums that rows are added up to; all other metrics are made from them. Money is a sum for each currency. */
export const COUNT_SUMS = {
  clicks: 'clicks',
  unique_clicks: 'clicks',
  pending: 'conversions',
  success: 'conversions',
  rejected: 'conversions',
  rejected_postbacks: 'postbacks',
} as const satisfies Record<string, Family>
export const MONEY_SUMS = ['pending_revenue', 'payout', 'rejected_revenue'] as const
export type CountSum = keyof typeof COUNT_SUMS
export type MoneySum = (typeof MONEY_SUMS)[number]

export interface MetricInfo {
  readonly label: string
  readonly format: 'count' | 'share' | 'money'
  /** What it is made of; where a row has nothing to do with one of them, it cannot be told. */
  readonly of: readonly Family[]
  readonly about: string
}

export const METRICS = {
  clicks: {
    label: 'Clicks',
    format: 'count',
    of: ['clicks'],
    about: 'Human visitors who were sent on; other traffic where it is asked for',
  },
  unique_clicks: {
    label: 'Unique clicks',
    format: 'count',
    of: ['clicks'],
    about: 'The first click of each member, else of each IP address and user agent, per offer and UTC day',
  },
  conversions: { label: 'Conversions', format: 'count', of: ['conversions'], about: 'Pending and success' },
  pending: { label: 'Pending', format: 'count', of: ['conversions'], about: 'Conversions that wait for approval' },
  success: { label: 'Success', format: 'count', of: ['conversions'], about: 'Conversions that are approved' },
  rejected: { label: 'Rejected', format: 'count', of: ['conversions'], about: 'Conversions that were rejected' },
  cr: { label: 'CR', format: 'share', of: ['clicks', 'conversions'], about: 'Conversions for each click' },
  epc: { label: 'EPC', format: 'money', of: ['clicks', 'conversions'], about: 'Revenue for each click' },
  revenue: {
    label: 'Revenue',
    format: 'money',
    of: ['conversions'],
    about: 'What conversions that are not rejected are worth',
  },
  payout: {
    label: 'Payout',
    format: 'money',
    of: ['conversions'],
    about: 'What approved conversions are worth: what the advertiser owes',
  },
  pending_revenue: {
    label: 'Pending revenue',
    format: 'money',
    of: ['conversions'],
    about: 'What pending conversions are worth',
  },
  rejected_revenue: {
    label: 'Rejected revenue',
    format: 'money',
    of: ['conversions'],
    about: 'What rejected conversions would be worth',
  },
  rejected_postbacks: {
    label: 'Rejected postbacks',
    format: 'count',
    of: ['postbacks'],
    about: 'Postbacks that were answered with a reason',
  },
} as const satisfies Record<string, MetricInfo>

export type MetricName = keyof typeof METRICS
export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]]

/** Query parameter that filters by a dimension; sub IDs all have `sub`. */
const PARAMETERS = {
  advertiser: 'advertiserId',
  offer: 'offerId',
  event: 'eventId',
  tracker: 'trackerId',
  partner: 'partnerId',
  country: 'country',
  traffic_class: 'trafficClass',
  reason: 'reason',
  device: 'device',
  os: 'os',
  browser: 'browser',
} as const satisfies Partial<Record<DimensionName, string>>
export type FilterParameter = (typeof PARAMETERS)[keyof typeof PARAMETERS]
export const FILTERED = Object.entries(PARAMETERS) as [keyof typeof PARAMETERS, FilterParameter][]

/** How a filter names a value: `-` is no value, so a value of one dash, or one that begins with a backslash, has a backslash before it. */
export function filterText(value: string | null): string {
  if (value === null) return '-'
  return value === '-' || value.startsWith('\\') ? `\\${value}` : value
}

/** The value that a filter names; null: no value. */
export function filterValue(text: string): string | null {
  return text === '-' ? null : text.replace(/^\\/, '')
}

/** The filter that leaves the row with this key of a dimension: `{ offerId: '7' }`, `{ sub: '3:abc' }`. Of periods there is none. */
export function filterOf(dimension: DimensionName, key: string | null): Record<string, string> {
  const sub = /^pub_sub_(\d+)$/.exec(dimension)
  if (sub) return { sub: `${sub[1]}:${filterText(key)}` }
  const parameter = PARAMETERS[dimension as keyof typeof PARAMETERS] as FilterParameter | undefined
  return parameter === undefined ? {} : { [parameter]: filterText(key) }
}
