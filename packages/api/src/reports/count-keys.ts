import { DIMENSIONS, isGrain, startOfPeriod, type DimensionName, type Family, type Grain } from '@gokart/shared'
import type { CountColumn } from '../counters/counts-query.js'
import type { Group } from './groups.js'
import { trackersOf } from './offer-trackers.js'
import type { ReadView } from './read-view.js'
import { knowsDimension, type ReportSpec } from './spec.js'

/** Dimensions that counters have as a column. A tracker is the offer's. */
export const COLUMNS: { readonly [name in DimensionName]?: CountColumn } = {
  advertiser: 'advertiser_id',
  offer: 'offer_id',
  tracker: 'offer_id',
  event: 'offer_event_id',
  partner: 'partner_id',
  country: 'country',
  traffic_class: 'traffic_class',
  reason: 'reason',
}

/** What a row of counters is told apart by. `at`: Unix ms, a moment of its period. */
export type CountKeys = { readonly at: number | string } & { readonly [column in CountColumn]?: string | number }

/** How the key of a group is read from a row of counters; undefined for a row of another tracker than the one that is asked for. */
export async function countKeys(
  view: ReadView,
  family: Family,
  { dimensions, filters, zone }: ReportSpec,
): Promise<(row: CountKeys) => Group['key'] | undefined> {
  const asked = filters.find(({ dimension }) => dimension === 'tracker')
  const trackers = asked || dimensions.includes('tracker') ? await trackersOf(view) : new Map<number, string>()
  const trackerOf = ({ offer_id }: CountKeys) => trackers.get(Number(offer_id)) ?? null
  const readers = dimensions.map((name) => {
    if (isGrain(name)) return periodReader(zone, name)
    if (!knowsDimension(family, name)) return () => null
    return name === 'tracker' ? trackerOf : valueReader(name)
  })
  return (row) => (asked && trackerOf(row) !== asked.value ? undefined : readers.map((read) => read(row)))
}

type Reader = (row: CountKeys) => string | null

/** Many rows are of one moment. */
function periodReader(zone: string, grain: Grain): Reader {
  const texts = new Map<number | string, string>()
  return ({ at }) => {
    let text = texts.get(at)
    if (text === undefined) texts.set(at, (text = new Date(startOfPeriod(zone, grain, Number(at))).toISOString()))
    return text
  }
}

function valueReader(name: DimensionName): Reader {
  const column = COLUMNS[name]!
  const none = DIMENSIONS[name].kind === 'record' ? '0' : ''
  return (row) => {
    const text = String(row[column])
    return text === none ? null : text
  }
}
