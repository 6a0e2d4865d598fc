import type { Period } from '@gokart/shared'
import { timeKeyHex } from '../db/partitions.js'
import type { Sql } from '../db/sql.js'
import type { EventUsageRow } from '../db/tables.js'
import type { Tally } from './limits.js'
import type { NeededUsage } from './needs.js'
import { periodEnd, periodStart } from './period.js'

/** A period of an event; a row of the table. */
export interface Place extends Pick<NeededUsage, 'eventRowId' | 'limitsVersion'> {
  readonly period: Period
  readonly at: Date
  /** The key of its row, as text: sorts as the table does. */
  readonly key: string
}

const KEY = ['offer_event_id', 'limits_version', 'period', 'starts_on'] as const

export function placeOf({ eventRowId, limitsVersion }: NeededUsage, period: Period, at: Date): Place {
  const numbers = [eventRowId, limitsVersion].map((number) => String(number).padStart(10, '0'))
  const key = [...numbers, period, dateOf(periodStart(period, at))].join(' ')
  return { eventRowId, limitsVersion, period, at, key }
}

function dateOf(midnight: Date): string {
  return midnight.toISOString().slice(0, 10)
}

function columnsOf({ eventRowId, limitsVersion, period, at }: Place): unknown[] {
  return [eventRowId, limitsVersion, period, dateOf(periodStart(period, at))]
}

/** Locks rows and reads them, in the order of their keys. Null: the row is there, and nothing was counted yet. */
export async function lock(sql: Sql, places: readonly Place[]): Promise<Map<string, Tally | null>> {
  if (places.length === 0) return new Map()
  // Not as (a, b) IN (...), which not every server reads from the key.
  const one = `(${KEY.map((column) => `${column} = ?`).join(' AND ')})`
  const [rows] = await sql(
    `SELECT * FROM event_usage WHERE ${places.map(() => one).join(' OR ')} ORDER BY ${KEY.join(', ')} FOR UPDATE`,
    places.flatMap(columnsOf),
  )
  return new Map((rows as EventUsageRow[]).map((row) => [keyOf(row), tallyOf(row)]))
}

function keyOf({
  offer_event_id: eventRowId,
  limits_version: limitsVersion,
  period,
  starts_on,
}: EventUsageRow): string {
  return placeOf({ eventRowId, limitsVersion, periods: [] }, period, starts_on).key
}

function tallyOf({ conversions, revenue }: EventUsageRow): Tally | null {
  return conversions === null || revenue === null ? null : { conversions, revenue }
}

/** Whoever comes second waits here for the first, and finds what that one counted. */
export async function addRows(sql: Sql, places: readonly Place[]): Promise<void> {
  await sql(
    `INSERT INTO event_usage (${KEY.join(', ')}) VALUES ${places.map(() => '(?, ?, ?, ?)').join(', ')}
      ON DUPLICATE KEY UPDATE period = VALUES(period)`,
    places.flatMap(columnsOf),
  )
}

/** From the key of the event and the time-first IDs: a period that begins is counted at once. */
export async function countConversions(sql: Sql, { eventRowId, period, at }: Place): Promise<Tally> {
  const end = periodEnd(period, at)
  const [rows] = await sql(
    `SELECT COUNT(*) AS conversions, COALESCE(SUM(revenue), 0) AS revenue FROM conversions
      WHERE offer_event_id = ? AND id >= ? AND id < ? AND status <> 'rejected' AND test = 0`,
    [eventRowId, timeKey(periodStart(period, at)), end ? timeKey(end) : LAST],
  )
  const [row] = rows as { conversions: number | string; revenue: string }[]
  return { conversions: Number(row?.conversions ?? 0), revenue: row?.revenue ?? '0' }
}

const LAST = Buffer.alloc(16, 0xff)
const timeKey = (moment: Date) => Buffer.from(timeKeyHex(moment.getTime()), 'hex')

export async function store(
  sql: Sql,
  places: readonly Place[],
  tallies: ReadonlyMap<string, Tally | null>,
): Promise<void> {
  if (places.length === 0) return
  const values = places.flatMap((place) => {
    const tally = tallies.get(place.key)
    return [...columnsOf(place), tally?.conversions ?? null, tally?.revenue ?? null]
  })
  await sql(
    `INSERT INTO event_usage (${KEY.join(', ')}, conversions, revenue)
      VALUES ${places.map(() => '(?, ?, ?, ?, ?, ?)').join(', ')}
      ON DUPLICATE KEY UPDATE conversions = VALUES(conversions), revenue = VALUES(revenue)`,
    values,
  )
}
