import { z } from 'zod'
import { Click, TrafficClass } from './click.js'
import { endpoint } from './contract.js'
import { Conversion } from './conversion.js'
import { PostbackSummary } from './postback.js'
import { Currency, IdText, Instant, InstantInput } from './primitives.js'
import { DIMENSION_NAMES, GRAINS, METRIC_NAMES } from './report-fields.js'

/** `a,b,c` -> ['a', 'b', 'c'], each of the list and once. */
function listOf<const T extends readonly [string, ...string[]]>(names: T, max: number) {
  const item = z.enum(names)
  return z
    .string()
    .transform((text) => text.split(',').filter((name) => name !== ''))
    .pipe(z.array(item).max(max))
    .refine((list) => new Set(list).size === list.length, 'Must name each once')
}

/** IANA name, such as `America/New_York`. */
export const ZoneName = z.string().max(64).refine(isZone, 'Must be the name of a time zone, such as Europe/Berlin')

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

/** A value, or `-` for rows without one. See `filterText` for values that would look like that. */
const text = z.string().min(1).max(255)
const recordId = z.union([z.literal('-'), IdText])
const Sub = z
  .string()
  .max(260)
  .regex(/^([1-9]|1[0-5]):./s, 'Must be the number of a sub ID and its value, such as 3:abc')
  .transform((given) => {
    const colon = given.indexOf(':')
    return { number: Number(given.slice(0, colon)), value: given.slice(colon + 1) }
  })

/** Filters by dimension: only what has this value. Sums of what does not know the dimension cannot be told then. */
const filters = {
  advertiserId: recordId.optional(),
  offerId: recordId.optional(),
  eventId: recordId.optional(),
  trackerId: text.optional(),
  partnerId: recordId.optional(),
  country: text.optional(),
  /** Class of the click. Absent: clicks of humans, and conversions whatever their click was; where the report is split by it, all. */
  trafficClass: z.enum([...TrafficClass.options, 'all', '-']).optional(),
  reason: text.optional(),
  device: text.optional(),
  os: text.optional(),
  browser: text.optional(),
  /** `sub=3:abc`: pub_sub_3 is abc. Several are repeated. */
  sub: z.union([Sub.transform((one) => [one]), z.array(Sub).max(15)]).optional(),
}

/** Which rows are counted, and how. */
export const ReportScope = z.object({
  /** `to` is not in it. */
  from: InstantInput,
  to: InstantInput,
  zone: ZoneName.default('UTC'),
  /** By the time of the click, or of the conversion. Clicks have the one, postbacks the other. */
  clock: z.enum(['click', 'conversion']).default('conversion'),
  /** All money in this currency, by the dated rates that ops entered; absent: each currency by itself. */
  currency: Currency.optional(),
  ...filters,
})
export type ReportScope = z.infer<typeof ReportScope>

/** Longest range of a report. */
export const REPORT_DAYS = 1_830
const FIRST = Date.UTC(2000, 0, 1)
const LAST = Date.UTC(2100, 0, 1)

interface Ranged {
  from: string
  to: string
}

/** Reports are about a range that is neither empty nor without end. */
function inRange<S extends z.ZodType<Ranged>>(schema: S): S {
  return schema.superRefine(({ from, to }: Ranged, context) => {
    const [begin, end] = [Date.parse(from), Date.parse(to)]
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (begin < FIRST) fault('from', 'Must not be before the year 2000')
    if (end > LAST) fault('to', 'Must not be after the year 2099')
    if (end <= begin) fault('to', 'Must be after the begin of the range')
    if (end - begin > REPORT_DAYS * 86_400_000) fault('to', `A report is of ${REPORT_DAYS} days at the most`)
  }) as S
}

const ReportFields = ReportScope.extend({
  dimensions: listOf(DIMENSION_NAMES, 3).default([]),
  metrics: listOf(METRIC_NAMES, 20).default(['clicks', 'conversions', 'cr', 'revenue']),
  /** A metric or a dimension of the report, with `-` before it for descending. Default: time ascending, else first metric descending. */
  sort: z.string().max(40).optional(),
  /** Beside each row the same row of the range before, as long as this one; or of the same days a week before. */
  compare: z.enum(['previous', 'week']).optional(),
  page: z.coerce.number<number>().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number<number>().int().min(1).max(1_000).default(50),
})
interface Sorted {
  dimensions: string[]
  metrics: string[]
  sort?: string | undefined
}

function sortedByOwn<S extends z.ZodType<Sorted>>(schema: S): S {
  return schema.superRefine(({ dimensions, metrics, sort }: Sorted, context) => {
    if (sort === undefined || [...dimensions, ...metrics].includes(sort.replace(/^-/, ''))) return
    context.addIssue({ code: 'custom', path: ['sort'], message: 'Must be a dimension or metric of this report' })
  }) as S
}

export const ReportQuery = inRange(sortedByOwn(ReportFields))
export type ReportQuery = z.infer<typeof ReportQuery>

/** `csv`: UTF-8 with its mark, commas, CRLF; what a spreadsheet would take for a formula has a quote before it. */
export const ExportFormat = z.enum(['csv', 'xlsx'])
export type ExportFormat = z.infer<typeof ExportFormat>

