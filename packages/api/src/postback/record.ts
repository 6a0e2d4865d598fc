import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { PostbackRow } from '../db/tables.js'
import { markUncounted, mayBeCounted, uuidMs, verdictChanged } from '../db/uncounted.js'
import { createJudge, UNDECIDED, type Recorded, type RecorderDeps } from './judge.js'
import { needsLookUp, NOTHING } from './look-up.js'
import type { RawPostback } from './raw.js'
import { logRow, rawColumns, rawOfRow, UNDECIDED_COLUMNS, verdictColumns } from './rows.js'
import { insertRows, settle } from './settle.js'
import { DUPLICATE_ENTRY, errnoOf, inTransaction, isCollision, isDataFault, NO_REFERENCED_ROW } from './transaction.js'
import type { Understood } from './understand.js'

export type { Recorded, RecorderDeps } from './judge.js'

/** A postback with what was understood of it; undefined where a rule threw. */
interface Entry {
  readonly raw: RawPostback
  readonly understood: Understood | undefined
  /** Its day may be counted already. */
  readonly late: boolean
}

/** The log has a postback with this ID already: a spooled one that did get through. */
class AlreadyLogged extends Error {}

/** Stores postbacks and what they bring. Each call needs a connection of its own, without an open transaction. */
export function createRecorder(deps: RecorderDeps) {
  const rules = createJudge(deps)

  /**
   * Log row, verdict and conversion of each postback, those of different clicks together in one transaction: what is stored of one is
   * stored whole. Twice the same ID is once. Resolves in the order of `raws`, with an Error where the postback itself cannot be
   * stored, and rejects where the database fails.
   */
  async function recordAll(connection: PoolConnection, raws: readonly RawPostback[]): Promise<(Recorded | Error)[]> {
    const databaseNow = deps.databaseNow?.()
    const entries = raws.map((raw) => ({
      raw,
      understood: rules.understand(raw),
      late: mayBeCounted(uuidMs(raw.id), databaseNow),
    }))
    const results = new Map<Entry, Recorded | Error>()
    for (const round of roundsOf(entries)) {
      for (const [entry, result] of await recordRound(connection, round)) results.set(entry, result)
    }
    return entries.map((entry) => results.get(entry)!)
  }

  async function record(connection: PoolConnection, raw: RawPostback): Promise<Recorded> {
    const [recorded] = await recordAll(connection, [raw])
    if (!recorded || recorded instanceof Error) throw recorded ?? new Error('Nothing was recorded')
    return recorded
  }

  /** Together, and where one of them stands in the way, each by itself. */
  async function recordRound(
    connection: PoolConnection,
    round: readonly Entry[],
  ): Promise<(readonly [Entry, Recorded | Error])[]> {
    if (round.length === 1) return [[round[0]!, await recordOne(connection, round[0]!)]]
    try {
      const recorded = await together(connection, round, () => store(connection, round, false), 1)
      return round.map((entry, index) => [entry, recorded[index]!] as const)
    } catch (error) {
      if (!concernsOne(error)) throw error
    }
    const results: (readonly [Entry, Recorded | Error])[] = []
    for (const entry of round) results.push([entry, await recordOne(connection, entry)])
    return results
  }

  async function recordOne(connection: PoolConnection, entry: Entry): Promise<Recorded | Error> {
    let attempts = 0
    try {
      const [recorded] = await together(connection, [entry], () => store(connection, [entry], attempts++ > 0))
      return recorded!
    } catch (error) {
      if (error instanceof AlreadyLogged) {
        // It was committed later than its sender waited: who knows what was counted by then.
        await countAnew(connection, [entry.raw.id])
        return UNDECIDED
      }
      if (errnoOf(error) === NO_REFERENCED_ROW) return keepUndecided(connection, entry)
      if (!isDataFault(error)) throw error
      deps.log.warn({ err: error, postbackId: entry.raw.id }, 'A postback cannot be stored as it is')
      return error as Error
    }
  }

  /** Its event was removed since the snapshot: the next try knows. */
  async function keepUndecided(connection: PoolConnection, entry: Entry): Promise<Recorded> {
    await insertLogs(connection, [entry], [UNDECIDED])
    return UNDECIDED
  }

  async function store(connection: PoolConnection, entries: readonly Entry[], anew: boolean): Promise<Recorded[]> {
    const toSettle = entries.flatMap(({ understood }) =>
      understood && needsLookUp(understood.identity) ? understood : [],
    )
    const settled = await settle(connection, rules, toSettle, anew)
    const bySettled = new Map(toSettle.map((understood, index) => [understood, settled[index]!.recorded]))
    const recorded = entries.map(({ understood }) => {
      if (!understood) return UNDECIDED
      return bySettled.get(understood) ?? rules.judge(understood, NOTHING).recorded
    })
    await insertLogs(connection, entries, recorded)
    await countAnew(
      connection,
      entries.filter((entry, index) => entry.late && countsAsRejected(recorded[index]!)).map(({ raw }) => raw.id),
    )
    return recorded
  }

  /** Decides again on a queued log row; undefined where it is none any more, or another process has it in hand. */
  function settleQueued(connection: PoolConnection, id: Buffer): Promise<Recorded | undefined> {
    let attempts = 0
    const work = inTransaction(connection, async () => {
      const anew = attempts++ > 0
      const [[row]] = await connection.query<(PostbackRow & RowDataPacket)[]>(
        "SELECT * FROM postbacks WHERE id = ? AND outcome = 'queued' FOR UPDATE SKIP LOCKED",
        [id],
      )
      if (!row) return undefined
      const understood = rules.understand(rawOfRow(row))
      if (!understood) return UNDECIDED
      const [judged] = await settle(connection, rules, [understood], anew)
      const { recorded } = judged!
      await connection.query('UPDATE postbacks SET ? WHERE id = ?', [columnsOf(understood, recorded), id])
      if (countsAsRejected(recorded)) await verdictChanged((text, values) => connection.query(text, values), id)
      return recorded
    })
    return work.catch((error: unknown) => {
      if (errnoOf(error) === NO_REFERENCED_ROW) return UNDECIDED
      throw error
    })
  }

  return { record, recordAll, settleQueued }
}

