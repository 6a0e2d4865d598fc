import { openConnection, type Connection } from './connection.js'
import { deferred } from './deferred.js'
import type { Requests } from './requests.js'
import { createTally, type LoadResult } from './tally.js'

export interface ClosedLoop {
  readonly port: number
  readonly connections: number
  /** So long, or so many requests. */
  readonly seconds?: number
  readonly count?: number
}

/** Connections are busy and the first answers are in before measuring begins. */
const RAMP_MS = 200

/**
 * As many requests as can be: each connection sends its next one as soon as the answer is whole. What was sent is waited for, so
 * that all that was acknowledged is counted. Rejects where an answer is not the expected one.
 */
export async function runClosedLoop(loop: ClosedLoop, requests: Requests): Promise<LoadResult> {
  const { port, connections, seconds = Infinity, count = Infinity } = loop
  const ended = deferred()
  const slots = Array.from({ length: connections }, () => ({
    begun: 0,
    connection: undefined as Connection | undefined,
  }))
  type Slot = (typeof slots)[number]
  let sent = 0
  let busy = 0

  function next(slot: Slot): void {
    slot.begun = performance.now()
    if (slot.begun >= end || sent >= count) {
      if (busy === 0) ended.resolve()
      return
    }
    sent++
    busy++
    slot.connection!.send(requests.next())
  }

  function answered(slot: Slot, answer: Buffer): void {
    if (!requests.isExpected(answer)) return ended.reject(new Error(`Not the expected answer:\n${answer.toString()}`))
    tally.add(slot.begun, performance.now())
    busy--
    next(slot)
  }

  for (const slot of slots) {
    slot.connection = await openConnection(port, (answer) => answered(slot, answer), ended.reject)
  }
  const from = performance.now() + (seconds === Infinity ? 0 : RAMP_MS)
  const end = from + seconds * 1000
  const tally = createTally(from, end)
  for (const slot of slots) next(slot)
  await ended.promise
  for (const { connection } of slots) connection!.close()
  return tally.result(Math.min(end, performance.now()))
}
