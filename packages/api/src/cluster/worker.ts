import { setTimeout as wait } from 'node:timers/promises'
import type { ProcessStatus } from '../system/process-status.js'
import type { Begin, ToPrimary, ToWorker } from './messages.js'
import type { Place } from './place.js'
import { createWorkerBoard, type WorkerBoard } from './worker-board.js'

/** So long a change waits for the other workers to know of it; they look by themselves twice a second. */
const OTHERS_MS = 1_000

/** The place of a worker, as its primary gives it. When the primary is gone, Node ends the worker. */
export async function joinPrimary(): Promise<Place> {
  const begin = event<Begin>()
  const databaseReady = event<void>()
  const leads = event<void>()
  const stopped = event<string>()
  const changes = new Map<number, () => void>()
  let lastChange = 0
  let board: WorkerBoard<ProcessStatus> | undefined
  let look = async () => {}

  function hear(message: ToWorker): void {
    if (message.kind === 'begin') begin.happen(message)
    else if (message.kind === 'database-ready') databaseReady.happen()
    else if (message.kind === 'lead') leads.happen()
    else if (message.kind === 'stop') stopped.happen(message.why)
    else if (message.kind === 'board') board?.hear(message.entries)
    else if (message.kind === 'seen') changes.get(message.id)?.()
    else void look().then(() => tell({ kind: 'looked', id: message.id }))
  }

  process.on('message', hear)
  tell({ kind: 'hello' })
  const { slot, slots, node, databaseReady: isReady } = await begin.happened
  board = createWorkerBoard<ProcessStatus>(slot, (entry) => tell({ kind: 'status', entry }))
  if (isReady) databaseReady.happen()

  return {
    slot,
    slots,
    node,
    board,
    async refreshOthers() {
      const id = ++lastChange
      const seen = event<void>()
      changes.set(id, seen.happen)
      tell({ kind: 'changed', id })
      await Promise.race([seen.happened, wait(OTHERS_MS, undefined, { ref: false })])
      changes.delete(id)
    },
    onChange(how) {
      look = how
    },
    databaseReady: databaseReady.happened,
    setDatabaseReady: (account) => tell({ kind: 'database-ready', account }),
    leads: leads.happened,
    setListening: (port) => tell({ kind: 'listening', port }),
    stopped: stopped.happened,
  }
}

/** Tells the primary why this worker does not start. Resolves when it was told, or cannot be. */
export function tellFault(text: string): Promise<void> {
  return new Promise((resolve) => tell({ kind: 'fault', text }, resolve))
}

/** A primary that is gone hears nothing; Node ends this process then. */
function tell(message: ToPrimary, told: () => void = () => undefined): void {
  process.send?.(message, undefined, {}, told)
}

/** Something that happens at most once. */
function event<T>() {
  let happen: (value: T) => void = () => undefined
  const happened = new Promise<T>((resolve) => (happen = resolve))
  return { happen, happened }
}
