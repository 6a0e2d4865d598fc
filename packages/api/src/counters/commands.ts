import type { Knex } from 'knex'
import { DAY_MS, DAY_S } from './buckets.js'
import { checkCounters } from './check.js'
import { rebuildCounters, type Days } from './rebuild.js'
import type { Sql } from './counts-query.js'

/*
 * What ops ask for by `npm run counters -- COMMAND`:
 *   check     compares counters with rows; false where they differ
 *   rebuild   makes them anew from the rows
 *   close     takes the counters as final, so that partitions of clicks and postbacks can be dropped
 */

export interface Order {
  readonly command: 'check' | 'rebuild' | 'close'
  readonly days: Days
}

type Print = (text: string) => void

const USAGE =
  'npm run counters -- check|rebuild|close [--from 2026-11-01] [--to 2026-11-30]   (UTC days; close needs --to)'

/** Throws an Error that says how it is done. `first`: the first day that has something. */
export function readOrder(args: readonly string[], first: number, now: number): Order {
  const [command, ...rest] = args
  if (command !== 'check' && command !== 'rebuild' && command !== 'close') throw new Error(USAGE)
  const given = new Map<string, number>()
  for (let index = 0; index < rest.length; index += 2) {
    const [name, text = ''] = [rest[index]!, rest[index + 1]]
    const day = Date.parse(`${text}T00:00:00Z`) / DAY_MS
    if (!['--from', '--to'].includes(name) || !/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day))
      throw new Error(USAGE)
    given.set(name, day)
  }
  if (command === 'close' && !given.has('--to')) throw new Error(USAGE)
  const days = { first: given.get('--from') ?? first, last: given.get('--to') ?? Math.floor(now / DAY_MS) }
  return { command, days }
}

/** The first day that counters or conversions know. */
export async function firstDay(db: Knex, now: number): Promise<number> {
  const [[row]] = await db.raw(
    `SELECT LEAST(COALESCE((SELECT MIN(day) FROM rollup_days), ?),
      COALESCE((SELECT TIMESTAMPDIFF(DAY, '1970-01-01', LEAST(MIN(clicked_at), MIN(converted_at))) FROM conversions), ?)) AS day`,
    [Math.floor(now / DAY_MS), Math.floor(now / DAY_MS)],
  )
  return Number(row.day)
}

/** False where something is wrong. */
export async function carryOut(db: Knex, { command, days }: Order, print: Print): Promise<boolean> {
  if (command === 'check') return check(db, days, print)
  if (command === 'rebuild') await rebuildCounters(db, days, print)
  else await close(db, days, print)
  return true
}

async function check(db: Knex, days: Days, print: Print): Promise<boolean> {
  const found = await db.transaction(
    async (trx) => {
      const read = async ({ sql, bindings }: Sql) => (await trx.raw(sql, bindings as never))[0] as unknown[]
      return checkCounters(read, days, print)
    },
    { isolationLevel: 'repeatable read' },
  )
  for (const { what, example } of found) print(`${what}: ${JSON.stringify(example)}`)
  print(
    found.length === 0
      ? 'All counters equal the rows.'
      : 'Counters differ from the rows. `npm run counters -- rebuild` makes them anew.',
  )
  return found.length === 0
}

async function close(db: Knex, { first, last }: Days, print: Print): Promise<void> {
  const days = () => db('rollup_days').whereBetween('day', [first, last])
  const [open] = await days().where({ closed: 0 }).whereRaw('rolled_to < (day + 1) * ?', [DAY_S]).count({ n: '*' })
  if (Number(open!['n']) > 0)
    throw new Error(`${open!['n']} of these days are not counted up to their end yet. Try again later.`)
  const closed = await days().update({ closed: 1 })
  print(`${closed} days are closed: their counters stay as they are, whatever happens to the rows.`)
}
