import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from '../logger.js'

/** A path that is answered by a plain function, before Express: `/c/...` and `/postback`. */
export interface HotPath {
  matches(target: string): boolean
  /** Never throws. */
  handle(req: IncomingMessage, res: ServerResponse): void
}

export interface HttpServer {
  /** Resolves with the port (0: any free one). Rejects where it is taken. */
  listen(port: number, host: string): Promise<number>
  /** Takes no new connection, lets requests in flight finish, and cuts those off that are not done after `graceMs`. */
  close(graceMs: number): Promise<void>
}

export function createHttpServer(app: RequestListener, hot: readonly HotPath[], log: Logger): HttpServer {
  const server = createServer(LIMITS, (req, res) => {
    const target = req.url ?? '/'
    try {
      const path = hot.find(({ matches }) => matches(target))
      if (path) path.handle(req, res)
      else app(req, res)
    } catch (error) {
      log.error({ err: error, url: target }, 'A request ended with an error that nobody caught')
      if (!res.headersSent) res.writeHead(500)
      res.end()
    }
  })
  server.maxRequestsPerSocket = 0
  server.on('clientError', refuse)
  const unused = unusedConnections(server)
  return {
    listen: (port, host) => listen(server, port, host),
    close: (graceMs) => close(server, unused, graceMs),
  }
}

const LIMITS = {
  // Fifteen sub parameters of 255 characters fit, also percent-encoded.
  maxHeaderSize: 32 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than the usual 60 s of load balancers, so that never we are the one who closes under a request.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  noDelay: true,
}

/** Connections on which nothing was asked yet: browsers open some in advance, and Node does not count them as idle. */
function unusedConnections(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('request', (req) => sockets.delete(req.socket))
  return sockets
}

const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** What Node cannot read as HTTP gets a plain answer, where somebody is still there to read it. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = STATUS_OF[error.code ?? ''] ?? 400
  const text = `${STATUS_CODES[status]}\n`
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n`
  socket.end(head + text)
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as { port: number }).port)
    })
  })
}

async function close(server: Server, unused: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  for (const socket of unused) socket.destroy()
  // A connection that was busy when we closed becomes idle after its answer.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const deadline = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearInterval(idle)
  clearTimeout(deadline)
}
