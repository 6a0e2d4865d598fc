import type { Worker } from 'node:cluster'
import type { Logger } from '../logger.js'
import { backoffMs, HEALTHY_MS } from './backoff.js'
import type { Begin, ToPrimary, ToWorker } from './messages.js'

/** A worker ended before it took requests; the message is its own, for people. */
export class WorkerFault extends Error {}

export interface SlotOptions {
  readonly number: number
  readonly log: Logger
  readonly fork: () => Pick<Worker, 'process' | 'on' | 'once' | 'isConnected'>
  /** What a worker that starts now has to know. */
  readonly begin: () => Begin
  readonly onMessage: (message: ToPrimary) => void
  /** Its worker has ended. */
  readonly onGone: () => void
}

/** One of the places for workers. A worker that ends by itself is followed by another one, which has its spool. */
export interface Slot {
  readonly number: number
  /** Whether its worker takes requests. */
  listening(): boolean
  tell(message: ToWorker): void
  /** Starts a worker. Resolves when it takes requests; rejects with a WorkerFault where it ends before. */
  start(): Promise<void>
  /** Ends the worker, and lets no other follow. Resolves to whether it ended well. */
  stop(why: string): Promise<boolean>
  /** Ends the worker without asking. */
  kill(): void
}

/** A worker that is told to stop does so within ten seconds. */
const LAST_MOMENT_MS = 10_000

export function createSlot({ number, log, fork, begin, onMessage, onGone }: SlotOptions): Slot {
  let worker: ReturnType<SlotOptions['fork']> | undefined
  let ended: Promise<boolean> = Promise.resolve(true)
  let listening = false
  let wanted = false
  /** A worker that never served is a fault of the start. */
  let served = false
  let endsInARow = 0
  let retry: NodeJS.Timeout | undefined

  function tell(message: ToWorker): void {
    // One that has just ended hears nothing.
    if (worker?.isConnected()) worker.process.send?.(message, undefined, {}, () => undefined)
  }

  function start(): Promise<void> {
    wanted = true
    const own = (worker = fork())
    const startedAt = performance.now()
    let fault: string | undefined
    return new Promise((resolve, reject) => {
      own.on('message', (message: ToPrimary) => {
        if (message.kind === 'hello') tell(begin())
        if (message.kind === 'fault') fault = message.text
        if (message.kind === 'listening') {
          listening = served = true
          resolve()
        }
        onMessage(message)
      })
      ended = new Promise((isEnded) => {
        own.once('exit', (code: number | null, signal: string | null) => {
          if (listening && performance.now() - startedAt > HEALTHY_MS) endsInARow = 0
          worker = undefined
          listening = false
          onGone()
          reject(new WorkerFault(fault ?? `Worker ${number} ended with ${signal ?? code} before it took requests`))
          if (wanted && served) followUp({ code, signal, fault })
          isEnded(code === 0)
        })
      })
    })
  }

  function followUp(how: { code: number | null; signal: string | null; fault: string | undefined }): void {
    const ms = backoffMs(++endsInARow)
    log.error(
      { worker: number, ...how, endsInARow },
      endsInARow === 1
        ? 'A worker ended; another one takes its place'
        : `A worker ended again soon after its start; the next one starts in ${ms / 1_000} s`,
    )
    retry = setTimeout(() => void start().catch(() => undefined), ms)
  }

  return {
    number,
    listening: () => listening,
    tell,
    start,
    async stop(why) {
      wanted = false
      clearTimeout(retry)
      const own = worker
      if (!own) return true
      const inService = listening
      if (inService) tell({ kind: 'stop', why })
      else own.process.kill('SIGTERM')
      const last = setTimeout(() => own.process.kill('SIGKILL'), LAST_MOMENT_MS)
      const well = await ended
      clearTimeout(last)
      // One that was still starting had taken nothing, and may end in any way.
      return well || !inService
    },
    kill: () => worker?.process.kill('SIGKILL'),
  }
}
