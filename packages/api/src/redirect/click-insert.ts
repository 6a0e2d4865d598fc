import type { PoolConnection } from 'mysql2/promise'
import { uuidToBytes } from '../db/uuid.js'
import { PUB_NAMES, type ClickRecord, type PubName } from './click-record.js'

type OwnColumn = Exclude<keyof ClickRecord, 'id' | 'created_at' | 'pubs' | 'test'>

const OWN_COLUMNS: readonly OwnColumn[] = [
  ...(['offer_id', 'advertiser_id', 'partner_id', 'link_version', 'outcome', 'traffic_class'] as const),
  ...(['ip', 'country', 'device', 'os', 'browser', 'user_agent', 'referrer'] as const),
]

/** Stores clicks that were never tried before, all or none. */
export async function insertClicks(connection: PoolConnection, clicks: readonly ClickRecord[]): Promise<void> {
  await insert(connection, clicks, '')
}

/** Stores clicks that may be there already: twice is once. Unlike INSERT IGNORE it hides no other fault. */
export async function insertMissingClicks(connection: PoolConnection, clicks: readonly ClickRecord[]): Promise<void> {
  await insert(connection, clicks, ' ON DUPLICATE KEY UPDATE id = id')
}

/**
 * Most of the 18 columns of partners are empty in most clicks: those that are empty in all of them are left out, to be NULL. So is
 * the mark of tests, to be 0.
 */
async function insert(connection: PoolConnection, clicks: readonly ClickRecord[], onDuplicate: string): Promise<void> {
  const pubs = PUB_NAMES.filter((name) => clicks.some((click) => click.pubs[name]))
  const marked = clicks.some(({ test }) => test)
  const columns = ['id', 'created_at', ...OWN_COLUMNS, ...pubs, ...(marked ? ['test'] : [])].join(', ')
  const rows = clicks.map((click) => toRow(click, pubs, marked))
  await connection.query(`INSERT INTO clicks (${columns}) VALUES ?${onDuplicate}`, [rows])
}

function toRow(click: ClickRecord, pubs: readonly PubName[], marked: boolean): unknown[] {
  const row: unknown[] = [uuidToBytes(click.id), new Date(click.created_at)]
  for (const column of OWN_COLUMNS) row.push(click[column] ?? null)
  // A value that was sent empty is none.
  for (const name of pubs) row.push(click.pubs[name] || null)
  if (marked) row.push(click.test ?? false)
  return row
}

/** MySQL's numbers of faults that lie in a row, so that it fails however often it is tried. */
const ROW_FAULTS: ReadonlySet<unknown> = new Set([
  1048, // column cannot be null
  1062, // duplicate key
  1264, // number out of range
  1265, // data truncated
  1292, // incorrect value
  1364, // no default value
  1366, // incorrect string
  1406, // data too long
])

export function isRowFault(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && ROW_FAULTS.has(error.errno)
}
