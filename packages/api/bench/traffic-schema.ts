import { createDatabase } from '../src/db/knex.js'
import { forgetVisitors } from '../src/counters/forget-visitors.js'
import { rebuildCounters } from '../src/counters/rebuild.js'
import type { Bench } from './bench.js'
import { loadTraffic } from './traffic.js'

/** A schema with the traffic of 90 days up to `to`, counted. */
export interface TrafficSchema {
  readonly schema: string
  readonly to: Date
}

const DAY = 86_400_000
const made = new WeakMap<Bench, Map<number, Promise<TrafficSchema>>>()

/** Filling it takes minutes: done once for each size, by the first part that needs it. */
export function schemaWithTraffic(bench: Bench, rows: number): Promise<TrafficSchema> {
  const schemas = made.get(bench) ?? new Map<number, Promise<TrafficSchema>>()
  made.set(bench, schemas)
  const schema = schemas.get(rows) ?? createSchema(bench, rows)
  schemas.set(rows, schema)
  return schema
}

async function createSchema({ database, machine, progress }: Bench, rows: number): Promise<TrafficSchema> {
  const schema = `traffic_${rows}`
  const to = new Date()
  if (database.pid !== undefined) machine.pin(database.pid, 'any')
  await database.createSchema(schema)
  await loadTraffic({ url: database.urlOf(schema), rows, to, progress })
  await count(database.urlOf(schema), to, progress)
  if (database.pid !== undefined) machine.pin(database.pid, 'server')
  return { schema, to }
}

/** The loader writes past the paths that tell the counters. */
async function count(url: string, to: Date, progress: (text: string) => void): Promise<void> {
  const begun = Date.now()
  const db = createDatabase(url, 4)
  const last = Math.floor(to.getTime() / DAY)
  // As two processes of the app would: each takes days that the other has not in hand.
  const halves = [
    { first: last - 91, last: last - 46 },
    { first: last - 45, last },
  ]
  await Promise.all(halves.map((days) => rebuildCounters(db, days, () => undefined)))
  await forgetVisitors(db)
  await db.raw('ANALYZE TABLE click_counts, conversion_totals, rejected_counts, rollup_days, click_visitors')
  const [[{ n }]] = await db.raw('SELECT COUNT(*) AS n FROM click_counts')
  await db.destroy()
  progress(
    `  counting it took ${Math.round((Date.now() - begun) / 1000)} s, ${Number(n).toLocaleString('en')} counters of clicks`,
  )
}
