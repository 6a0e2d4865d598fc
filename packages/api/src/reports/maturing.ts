import { isGrain, startOfPeriod, type Grain } from '@gokart/shared'
import type { ReadView } from './read-view.js'
import type { ReportSpec } from './spec.js'
import { sqlOf } from './sql.js'

const DAY = 86_400_000
/** Of offers that set no limit: most conversions come within a week of their click. */
const USUAL_DAYS = 7

type Key = readonly (string | null)[]

/**
 * Says of a row whether conversions of its clicks may still come: by the time of the click alone, and where its clicks are younger than
 * the time in which their offer takes conversions.
 */
export async function maturingOf(view: ReadView, spec: ReportSpec, now: number): Promise<(key: Key) => boolean> {
  if (spec.clock !== 'click') return () => false
  const days = await conversionDays(view, spec)
  const longest = Math.max(USUAL_DAYS, ...days.values())
  const offer = spec.dimensions.indexOf('offer')
  const grains = spec.dimensions.flatMap((name, index) => (isGrain(name) ? [{ name, index }] : []))
  return (key) => {
    const ends = grains.map(({ name, index }) => endOf(spec.zone, name, key[index]))
    const window = offer < 0 ? longest : (days.get(key[offer] ?? '') ?? USUAL_DAYS)
    return Math.min(spec.to, ...ends) > now - window * DAY
  }
}

/** Offer -> days in which it takes conversions. */
async function conversionDays(view: ReadView, spec: ReportSpec): Promise<Map<string, number>> {
  const own = spec.advertiserId === undefined ? sqlOf('') : sqlOf(' AND advertiser_id = ?', spec.advertiserId)
  const rows = await view.read<{ id: number; days: number }>({
    sql: `SELECT id, max_days_after_click AS days FROM offers WHERE max_days_after_click IS NOT NULL${own.sql}`,
    bindings: own.bindings,
  })
  const asked = spec.filters.find(({ dimension }) => dimension === 'offer')?.value
  return new Map(
    rows.flatMap(({ id, days }) => (asked === undefined || asked === String(id) ? [[String(id), days] as const] : [])),
  )
}

function endOf(zone: string, grain: Grain, start: string | null | undefined): number {
  if (!start) return Infinity
  const begin = Date.parse(start)
  // Every period is shorter than this, and the one after it is longer than the rest.
  const longest = { hour: 1.5, day: 25, week: 7 * 24 + 1, month: 31 * 24 + 1 }[grain] * 3_600_000
  return startOfPeriod(zone, grain, begin + longest + 3_600_000)
}
