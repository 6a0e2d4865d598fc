import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface RequestLimits {
  /** Requests that wait on one connection behind one that is not answered yet. */
  readonly pipelined: number
  /** Requests whose body is on its way, on all connections together: each may take 256 kB of memory. */
  readonly bodies: number
}

/** Whether the request may go on; where not, it was answered, or its connection cut. */
export type Admit = (req: IncomingMessage, res: ServerResponse) => boolean

/** Bounds what a client can make us keep in memory without waiting for an answer. */
export function limitRequests({ pipelined, bodies }: RequestLimits): Admit {
  const waiting = new WeakMap<Socket, number>()
  let underWay = 0

  /** No browser, proxy or tracker sends requests ahead; who sends a thousand does not mean to read the answers. */
  function mayWait({ socket }: IncomingMessage, res: ServerResponse): boolean {
    // What came in the same packet as the one that was too much.
    if (socket.destroyed) return false
    const behind = (waiting.get(socket) ?? 0) + 1
    if (behind > pipelined) {
      socket.destroy()
      return false
    }
    waiting.set(socket, behind)
    res.once('close', () => waiting.set(socket, waiting.get(socket)! - 1))
    return true
  }

  function maySend(req: IncomingMessage, res: ServerResponse): boolean {
    if (underWay >= bodies) {
      // The connection stays: closing it on a body that still comes would take the answer back.
      const headers = { 'Content-Type': 'text/plain', 'Retry-After': '5' }
      res.writeHead(503, headers).end('Too many bodies are on their way. Try again in a moment.\n')
      return false
    }
    underWay++
    req.once('close', () => underWay--)
    return true
  }

  return (req, res) => {
    // Only the first unanswered request of a connection has its socket for the answer.
    if (res.socket === null && !mayWait(req, res)) return false
    const { 'content-length': length, 'transfer-encoding': chunked } = req.headers
    return (length === undefined && chunked === undefined) || length === '0' || maySend(req, res)
  }
}
