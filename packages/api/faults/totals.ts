import type { Money } from '@gokart/shared'
import type { RowDataPacket } from 'mysql2/promise'
import mysql from 'mysql2/promise'
import { connectionOptions } from '../src/db/knex.js'
import type { Findings } from './findings.js'
import { signIn } from './offers.js'

/** All of a run is within it, also where clocks are put on. */
const YEAR = 365 * 86_400_000
const ONE = { pageSize: 1 }

/** What the rows sum up to. */
const SUMS = `SELECT
  (SELECT COUNT(*) FROM clicks) AS clicks,
  (SELECT COUNT(*) FROM clicks WHERE traffic_class = 'human' AND outcome = 'sent') AS humans,
  (SELECT COUNT(*) FROM postbacks) AS postbacks,
  (SELECT COUNT(*) FROM postbacks WHERE outcome = 'rejected') AS rejected,
  (SELECT COUNT(*) FROM conversions) AS conversions,
  (SELECT COALESCE(SUM(revenue), 0) FROM conversions) AS revenue`

/** The totals that people see against the rows that they sum. */
export async function judgeTotals(origin: string, databaseUrl: string, findings: Findings): Promise<void> {
  const client = await signIn(origin)
  const now = Date.now()
  const { totals } = await client.reports.run({
    query: {
      from: new Date(now - YEAR).toISOString(),
      to: new Date(now + YEAR).toISOString(),
      metrics: 'clicks,conversions,revenue,rejected_postbacks',
    },
  })
  const connection = await mysql.createConnection(connectionOptions(databaseUrl))
  const [[rows]] = await connection.query<RowDataPacket[]>(SUMS)
  await connection.end()
  const summed = Object.fromEntries(Object.entries(rows!).map(([name, value]) => [name, Number(value)]))
  const shown = {
    clicks: countOf(await client.clicks.list({ query: ONE }), summed['clicks']),
    humans: totals.clicks,
    postbacks: countOf(await client.postbacks.list({ query: ONE }), summed['postbacks']),
    rejected: totals.rejected_postbacks,
    conversions: countOf(await client.conversions.list({ query: ONE }), summed['conversions']),
    revenue: (totals.revenue as Money[]).reduce((sum, { amount }) => sum + Number(amount), 0),
  }
  findings.compare('The totals', shown, summed)
  findings.compare('The report', { conversions: totals.conversions }, { conversions: summed['conversions'] })
}

/** The total of a list. Past its bound it says "at least so many", which more rows agree with. */
function countOf({ total, totalIsExact }: { total: number; totalIsExact: boolean }, rows = 0): number {
  return totalIsExact ? total : Math.max(total, rows)
}
