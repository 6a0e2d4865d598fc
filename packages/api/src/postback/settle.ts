import type { PoolConnection } from 'mysql2/promise'
import { holdUsage } from './usage.js'
import type { Judge, Judged } from './judge.js'
import { conversionsOfMembers, findByKeys, lookUpAll } from './look-up.js'
import { changeStatuses } from './status-change.js'
import { DUPLICATE_ENTRY, errnoOf, StaleRead } from './transaction.js'
import type { Looked, Understood } from './understand.js'

/**
 * Decides on postbacks of different clicks and stores what they bring, within a transaction; their log rows are the caller's. `anew`:
 * a try before this one met a conversion with the same key, which is looked for now.
 */
export async function settle(
  connection: PoolConnection,
  rules: Judge,
  all: readonly Understood[],
  anew: boolean,
): Promise<Judged[]> {
  const sql = (text: string, values: unknown[]) => connection.query(text, values)
  const lookedOf = await lookUpAll(
    connection,
    all.map(({ identity }) => identity),
  )
  const cases = all.map((understood) => {
    const looked = lookedOf(understood.identity)
    return { understood, looked, needs: rules.needs(understood, looked), at: new Date(understood.raw.receivedAt) }
  })
  const usage = await holdUsage(
    sql,
    cases.flatMap(({ needs, at }) => (needs.usage ? [{ needed: needs.usage, at }] : [])),
  )
  const ofMembers = await conversionsOfMembers(
    connection,
    cases.flatMap(({ needs }) => needs.member ?? []),
  )
  const named = await findByKeys(
    connection,
    cases.flatMap(({ needs }) => needs.key ?? []),
  )
  const judged: Judged[] = []
  for (const { understood, looked, needs, at } of cases) {
    const known: Looked = {
      ...looked,
      earlier: [...looked.earlier, ...named],
      ofMember: needs.member ? (ofMembers.get(needs.member.toString('hex')) ?? []) : [],
      usage: needs.usage ? usage.of(needs.usage, at) : {},
    }
    const decided = await decideOne(connection, rules, understood, known, anew)
    if (decided.row && needs.usage) usage.add(needs.usage, at, 1, decided.row.revenue)
    judged.push(decided)
  }
  await insertConversions(
    connection,
    judged.flatMap(({ row }) => row ?? []),
  )
  await usage.write()
  await changeStatuses(sql, all, judged)
  return judged
}

async function decideOne(
  connection: PoolConnection,
  rules: Judge,
  understood: Understood,
  looked: Looked,
  anew: boolean,
): Promise<Judged> {
  const decided = rules.judge(understood, looked)
  const [first] = anew && decided.row ? await findByKeys(connection, [decided.row.dedupe_key]) : []
  return first ? rules.judge(understood, { ...looked, earlier: [...looked.earlier, first] }) : decided
}

async function insertConversions(connection: PoolConnection, rows: readonly object[]): Promise<void> {
  try {
    await insertRows(connection, 'conversions', rows)
  } catch (error) {
    if (errnoOf(error) !== DUPLICATE_ENTRY) throw error
    throw new StaleRead('Another postback was quicker with this conversion or member', { cause: error })
  }
}

/** Inserts rows that have the same columns. */
export async function insertRows(connection: PoolConnection, table: string, rows: readonly object[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = Object.keys(first)
  const values = rows.map((row) => columns.map((column) => (row as Record<string, unknown>)[column] ?? null))
  await connection.query('INSERT INTO ?? (??) VALUES ?', [table, columns, values])
}
