import type { Logger } from '../logger.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { decide } from './decide.js'
import { createTimeFirstIds } from './id.js'
import { needsOf, NO_NEEDS, type Needs } from './needs.js'
import type { RawPostback } from './raw.js'
import { conversionColumns } from './rows.js'
import { factsOf, understand, type Looked, type Understood } from './understand.js'
import type { Verdict } from './verdict.js'

export interface RecorderDeps {
  readonly snapshot: { current(): Snapshot }
  /** The database's clock, Unix ms, where it is known. */
  readonly databaseNow?: (() => number | undefined) | undefined
  readonly log: Logger
  readonly clock: () => Date
}

/** What was decided and stored. `conversionId`: the new conversion, or the one that was counted before. */
export interface Recorded {
  readonly verdict: Verdict
  readonly conversionId: string | null
}

/** What is recorded where no verdict could be reached: it is tried again. */
export const UNDECIDED: Recorded = {
  verdict: { outcome: 'queued', offerId: null, advertiserId: null, test: false, notes: [] },
  conversionId: null,
}

export interface Judged {
  readonly recorded: Recorded
  /** The conversion to be inserted. */
  readonly row?: ReturnType<typeof conversionColumns>
}

/** The rules, applied to what the database and the snapshot know. A rule that throws leaves its postback undecided, and is told. */
export interface Judge {
  understand(raw: RawPostback): Understood | undefined
  needs(understood: Understood, looked: Looked): Needs
  judge(understood: Understood, looked: Looked): Judged
}

export function createJudge({ snapshot, log, clock }: RecorderDeps): Judge {
  const nextId = createTimeFirstIds()

  function attempt<T>(raw: RawPostback, rule: () => T): T | undefined {
    try {
      return rule()
    } catch (error) {
      log.error({ err: error, postbackId: raw.id }, 'A rule failed on a postback; it stays queued')
      return undefined
    }
  }

  return {
    understand: (raw) => attempt(raw, () => understand(raw, snapshot.current())),
    needs: (understood, looked) =>
      attempt(understood.raw, () => needsOf(factsOf(understood, looked, snapshot.current(), clock()))) ?? NO_NEEDS,
    judge(understood, looked) {
      const now = snapshot.current()
      const verdict = attempt(understood.raw, () => decide(factsOf(understood, looked, now, clock())))
      if (!verdict) return { recorded: UNDECIDED }
      if (verdict.outcome === 'duplicate') return { recorded: { verdict, conversionId: verdict.firstId } }
      if (verdict.outcome !== 'accepted') return { recorded: { verdict, conversionId: null } }
      const id = nextId(new Date(understood.raw.receivedAt))
      const keepEmail = now.advertisersById.get(verdict.conversion.advertiserId)?.keepEmail ?? false
      const row = conversionColumns(verdict.conversion, { ...understood, id, keepEmail })
      return { recorded: { verdict, conversionId: id }, row }
    },
  }
}
