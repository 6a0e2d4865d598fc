import type { Announcer } from '../announce.js'
import type { ProcessStatus } from '../system/process-status.js'
import type { FirstOps } from '../users/first-ops.js'
import { createLocalBoard, type StatusBoard } from './status-board.js'

/** Where a process stands among those that serve one port together, and what it has to do with the others. */
export interface Place {
  /** 0 for the first or only one, which brings the database up to date. Its spool is kept under this number. */
  readonly slot: number
  /** How many processes there are. */
  readonly slots: number
  /** Node number of its click IDs, which none of the others has; undefined: it may draw one. */
  readonly node: number | undefined
  readonly board: StatusBoard<ProcessStatus>
  /** Resolves when the others have looked for changes of the snapshot too, or did not answer in time. */
  refreshOthers(): Promise<void>
  /** Called whenever another process changed what the snapshot holds. */
  onChange(look: () => Promise<void>): void
  /** Resolves when slot 0 has brought the database up to date. */
  readonly databaseReady: Promise<void>
  /** Tells the others so, and of the first account where one was made just now. */
  setDatabaseReady(account: FirstOps | undefined): void
  /** Resolves when this process is the one to do what one does for all. */
  readonly leads: Promise<void>
  /** Requests are taken from now on. */
  setListening(port: number): void
  /** Resolves with the reason when this process is told to stop by another way than a signal. */
  readonly stopped: Promise<string>
}

const NEVER = new Promise<never>(() => undefined)

/** The place of a process that has its port for itself. */
export function alone(announcer?: Announcer): Place {
  return {
    slot: 0,
    slots: 1,
    node: undefined,
    board: createLocalBoard(),
    refreshOthers: async () => undefined,
    onChange: () => undefined,
    databaseReady: NEVER,
    setDatabaseReady: (account) => account && announcer?.madeAccount(account),
    leads: Promise.resolve(),
    setListening: (port) => announcer?.ready(port),
    stopped: NEVER,
  }
}
