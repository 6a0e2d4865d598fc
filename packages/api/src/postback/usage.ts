import { Big } from 'big.js'
import { rulesOfRow } from '../db/event-rules.js'
import type { Sql } from '../db/sql.js'
import type { ConversionRow, OfferEventRow } from '../db/tables.js'
import type { Tally, Usage } from './limits.js'
import { neededUsage, type NeededUsage } from './needs.js'
import { addRows, countConversions, lock, type Place, placeOf, store } from './usage-rows.js'

/** What is counted of events in the periods of some moments, locked until the transaction ends. */
export interface HeldUsage {
  of(needed: NeededUsage, at: Date): Usage
  /** Adds to what is held; `write` brings it into the database. */
  add(needed: NeededUsage, at: Date, conversions: 1 | -1, revenue: string): void
  write(): Promise<void>
}

/**
 * Locks and reads what counts of events at some moments, in one order for everybody, so that of two transactions one waits and
 * neither is taken back. What was not counted yet is counted from the conversions.
 */
export async function holdUsage(
  sql: Sql,
  wanted: readonly { readonly needed: NeededUsage; readonly at: Date }[],
): Promise<HeldUsage> {
  const all = wanted.flatMap(({ needed, at }) => needed.periods.map((period) => placeOf(needed, period, at)))
  const places = [...new Map(all.map((place) => [place.key, place])).values()].toSorted((a, b) =>
    a.key < b.key ? -1 : 1,
  )
  let tallies = await lock(sql, places)
  if (places.some(({ key }) => !tallies.has(key))) {
    await addRows(sql, places)
    tallies = await lock(sql, places)
  }
  const uncounted = places.filter(({ key }) => tallies.get(key) === null)
  for (const place of uncounted) tallies.set(place.key, await countConversions(sql, place))
  await store(sql, uncounted, tallies)
  const changed = new Map<string, Place>()

  return {
    of: (needed, at) =>
      Object.fromEntries(
        needed.periods.map((period) => [period, tallies.get(placeOf(needed, period, at).key) ?? EMPTY]),
      ),
    add(needed, at, conversions, revenue) {
      for (const period of needed.periods) {
        const place = placeOf(needed, period, at)
        const before = tallies.get(place.key) ?? EMPTY
        const sum = new Big(before.revenue).plus(new Big(revenue).times(conversions)).toFixed()
        tallies.set(place.key, { conversions: before.conversions + conversions, revenue: sum })
        changed.set(place.key, place)
      }
    },
    write: () => store(sql, [...changed.values()], tallies),
  }
}

const EMPTY: Tally = { conversions: 0, revenue: '0' }

/** A conversion that ceases to count (-1: it is rejected) or counts again (1). */
export interface UsageMove {
  readonly conversionId: Buffer
  readonly by: 1 | -1
}

/**
 * Gives the places of conversions back, or takes them again, where their events have caps or budgets. For whoever changes statuses:
 * to be called when the rows of the conversions are locked and before their statuses are written.
 */
export async function moveUsage(sql: Sql, moves: readonly UsageMove[]): Promise<void> {
  if (moves.length === 0) return
  const [rows] = await sql(
    `SELECT e.*, c.id AS conversion_id, c.converted_at, c.revenue FROM conversions c
      JOIN offer_events e ON e.id = c.offer_event_id
      WHERE c.test = 0 AND c.id IN (${moves.map(() => '?').join(', ')})`,
    moves.map(({ conversionId }) => conversionId),
  )
  const by = new Map(moves.map((move) => [move.conversionId.toString('hex'), move.by]))
  const wanted = (rows as MovedRow[]).flatMap((row) => {
    const needed = neededUsage({ ...rulesOfRow(row), id: row.id, limitsVersion: row.limits_version })
    const { conversion_id: id, converted_at: at, revenue } = row
    return needed ? { needed, at, revenue, by: by.get(id.toString('hex')) ?? 1 } : []
  })
  if (wanted.length === 0) return
  const held = await holdUsage(sql, wanted)
  for (const move of wanted) held.add(move.needed, move.at, move.by, move.revenue)
  await held.write()
}
type MovedRow = OfferEventRow & Pick<ConversionRow, 'converted_at' | 'revenue'> & { conversion_id: Buffer }
