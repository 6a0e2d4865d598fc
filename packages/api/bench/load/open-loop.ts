import { openConnection, type Connection } from './connection.js'
import { deferred } from './deferred.js'
import type { Requests } from './requests.js'
import { createTally, type LoadResult } from './tally.js'

export interface OpenLoop {
  readonly port: number
  readonly connections: number
  /** Requests a second, on average. */
  readonly rate: number
  readonly seconds: number
}

export interface OpenLoopResult extends LoadResult {
  /** Share of requests that left more than 1 ms after their time, though a connection was free: the sender's own fault. */
  readonly late: number
}

/** Before it is measured. */
export const RAMP_MS = 500

/**
 * Requests at moments that do not depend on the answers: a Poisson process, as of visitors who know nothing of each other. The
 * latency of each counts from the moment when it was to be sent, so waiting for a free connection is part of it, and a server that
 * stops for a while cannot hide it (no coordinated omission). Sends by looking at the clock without a pause, on a core of its own.
 */
export async function runOpenLoop(loop: OpenLoop, requests: Requests): Promise<OpenLoopResult> {
  const { port, connections, rate, seconds } = loop
  const ended = deferred()
  const free: Slot[] = []
  const waiting: number[] = []
  const opened: Connection[] = []
  let waited = 0
  let busy = 0
  let sent = 0
  let late = 0

  interface Slot {
    intended: number
    connection: Connection
  }

  function send(slot: Slot, intended: number): void {
    slot.intended = intended
    slot.connection.send(requests.next())
    sent++
    busy++
  }

  function answered(slot: Slot, answer: Buffer): void {
    if (!requests.isExpected(answer)) return ended.reject(new Error(`Not the expected answer:\n${answer.toString()}`))
    tally.add(slot.intended, performance.now())
    busy--
    if (waited < waiting.length) send(slot, waiting[waited++]!)
    else free.push(slot)
  }

  function pump(): void {
    const now = performance.now()
    for (; due <= now && due < end; due += gap(rate)) {
      const slot = free.shift()
      if (!slot) {
        waiting.push(due)
        continue
      }
      if (now - due > 1) late++
      send(slot, due)
    }
    if (due < end || busy > 0) setImmediate(pump)
    else ended.resolve()
  }

  for (let n = 0; n < connections; n++) {
    const slot = { intended: 0 } as Slot
    slot.connection = await openConnection(port, (answer) => answered(slot, answer), ended.reject)
    opened.push(slot.connection)
    free.push(slot)
  }
  const begin = performance.now()
  const end = begin + RAMP_MS + seconds * 1000
  const tally = createTally(begin + RAMP_MS, end)
  let due = begin + gap(rate)
  pump()
  await ended.promise
  for (const connection of opened) connection.close()
  return { ...tally.result(), late: late / sent }
}

/** Milliseconds to the next request of a Poisson process. */
function gap(rate: number): number {
  return (-Math.log(1 - Math.random()) * 1000) / rate
}
