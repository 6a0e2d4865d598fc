import type { ReadView } from './read-view.js'
import { sqlOf } from './sql.js'

/** Offer -> its tracker; those without one are not in it. */
export async function trackersOf(view: ReadView): Promise<ReadonlyMap<number, string>> {
  const rows = await view.read<{ id: number; tracker: string }>(
    sqlOf('SELECT id, tracker_id AS tracker FROM offers WHERE tracker_id IS NOT NULL'),
  )
  return new Map(rows.map(({ id, tracker }) => [id, tracker]))
}
