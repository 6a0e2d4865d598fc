import type { PoolConnection } from 'mysql2/promise'
import { addDeltas } from '../db/conversion-deltas.js'
import type { ConversionRow } from '../db/tables.js'
import type { Judge, Judged } from './judge.js'
import { conversionsOfMembers, findByKeys, lookUpAll, toCounted } from './look-up.js'
import type { Needs } from './needs.js'
import { changeStatuses } from './status-change.js'
import { DUPLICATE_ENTRY, errnoOf, StaleRead } from './transaction.js'
import type { Looked, Understood } from './understand.js'
import { holdUsage, type HeldUsage } from './usage.js'
import type { Sql } from '../db/sql.js'

interface Case {
  readonly understood: Understood
  readonly looked: Looked
  readonly needs: Needs
  readonly at: Date
}

const sqlOf =
  (connection: PoolConnection): Sql =>
  (text, values) =>
    connection.query(text, values)

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
  const { judged, usage } = await decideAll(connection, rules, all, anew)
  const rows = judged.flatMap(({ row }) => row ?? [])
  await insertConversions(connection, rows)
  await addDeltas(
    sqlOf(connection),
    rows.map(({ id }) => id),
    1,
  )
  await usage.write()
  await changeStatuses(sqlOf(connection), all, judged)
  return judged
}

/** The decisions alone; what they rest on stays locked until the transaction ends. */
export async function decideAll(
  connection: PoolConnection,
  rules: Judge,
  all: readonly Understood[],
  anew: boolean,
): Promise<{ judged: Judged[]; usage: HeldUsage }> {
  const identities = all.map(({ identity }) => identity)
  const lookedOf = await lookUpAll(connection, identities)
  const cases = all.map((understood) => {
    const looked = lookedOf(understood.identity)
    return { understood, looked, needs: rules.needs(understood, looked), at: new Date(understood.raw.receivedAt) }
  })
  const usage = await holdUsage(
    sqlOf(connection),
    cases.flatMap(({ needs, at }) => (needs.usage ? [{ needed: needs.usage, at }] : [])),
  )
  const completed = await complete(connection, cases, usage)
  const judged: Judged[] = []
  for (const about of cases) {
    const decided = await decideOne(connection, rules, about.understood, completed.looked(about), anew)
    if (decided.row) completed.count(about, decided.row)
    judged.push(decided)
  }
  return { judged, usage }
}

/** What the cases need beside their clicks. What is counted of one is there for those after it. */
async function complete(connection: PoolConnection, cases: readonly Case[], usage: HeldUsage) {
  const ofMembers = await conversionsOfMembers(
    connection,
    cases.flatMap(({ needs }) => needs.member ?? []),
  )
  // Last: a conversion that took the room, or is the member's, a moment ago is seen here too, and then this is its duplicate.
  const named = await findByKeys(
    connection,
    cases.flatMap(({ needs }) => needs.key ?? []),
  )

  return {
    looked: ({ looked, needs, at }: Case): Looked => ({
      ...looked,
      earlier: named.length > 0 ? [...looked.earlier, ...named] : looked.earlier,
      ofMember: (needs.member && ofMembers.get(needs.member.toString('hex'))) ?? [],
      usage: needs.usage ? usage.of(needs.usage, at) : {},
    }),

    count({ needs, at }: Case, row: ConversionRow): void {
      const conversion = toCounted(row)
      const member = row.member_key?.toString('hex')
      named.push(conversion)
      if (member !== undefined) ofMembers.set(member, [...(ofMembers.get(member) ?? []), conversion])
      if (needs.usage) usage.add(needs.usage, at, 1, row.revenue)
    },
  }
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
  await connection.query(`INSERT INTO ${table} (${columns.join()}) VALUES ?`, [values])
}