/** The same as a file: its page does not matter. */
export const ReportFileQuery = inRange(sortedByOwn(ReportFields.extend({ format: ExportFormat.default('csv') })))

export const Money = z.object({ currency: z.string(), amount: z.string() })
export type Money = z.infer<typeof Money>

/** A count, a share (decimal string, `0.0213`), or money: one entry a currency. Null: cannot be told, such as a share of nothing. */
export const MetricValue = z.union([z.number(), z.string(), z.array(Money), z.null()])
export type MetricValue = z.infer<typeof MetricValue>
const MetricValues = z.partialRecord(z.enum(METRIC_NAMES), MetricValue)

export const ReportRow = z.object({
  /** One entry a dimension: instant of the period's begin, row number as text, or the value; null where the row has none. */
  key: z.array(z.string().nullable()),
  /** How it is called. */
  labels: z.array(z.string()),
  values: MetricValues,
  previous: MetricValues.optional(),
  /** The period is so recent that conversions of its clicks may still come. */
  maturing: z.boolean(),
})
export type ReportRow = z.infer<typeof ReportRow>

export const Report = z.object({
  rows: z.array(ReportRow),
  /** All rows added up, also those of other pages. */
  totals: MetricValues,
  previousTotals: MetricValues.optional(),
  /** Number of rows on all pages. */
  total: z.number().int(),
  page: z.number().int(),
  pageSize: z.number().int(),
  /** All that was committed until then is in it. */
  asOf: Instant,
  source: z.enum(['counters', 'rows']),
  /** Sentences a reader must know: rates that were missing, and the like. */
  notes: z.array(z.string()),
})
export type Report = z.infer<typeof Report>

export const DashboardQuery = inRange(ReportScope.extend({ grain: z.enum(GRAINS).optional() }))
export type DashboardQuery = z.infer<typeof DashboardQuery>

/** What comes of a report while it is made: how much of it is read, from 0 to 1, and at last the report, or why there is none. */
export const ReportStep = z.union([
  z.object({ progress: z.number() }),
  z.object({ report: Report }),
  z.object({ fault: z.string() }),
])
export type ReportStep = z.infer<typeof ReportStep>

/** The headline numbers of a span, with those of two spans to compare it with. */
const Headline = z.object({ from: Instant, to: Instant, values: MetricValues })

export const Dashboard = z.object({
  range: z.object({ current: Headline, previous: Headline }),
  /** Of the reader's zone: today until now, the same hours of yesterday and of the same day last week. */
  today: z.object({ today: Headline, yesterday: Headline, lastWeek: Headline }),
  /** One row a period, also empty ones. */
  series: z.object({ grain: z.enum(GRAINS), rows: z.array(ReportRow) }),
  topOffers: z.array(ReportRow),
  topTrackers: z.array(ReportRow),
  topReasons: z.array(ReportRow),
  asOf: Instant,
  notes: z.array(z.string()),
})
export type Dashboard = z.infer<typeof Dashboard>

/**
 * The rows that a number is made of, newest first: those of `clicks` are clicks, of `payout` conversions that are approved, of `cr` and `epc`
 * conversions. Filters as in the report, with those of the number's row; of a period its span. Where the report is split by traffic class, a
 * number of all rows is asked for with `trafficClass=all`.
 */
export const ReportRowsQuery = inRange(
  ReportScope.extend({
    metric: z.enum(METRIC_NAMES),
    /** `next` of the page before. */
    after: z
      .string()
      .regex(/^(\d{1,15}\.)?[0-9a-f]{32}$/, 'Must be `next` of the answer before')
      .optional(),
    pageSize: z.coerce.number<number>().int().min(1).max(200).default(50),
  }),
)
export type ReportRowsQuery = z.infer<typeof ReportRowsQuery>

const rowsPage = {
  /** All of them: what the report counts. */
  total: z.number().int(),
  pageSize: z.number().int(),
  /** Where the next page begins; null: there is none. */
  next: z.string().nullable(),
}
export const ReportRows = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('clicks'), items: z.array(Click), ...rowsPage }),
  z.object({ kind: z.literal('conversions'), items: z.array(Conversion), ...rowsPage }),
  z.object({ kind: z.literal('postbacks'), items: z.array(PostbackSummary), ...rowsPage }),
])
export type ReportRows = z.infer<typeof ReportRows>

export const reportEndpoints = {
  run: endpoint('GET /api/reports', {
    access: 'user',
    summary: 'A report: sums by up to three dimensions, with totals',
    query: ReportQuery,
    response: Report,
  }),
  stream: endpoint('GET /api/reports/stream', {
    access: 'user',
    summary:
      'The same as it is made, for reports from rows: progress, and at last the report. Whoever goes away ends it',
    query: ReportQuery,
    stream: ReportStep,
  }),
  dashboard: endpoint('GET /api/dashboard', {
    access: 'user',
    summary: 'The numbers of a range, of today, and what stands out in them',
    query: DashboardQuery,
    response: Dashboard,
  }),
  rows: endpoint('GET /api/reports/rows', {
    access: 'user',
    summary: 'The rows that a number of a report is made of',
    query: ReportRowsQuery,
    response: ReportRows,
  }),
}
