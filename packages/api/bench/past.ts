import { monthPartition, timeKeyHex } from '../src/db/partitions.js'
import type { Bench } from './bench.js'
import { openConnection } from './database.js'
import { startWorker } from './worker.js'
import type { StoredClicksJob } from './workers/stored-clicks.js'
import { createWorld } from './world.js'

/** A schema with clicks of the last two months. */
export interface Past {
  readonly schema: string
  /** Partitions of about the same size, oldest first. */
  readonly partitions: string[]
}

export const PAST_OFFERS = 100
const HOUR = 3_600_000
const DAY = 24 * HOUR
const SPAN = 60 * DAY
const made = new WeakMap<Bench, Promise<Past>>()

/** Filling it takes minutes: done once, by the first part that needs it. */
export function schemaWithPast(bench: Bench): Promise<Past> {
  const past = made.get(bench) ?? createPast(bench)
  made.set(bench, past)
  return past
}

async function createPast({ database, options, machine, progress }: Bench): Promise<Past> {
  const url = database.urlOf('past')
  await database.createSchema('past')
  await createWorld(url, PAST_OFFERS)
  const to = Date.now() - HOUR
  const span = { from: to - SPAN, to }
  const partitions = await cutPast(url, span, 2 * (options.rounds + 1))
  const begun = Date.now()
  const worker = startWorker<StoredClicksJob, void>(machine, 'load', 'stored-clicks')
  await worker.ask({ url, rows: options.stored, offers: PAST_OFFERS, ...span })
  worker.stop()
  await closeDays(url, span)
  progress(
    `  ${options.stored.toLocaleString('en')} clicks of the past took ${Math.round((Date.now() - begun) / 1000)} s`,
  )
  return { schema: 'past', partitions }
}

/** As if they had been counted in their time: else the app begins with that, and does nothing else for an hour. */
async function closeDays(url: string, { from, to }: { from: number; to: number }): Promise<void> {
  const [first, last] = [from, to].map((ms) => Math.floor(ms / DAY))
  const days = Array.from({ length: last! - first! }, (_, index) => first! + index)
  const rows = days.map((day) => ['clicks', day, ((day + 1) * DAY) / 1_000, 1, 1])
  const connection = await openConnection(url)
  await connection.query('INSERT INTO rollup_days (source, day, rolled_to, visitors_gone, closed) VALUES ?', [rows])
  await connection.end()
}

/** A new table has no partitions of the past. In each round one can be dropped, and half of them stay. */
async function cutPast(url: string, { from, to }: { from: number; to: number }, count: number): Promise<string[]> {
  const current = monthPartition(new Date(), 0)
  const past = Array.from({ length: count }, (_, index) => ({
    name: `past${index}`,
    below: timeKeyHex(from + Math.ceil(((to - from) * (index + 1)) / count)),
  }))
  const definitions = [...past, current].map(({ name, below }) => `PARTITION ${name} VALUES LESS THAN (x'${below}')`)
  const connection = await openConnection(url)
  await connection.query(`ALTER TABLE clicks REORGANIZE PARTITION ${current.name} INTO (${definitions.join(', ')})`)
  await connection.end()
  return past.map(({ name }) => name)
}
