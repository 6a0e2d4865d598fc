import { isGrain, periodLabel, type DimensionName } from '@gokart/shared'
import { findTracker } from '@gokart/shared/trackers'
import type { ReadView } from './read-view.js'
import type { ReportSpec } from './spec.js'
import { sqlOf } from './sql.js'

/** How no value is shown. */
const NONE = '-'
const CHUNK = 1_000

/** Row number -> name. An offer's only event has no name. */
const NAMES: { readonly [name in DimensionName]?: string } = {
  advertiser: 'SELECT id, name FROM advertisers WHERE id IN',
  offer: 'SELECT id, name FROM offers WHERE id IN',
  partner: 'SELECT id, name FROM partners WHERE id IN',
  event: "SELECT id, COALESCE(NULLIF(name, ''), event_id, 'Conversion') AS name FROM offer_events WHERE id IN",
}

type Key = readonly (string | null)[]
/** How a dimension calls the value of a key. */
export type Labels = (index: number, value: string | null) => string

/** Reads what is needed to name these keys. */
export async function labelsOf(
  view: ReadView,
  { dimensions, zone }: ReportSpec,
  keys: readonly Key[],
): Promise<Labels> {
  const named = await Promise.all(
    dimensions.map(async (name, index) => {
      const sql = NAMES[name]
      return sql === undefined ? undefined : namesOf(view, sql, new Set(keys.map((key) => key[index] ?? null)))
    }),
  )
  return (index, value) => {
    const name = dimensions[index]!
    if (value === null) return NONE
    if (isGrain(name)) return periodLabel(zone, name, Date.parse(value))
    if (name === 'tracker') return findTracker(value)?.name ?? value
    return named[index]?.get(value) ?? value
  }
}

async function namesOf(view: ReadView, sql: string, ids: ReadonlySet<string | null>): Promise<Map<string, string>> {
  const numbers = [...ids].flatMap((id) => (id === null ? [] : Number(id)))
  const names = new Map<string, string>()
  for (let at = 0; at < numbers.length; at += CHUNK) {
    const chunk = numbers.slice(at, at + CHUNK)
    const marks = chunk.map(() => '?').join(', ')
    const rows = await view.read<{ id: number; name: string }>(sqlOf(`${sql} (${marks})`, ...chunk))
    for (const { id, name } of rows) names.set(String(id), name)
  }
  return names
}
