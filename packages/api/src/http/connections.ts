import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from '../logger.js'
import type { FastLane } from './fast-lane.js'

export interface ConnectionLimits {
  /** Open at the same time; more are refused. */
  readonly connections: number
  /** A connection on which nothing was asked yet is left alone so long. */
  readonly unusedMs: number
}

export interface Connections {
  /** Something was asked on it. */
  use(socket: Socket): void
  /** Ends those on which nothing is asked at the moment, but was before. */
  closeIdle(): void
  closeAll(): void
  /**
   * Ends connections on which nothing was asked for so long: browsers open some in advance, and Node does not count them as
   * idle. On a younger one the request may be on its way.
   */
  closeUnused(sinceMs: number): void
}

/** From so many on, those who only hold a connection give way to those who ask something. */
const CROWDED = 0.9
const SHED_EVERY_MS = 1_000
const TELL_EVERY_MS = 60_000

/** Keeps the number of connections within a limit, so that nobody can take all files and all memory by opening them. */
export function limitConnections(
  server: Server,
  lane: Pick<FastLane, 'closeIdle' | 'closeAll'>,
  { connections, unusedMs }: ConnectionLimits,
  log: Logger,
): Connections {
  const unused = new Map<Socket, number>()
  let open = 0
  let shedAt = -Infinity
  let toldAt = -Infinity

  function closeUnused(sinceMs: number): void {
    const before = performance.now() - sinceMs
    // In the order in which they came.
    for (const [socket, since] of unused) {
      if (since > before) return
      socket.destroy()
    }
  }

  function closeIdle(): void {
    server.closeIdleConnections()
    lane.closeIdle()
  }

  function shed(): void {
    const now = performance.now()
    if (now - shedAt < SHED_EVERY_MS) return
    shedAt = now
    closeIdle()
    closeUnused(unusedMs)
    if (now - toldAt < TELL_EVERY_MS) return
    toldAt = now
    log.warn({ open, limit: connections }, 'There are so many connections that idle ones are closed')
  }

  server.maxConnections = connections
  server.on('connection', (socket) => {
    open++
    unused.set(socket, performance.now())
    socket.once('close', () => {
      open--
      unused.delete(socket)
    })
    if (open > connections * CROWDED) shed()
  })
  const use = (socket: Socket) => void unused.delete(socket)
  server.on('request', (req) => use(req.socket))
  server.on('drop', shed)
  return {
    use,
    closeIdle,
    closeUnused,
    closeAll() {
      server.closeAllConnections()
      lane.closeAll()
    },
  }
}
