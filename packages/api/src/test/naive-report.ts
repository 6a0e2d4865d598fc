import { isGrain, startOfPeriod, type DimensionName, type Family, type ReportScope } from '@gokart/shared'
import type { Database } from '../db/knex.js'
import type { ClickRow, ConversionRow, OfferRow, PostbackRow } from '../db/tables.js'

/*
 * A report as nobody would write it: every row of the database, one after the other, in plain JavaScript. What reports answer is compared
 * with it. Money is in ten-thousandths.
 */

export interface NaiveRow {
  readonly family: Family
  /** Unix ms: by the clock of the click, and of the conversion. */
  readonly at: Readonly<Record<'click' | 'conversion', number>>
  readonly values: { readonly [name in DimensionName]?: string | null }
  readonly counts: Readonly<Record<string, number>>
  readonly money: Readonly<Record<string, bigint>>
}

export type NaiveGroup = { counts: Record<string, number>; money: Record<string, bigint> }

const text = (value: unknown) => (value === null || value === undefined || value === '' ? null : String(value))
const keyTime = (id: Buffer) => id.readUIntBE(0, 6)
const MONEY = { pending: 'pending_revenue', success: 'payout', rejected: 'rejected_revenue' }

/** Every row that counts. */
export async function naiveRows(db: Database): Promise<NaiveRow[]> {
  const offers: OfferRow[] = await db('offers')
  const trackers = new Map(offers.map(({ id, tracker_id }) => [id, tracker_id]))
  const clicks: ClickRow[] = await db('clicks').orderBy('id')
  const byId = new Map(clicks.map((row) => [row.id.toString('hex'), row]))
  const conversions: ConversionRow[] = await db('conversions').where({ test: 0 })
  const postbacks: PostbackRow[] = await db('postbacks').where({ test: 0, outcome: 'rejected' })
  const of = (row: { advertiser_id: number | null; offer_id: number | null }) => ({
    advertiser: text(row.advertiser_id),
    offer: text(row.offer_id),
    tracker: text(row.offer_id === null ? null : trackers.get(row.offer_id)),
  })
  const counted = clicks.filter((row) => row.outcome === 'sent' && row.test === 0)
  const firsts = firstClicks(counted)
  return [
    ...counted.map((row): NaiveRow => ({
      family: 'clicks',
      at: { click: keyTime(row.id), conversion: keyTime(row.id) },
      values: { ...of(row), partner: text(row.partner_id), ...ofClick(row) },
      counts: { clicks: 1, unique_clicks: firsts.has(row) ? 1 : 0 },
      money: {},
    })),
    ...conversions.map((row): NaiveRow => ({
      family: 'conversions',
      at: { click: row.clicked_at.getTime(), conversion: row.converted_at.getTime() },
      values: {
        ...of(row),
        event: text(row.offer_event_id),
        partner: text(row.partner_id),
        ...ofClick(byId.get(row.click_id.toString('hex'))),
        country: text(row.country),
        traffic_class: row.traffic_class,
      },
      counts: { [row.status]: 1 },
      money: { [`${MONEY[row.status]} ${row.currency}`]: BigInt(row.revenue.replace('.', '')) },
    })),
    ...postbacks.map((row): NaiveRow => ({
      family: 'postbacks',
      at: { click: keyTime(row.id), conversion: keyTime(row.id) },
      values: { ...of(row), reason: text(row.reason) },
      counts: { rejected_postbacks: 1 },
      money: {},
    })),
  ]
}

function ofClick(row: ClickRow | undefined): NaiveRow['values'] {
  const subs = Array.from({ length: 15 }, (_, index) => `pub_sub_${index + 1}` as 'pub_sub_1')
  return {
    country: text(row?.country),
    traffic_class: text(row?.traffic_class),
    device: text(row?.device),
    os: text(row?.os),
    browser: text(row?.browser),
    ...Object.fromEntries(subs.map((name) => [name, text(row?.[name])])),
  }
}

/** The first of each visitor, offer, class and UTC day; the rows come in the order of their keys. */
function firstClicks(rows: readonly ClickRow[]): Set<ClickRow> {
  const seen = new Set<string>()
  return new Set(
    rows.filter((row) => {
      const day = Math.floor(keyTime(row.id) / 86_400_000)
      const member = row.pub_member_id?.trim()
      const visitor = member ? ['member', row.partner_id, row.pub_member_id] : ['address', row.ip, row.user_agent]
      const key = JSON.stringify([day, row.offer_id, row.traffic_class, ...visitor])
      return seen.size < seen.add(key).size
    }),
  )
}

interface Question {
  readonly scope: ReportScope
  readonly dimensions: readonly DimensionName[]
  readonly advertiserId?: number
  /** Dimension -> the only value that is wanted. */
  readonly filter?: { readonly [name in DimensionName]?: string | null }
}

/** The groups of a report, by their keys as JSON. */
export function naiveGroups(rows: readonly NaiveRow[], question: Question): Map<string, NaiveGroup> {
  const groups = new Map<string, NaiveGroup>()
  for (const row of rows) {
    if (!isAsked(row, question)) continue
    const key = JSON.stringify(question.dimensions.map((name) => valueOf(row, name, question.scope)))
    const group = groups.get(key) ?? { counts: {}, money: {} }
    for (const [name, by] of Object.entries(row.counts)) group.counts[name] = (group.counts[name] ?? 0) + by
    for (const [name, by] of Object.entries(row.money)) group.money[name] = (group.money[name] ?? 0n) + by
    groups.set(key, group)
  }
  return groups
}

function isAsked(row: NaiveRow, { scope, dimensions, advertiserId, filter = {} }: Question): boolean {
  const at = row.at[scope.clock]
  if (at < Date.parse(scope.from) || at >= Date.parse(scope.to)) return false
  if (advertiserId !== undefined && row.values.advertiser !== String(advertiserId)) return false
  const humans = scope.trafficClass === undefined && !dimensions.includes('traffic_class')
  if (humans && row.family === 'clicks' && row.values.traffic_class !== 'human') return false
  return Object.entries(filter).every(([name, value]) => (row.values[name as DimensionName] ?? null) === value)
}

function valueOf(row: NaiveRow, name: DimensionName, { zone, clock }: ReportScope): string | null {
  if (!isGrain(name)) return row.values[name] ?? null
  return new Date(startOfPeriod(zone, name, row.at[clock])).toISOString()
}
