import { checkCounters } from '../src/counters/check.js'
import type { Sql } from '../src/counters/counts-query.js'
import { foldDeltas } from '../src/counters/fold.js'
import { rollUp } from '../src/counters/roll-up.js'
import { createDatabase } from '../src/db/knex.js'
import type { Findings } from './findings.js'

const DAY_S = 86_400

/** Past what any clock said. */
const AHEAD_DAYS = 40
const today = () => Math.floor(Date.now() / 1_000 / DAY_S)

/** Counters equal the rows: as they are, and when all is counted, as if it were old enough. */
export async function judgeCounters(databaseUrl: string, findings: Findings): Promise<void> {
  const db = createDatabase(databaseUrl, 2)
  try {
    await compare(db, findings, 'as they are')
    await rollUp(db, () => false, (today() + AHEAD_DAYS) * DAY_S)
    await foldDeltas(db)
    await compare(db, findings, 'when all is counted')
  } finally {
    await db.destroy()
  }
}

async function compare(db: ReturnType<typeof createDatabase>, findings: Findings, when: string): Promise<void> {
  const [[row]] = await db.raw('SELECT MIN(day) AS first, MAX(day) AS last FROM rollup_days')
  const days = { first: Number(row.first ?? today()), last: Number(row.last ?? today()) }
  const differences = await db.transaction(
    (trx) => {
      const read = async ({ sql, bindings }: Sql) => (await trx.raw(sql, bindings as never))[0] as unknown[]
      return checkCounters(read, days, () => undefined)
    },
    { isolationLevel: 'repeatable read' },
  )
  for (const { what, example } of differences) findings.add(`Counters, ${when}: ${what}`, example)
}
