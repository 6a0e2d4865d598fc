import type { ProcessStatus } from '../system/process-status.js'
import type { FirstOps } from '../users/first-ops.js'
import type { BoardEntry } from './status-board.js'

/* What the primary and its workers say to each other, as JSON over the pipe between them. */

/** What a worker has to know before it starts. */
export interface Begin {
  readonly kind: 'begin'
  readonly slot: number
  readonly slots: number
  readonly node: number
  readonly databaseReady: boolean
}

export type ToWorker =
  | Begin
  /** Slot 0 has brought the database up to date. */
  | { readonly kind: 'database-ready' }
  /** Do from now on what one does for all. */
  | { readonly kind: 'lead' }
  | { readonly kind: 'stop'; readonly why: string }
  | { readonly kind: 'board'; readonly entries: readonly BoardEntry<ProcessStatus>[] }
  /** Another worker changed what the snapshot holds: look, then say `looked`. */
  | { readonly kind: 'look'; readonly id: number }
  /** All others have looked for your change. */
  | { readonly kind: 'seen'; readonly id: number }

export type ToPrimary =
  /** Ready for `begin`. */
  | { readonly kind: 'hello' }
  | { readonly kind: 'database-ready'; readonly account: FirstOps | undefined }
  | { readonly kind: 'listening'; readonly port: number }
  /** Why the worker does not start, in words for people. */
  | { readonly kind: 'fault'; readonly text: string }
  | { readonly kind: 'status'; readonly entry: BoardEntry<ProcessStatus> }
  | { readonly kind: 'changed'; readonly id: number }
  | { readonly kind: 'looked'; readonly id: number }
