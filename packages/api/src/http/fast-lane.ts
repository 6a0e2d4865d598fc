import type { IncomingHttpHeaders } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { fieldsOf, readPlainHead } from './plain-head.js'

/** What is read of a request without a body; node:http's own fits. */
export interface PlainRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly socket: { readonly remoteAddress?: string | undefined }
}

export interface PlainAnswer {
  readonly status: number
  /** Name, value, name, value... as they go out: whoever makes them answers for it that no CR or LF is in them. */
  readonly headers: readonly string[]
  readonly body: string
}

/** What of a hot path can be answered without node:http. */
export interface LanePath {
  /** The headers that it reads, in lower case. */
  readonly headers: readonly string[]
  matches(target: string): boolean
  /** Never throws. `reply` is called once, now or later. */
  take(request: PlainRequest, reply: (answer: PlainAnswer) => void): void
}

export interface FastLaneOptions {
  readonly paths: readonly LanePath[]
  /** Takes a connection over for good, with all that comes on it. */
  readonly toHttp: (socket: Socket) => void
  /** Something was asked on it for the first time. */
  readonly onUse: (socket: Socket) => void
  /** A connection on which nothing was asked in time. */
  readonly onLate: (socket: Socket) => void
  readonly headersTimeout: number
  readonly keepAliveTimeout: number
}

export interface FastLane {
  open(socket: Socket): void
  /** Ends the connections on which nothing is asked at the moment, but was before. */
  closeIdle(): void
  closeAll(): void
  /** From now on each answer ends its connection. */
  finish(): void
}

interface Connection {
  readonly socket: Socket
  state: 'unused' | 'busy' | 'idle'
}

/**
 * Answers plain requests of hot paths right from their bytes, at half the price of node:http (docs/performance.md). At the first that
 * comes on a connection and is anything else (in pieces, with a body, sent ahead, of another path) the connection goes to node:http
 * for good, with what was read: that parser judges all that is unusual, with its own limits and time-outs. One request of a
 * connection is under way at a time, so answers keep their order, and who does not read them is not read either.
 */
export function createFastLane(options: FastLaneOptions): FastLane {
  const { paths, toHttp, onUse, onLate, headersTimeout, keepAliveTimeout } = options
  const fields = fieldsOf([...new Set(paths.flatMap(({ headers }) => headers))])
  const connections = new Set<Connection>()
  const head = createHeads(keepAliveTimeout)
  let finishing = false

  function open(socket: Socket): void {
    const connection: Connection = { socket, state: 'unused' }
    /** Bytes that came while a request was under way; no more are read meanwhile. */
    let waiting: Buffer | undefined
    let ended = false
    const caller = { remoteAddress: socket.remoteAddress }
    connections.add(connection)
    socket.setTimeout(headersTimeout)
    socket.on('data', take).on('end', end).on('timeout', late).on('error', ignore).on('close', forget)

    function take(bytes: Buffer): void {
      if (connection.state === 'busy') {
        socket.pause()
        waiting = bytes
        return
      }
      const plain = readPlainHead(bytes, fields)
      const path = plain && paths.find(({ matches }) => matches(plain.target))
      if (!path) return handOver(bytes)
      if (connection.state === 'unused') {
        onUse(socket)
        socket.setTimeout(keepAliveTimeout)
      }
      connection.state = 'busy'
      path.take({ method: 'GET', url: plain.target, headers: plain.headers, socket: caller }, reply)
    }

    function reply({ status, headers, body }: PlainAnswer): void {
      if (socket.destroyed) return
      const last = finishing || ended
      const flushed = socket.write(head(status, headers, last) + body, 'latin1')
      if (last) socket.destroySoon()
      else if (flushed) next()
      else socket.once('drain', next)
    }

    function next(): void {
      connection.state = 'idle'
      if (ended) return socket.destroySoon()
      if (!waiting) return
      const bytes = waiting
      waiting = undefined
      take(bytes)
      socket.resume()
    }

    function handOver(bytes: Buffer): void {
      socket.pause()
      socket.off('data', take).off('end', end).off('timeout', late).off('close', forget)
      forget()
      toHttp(socket)
      // That one listens to errors as well.
      socket.off('error', ignore)
      socket.unshift(bytes)
      socket.resume()
    }

    /** The other side asks no more; it may still read. */
    function end(): void {
      ended = true
      if (connection.state !== 'busy') socket.destroySoon()
    }

    function late(): void {
      if (connection.state === 'unused') onLate(socket)
      else socket.destroy()
    }

    function forget(): void {
      connections.delete(connection)
    }
  }

  return {
    open: paths.length > 0 ? open : toHttp,
    closeIdle() {
      for (const { state, socket } of connections) if (state === 'idle') socket.destroy()
    },
    closeAll() {
      for (const { socket } of connections) socket.destroy()
    },
    finish() {
      finishing = true
    },
  }
}

/** What it has to say is said by the end of the connection. */
function ignore(): void {}

/** Makes the heads of answers, as node:http would. */
function createHeads(keepAliveTimeout: number) {
  const stays = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveTimeout / 1000)}\r\n\r\n`
  let second = 0
  let date = ''

  return (status: number, headers: readonly string[], last: boolean): string => {
    const now = Math.floor(Date.now() / 1000)
    if (now !== second) {
      second = now
      date = `Date: ${new Date(now * 1000).toUTCString()}\r\n`
    }
    let text = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`
    for (let index = 0; index < headers.length; index += 2) text += `${headers[index]}: ${headers[index + 1]}\r\n`
    return text + date + (last ? 'Connection: close\r\n\r\n' : stays)
  }
}
