import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { PostbackRow } from '../db/tables.js'
import { uuidToBytes } from '../db/uuid.js'
import type { Logger } from '../logger.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { decide } from './decide.js'
import { createTimeFirstIds } from './id.js'
import { findByKey, lookUp, needsLookUp } from './look-up.js'
import type { RawPostback } from './raw.js'
import { conversionColumns, rawColumns, rawOfRow, verdictColumns } from './rows.js'
import { DUPLICATE_ENTRY, errnoOf, inTransaction, NO_REFERENCED_ROW, StaleRead } from './transaction.js'
import { factsOf, understand, type Looked, type Understood } from './understand.js'
import type { Verdict } from './verdict.js'

export interface RecorderDeps {
  readonly snapshot: { current(): Snapshot }
  readonly log: Logger
  readonly clock: () => Date
}

/** What was decided and stored. `conversionId`: the new conversion, or the one that was counted before. */
export interface Recorded {
  readonly verdict: Verdict
  readonly conversionId: string | null
}

/** What is recorded where no verdict could be reached: it is tried again. */
const UNDECIDED: Recorded = {
  verdict: { outcome: 'queued', offerId: null, advertiserId: null, test: false, notes: [] },
  conversionId: null,
}

/** Stores postbacks and what they bring. Each call needs a connection of its own, without an open transaction. */
export function createRecorder({ snapshot, log, clock }: RecorderDeps) {
  const nextId = createTimeFirstIds()

  /** The raw request first, the verdict on it after; in one transaction. Twice the same ID is once. */
  async function record(connection: PoolConnection, raw: RawPostback): Promise<Recorded> {
    const understood = attempt(raw, () => understand(raw, snapshot.current()))
    if (!understood || !needsLookUp(understood.identity)) {
      const recorded = understood ? judge(understood, NOTHING).recorded : UNDECIDED
      const row = { ...rawColumns(raw), ...(understood && columnsOf(understood, recorded)) }
      return (await insertLog(connection, row)) ? recorded : UNDECIDED
    }
    // Whose it probably is stands in the row from the start: a later change of these would cost an index entry each.
    const row = { ...rawColumns(raw), ...columnsOf(understood, undecided(understood, snapshot.current())) }
    return inTransaction(connection, async () => {
      if (!(await insertLog(connection, row))) return UNDECIDED
      return settle(connection, understood)
    })
  }

  /** Decides again on a queued log row; undefined where it is none any more, or another process has it in hand. */
  function settleQueued(connection: PoolConnection, id: Buffer): Promise<Recorded | undefined> {
    return inTransaction(connection, async () => {
      const [[row]] = await connection.query<(PostbackRow & RowDataPacket)[]>(
        "SELECT * FROM postbacks WHERE id = ? AND outcome = 'queued' FOR UPDATE SKIP LOCKED",
        [id],
      )
      if (!row) return undefined
      const raw = rawOfRow(row)
      const understood = attempt(raw, () => understand(raw, snapshot.current()))
      return understood ? settle(connection, understood) : UNDECIDED
    })
  }

  async function settle(connection: PoolConnection, understood: Understood): Promise<Recorded> {
    const looked = await lookUp(connection, understood.identity)
    const { recorded, row } = judge(understood, looked)
    const final = row ? await count(connection, understood, looked, { recorded, row }) : recorded
    await connection.query('UPDATE postbacks SET ? WHERE id = ?', [
      columnsOf(understood, final),
      uuidToBytes(understood.raw.id),
    ])
    return final
  }

  /** Inserts the conversion. Where the database has one with its key already, the postback is its duplicate. */
  async function count(connection: PoolConnection, understood: Understood, looked: Looked, judged: Judged) {
    try {
      await connection.query('INSERT INTO conversions SET ?', [judged.row])
      return judged.recorded
    } catch (error) {
      if (errnoOf(error) === NO_REFERENCED_ROW) return UNDECIDED
      if (errnoOf(error) !== DUPLICATE_ENTRY || !judged.row) throw error
      const first = await findByKey(connection, judged.row.dedupe_key)
      if (!first) throw new StaleRead('The conversion with this key was taken back', { cause: error })
      return judge(understood, { ...looked, earlier: [...looked.earlier, first] }).recorded
    }
  }

  function judge(understood: Understood, looked: Looked): Judged {
    const now = snapshot.current()
    const verdict = attempt(understood.raw, () => decide(factsOf(understood, looked, now, clock())))
    if (!verdict) return { recorded: UNDECIDED }
    if (verdict.outcome === 'duplicate') return { recorded: { verdict, conversionId: verdict.firstId } }
    if (verdict.outcome !== 'accepted') return { recorded: { verdict, conversionId: null } }
    const id = nextId(new Date(understood.raw.receivedAt))
    const keepEmail = now.advertisersById.get(verdict.conversion.advertiserId)?.keepEmail ?? false
    const row = conversionColumns(verdict.conversion, { ...understood, id, keepEmail })
    return { recorded: { verdict, conversionId: id }, row }
  }

  /** A rule that throws must not lose the postback: its raw row stays, queued, and the fault is told. */
  function attempt<T>(raw: RawPostback, rule: () => T): T | undefined {
    try {
      return rule()
    } catch (error) {
      log.error({ err: error, postbackId: raw.id }, 'A rule failed on a postback; it stays queued')
      return undefined
    }
  }

  return { record, settleQueued }
}

/** As far as a signed click ID tells. */
function undecided({ raw, identity }: Understood, { offersById }: Snapshot): Recorded {
  const offer = identity.kind === 'signed' ? offersById.get(identity.offerId) : undefined
  const whose = {
    offerId: offer?.id ?? null,
    advertiserId: offer?.advertiserId ?? null,
    test: raw.testOf !== undefined,
  }
  return { ...UNDECIDED, verdict: { ...UNDECIDED.verdict, ...whose } }
}

const NOTHING: Looked = { click: undefined, earlier: [] }

interface Judged {
  readonly recorded: Recorded
  /** The conversion to be inserted. */
  readonly row?: ReturnType<typeof conversionColumns>
}

function columnsOf({ postback, identity }: Understood, { verdict, conversionId }: Recorded) {
  return verdictColumns(postback, identity, verdict, conversionId)
}

/** False where the row is there already: a spooled postback that did get through. */
async function insertLog(connection: PoolConnection, row: object): Promise<boolean> {
  try {
    await connection.query('INSERT INTO postbacks SET ?', [row])
    return true
  } catch (error) {
    if (errnoOf(error) === DUPLICATE_ENTRY) return false
    throw error
  }
}
