import { once } from 'node:events'
import type { Response } from 'express'
import type { Actor } from './actor.js'
import { HttpProblem } from './problem.js'

export interface EventStreamLimits {
  /** Open at the same time, in this process. */
  readonly perUser: number
  readonly all: number
  /** So that nobody on the way takes the connection for dead. */
  readonly heartbeatMs: number
  /** Whether its reader may still read it is asked so often. */
  readonly checkMs: number
}

const LIMITS: EventStreamLimits = { perUser: 5, all: 200, heartbeatMs: 15_000, checkMs: 3_000 }

/** One answer that goes on. */
export interface EventStream {
  readonly res: Response
  readonly actor: Actor
  /** Who reads it by now; undefined after the sign-out. */
  readonly reader: () => Promise<Actor | undefined>
  readonly messages: AsyncIterable<unknown>
  /** Strips what must not leave. */
  readonly present: (message: unknown) => unknown
}

/** Answers that go on as server-sent events: bounded in number, kept alive, and ended with their reader's session. */
export function createEventStreams(limits: EventStreamLimits = LIMITS) {
  const open = new Map<AbortController, number>()
  let closed = false

  function admit(userId: number): AbortController {
    const own = [...open.values()].filter((id) => id === userId).length
    if (own >= limits.perUser || open.size >= limits.all) {
      throw new HttpProblem('too_many_requests', 'So many pages follow something live already. Close one of them.')
    }
    const ended = new AbortController()
    open.set(ended, userId)
    return ended
  }

  async function send(stream: EventStream): Promise<void> {
    const { res, actor, messages } = stream
    const ended = admit(actor.userId)
    const iterator = messages[Symbol.asyncIterator]()
    res.once('close', () => ended.abort())
    try {
      // What fails before the first message is an answer like any other.
      const first = await iterator.next()
      begin(res)
      const timers = [
        setInterval(() => res.write(': still here\n\n'), limits.heartbeatMs),
        setInterval(() => void endWithSession(stream, ended), limits.checkMs),
      ]
      if (closed) ended.abort()
      await pump(stream, iterator, first, ended.signal).finally(() => timers.forEach(clearInterval))
    } finally {
      open.delete(ended)
      // It may wait for its next look: nobody waits for that.
      void iterator.return?.().catch(() => undefined)
    }
    res.end()
  }

  return {
    send,
    /** Ends all: their readers come again, to a process that stays. */
    close(): void {
      closed = true
      for (const ended of open.keys()) ended.abort()
    },
  }
}
export type EventStreams = ReturnType<typeof createEventStreams>

/** `no-transform` keeps compressing proxies from holding messages back, the third header does so for nginx. */
function begin(res: Response): void {
  res.type('text/event-stream').set({ 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' })
  res.flushHeaders()
  res.write('retry: 2000\n\n')
}

async function pump(
  { res, present }: EventStream,
  iterator: AsyncIterator<unknown>,
  first: IteratorResult<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const end = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)))
  let id = 0
  for (let step: IteratorResult<unknown> | undefined = first; step && !step.done && !signal.aborted;) {
    const taken = res.write(`id: ${++id}\ndata: ${JSON.stringify(present(step.value))}\n\n`)
    // A reader who does not keep up gets the next state later, not all in between.
    if (!taken) await Promise.race([once(res, 'drain', { signal }).catch(() => undefined), end])
    step = await Promise.race([iterator.next(), end])
  }
}

async function endWithSession({ actor, reader }: EventStream, ended: AbortController): Promise<void> {
  // With the database away nobody can say: it stays as it was.
  const now = await reader().catch(() => actor)
  const same = now?.sessionId === actor.sessionId && now.role === actor.role && now.advertiserId === actor.advertiserId
  if (!same) ended.abort()
}