/** The rejected postbacks that reports count. */
function countsAsRejected({ verdict }: Recorded): boolean {
  return verdict.outcome === 'rejected' && !verdict.test
}

/** Tells the counters that these postbacks are rejected from now on. */
async function countAnew(connection: PoolConnection, ids: readonly string[]): Promise<void> {
  await markUncounted((text, values) => connection.query(text, values), 'postbacks', ids.map(uuidMs))
}

/** In a transaction, but where the log rows are all that is written: they are one insert. */
function together<T>(
  connection: PoolConnection,
  entries: readonly Entry[],
  work: () => Promise<T>,
  attempts?: number,
): Promise<T> {
  const more = entries.some((entry) => entry.late || clickIdOf(entry) !== undefined)
  return more ? inTransaction(connection, work, attempts) : work()
}

/** The click ID that the database is asked for. */
function clickIdOf({ understood }: Entry): string | undefined {
  return understood && needsLookUp(understood.identity) ? understood.identity.text : undefined
}

/** Postbacks of one click take turns, so that each sees what the one before it brought. */
function roundsOf(entries: readonly Entry[]): Entry[][] {
  const rounds: Entry[][] = []
  const turns = new Map<string, number>()
  for (const entry of entries) {
    const clickId = clickIdOf(entry)
    const turn = clickId === undefined ? 0 : (turns.get(clickId) ?? 0)
    if (clickId !== undefined) turns.set(clickId, turn + 1)
    ;(rounds[turn] ??= []).push(entry)
  }
  return rounds
}

/** A fault of one postback, or a collision with another: the others can be stored without it. */
function concernsOne(error: unknown): boolean {
  return (
    isCollision(error) || error instanceof AlreadyLogged || errnoOf(error) === NO_REFERENCED_ROW || isDataFault(error)
  )
}

function columnsOf({ postback, identity }: Understood, { verdict, conversionId }: Recorded) {
  return verdictColumns(postback, identity, verdict, conversionId)
}

async function insertLogs(
  connection: PoolConnection,
  entries: readonly Entry[],
  recorded: readonly Recorded[],
): Promise<void> {
  const rows = entries.map(({ raw, understood }, index) =>
    logRow(rawColumns(raw), understood ? columnsOf(understood, recorded[index]!) : UNDECIDED_COLUMNS),
  )
  try {
    await insertRows(connection, 'postbacks', rows)
  } catch (error) {
    if (errnoOf(error) === DUPLICATE_ENTRY) throw new AlreadyLogged('It is in the log already', { cause: error })
    throw error
  }
}
