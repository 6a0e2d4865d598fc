import type { ProcessStatus } from '../system/process-status.js'
import { createLocalBoard, type StatusBoard } from './status-board.js'

/** Where a process stands among those that serve one port together. */
export interface Place {
  /** 0 for the first or only one. Its spool is kept under this number. */
  readonly slot: number
  /** How many processes there are. */
  readonly slots: number
  /** Node number of its click IDs, which none of the others has; undefined: it may draw one. */
  readonly node: number | undefined
  readonly board: StatusBoard<ProcessStatus>
  /** Resolves when the others have looked for changes of the snapshot too, or did not answer in time. */
  refreshOthers(): Promise<void>
}

/** The place of a process that has its port for itself. */
export function alone(): Place {
  return { slot: 0, slots: 1, node: undefined, board: createLocalBoard(), refreshOthers: async () => undefined }
}
