import type { BoardEntry } from '../cluster/status-board.js'
import type { ProcessStatus } from '../system/process-status.js'
import { addHotCounts, createHotMetrics, type HotCounts } from './hot-metrics.js'

/** What all processes counted together, since the first of them began. */
export interface Totals {
  readonly stored: number
  readonly spooled: number
  readonly lost: number
  readonly counts: HotCounts
}

type Entry = BoardEntry<ProcessStatus>

const NOTHING: Totals = { stored: 0, spooled: 0, lost: 0, counts: createHotMetrics().read() }

/**
 * Adds up what the processes count. What a worker had counted stays in the sum when it has ended, for a sum that shrinks would
 * read as a restart of all. `observe` is to be called about once a second, with every entry of the board.
 */
export function createTotals(): { observe(entries: readonly Entry[]): Totals } {
  let ended = NOTHING
  let living = new Map<string, Entry>()
  return {
    observe(entries) {
      const now = new Map(entries.map((entry) => [identityOf(entry), entry]))
      for (const [identity, entry] of living) if (!now.has(identity)) ended = add(ended, totalsOf(entry))
      living = now
      return [...now.values()].map(totalsOf).reduce(add, ended)
    },
  }
}

/** The system may give the number of a process again. */
const identityOf = ({ pid, status }: Entry): string => `${pid} ${status.startedAt}`

function totalsOf({ status: { clicks, counts } }: Entry): Totals {
  return { stored: clicks.stored, spooled: clicks.spooled, lost: clicks.lost, counts }
}

function add(a: Totals, b: Totals): Totals {
  return {
    stored: a.stored + b.stored,
    spooled: a.spooled + b.spooled,
    lost: a.lost + b.lost,
    counts: addHotCounts(a.counts, b.counts),
  }
}
