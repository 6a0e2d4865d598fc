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

export function createHttpServer(app: RequestListener, hot: readonly HotPath[], log: Logger): Server {
  const server = createServer(
    {
      // Fifteen sub parameters of 255 characters fit, also percent-encoded.
      maxHeaderSize: 32 * 1024,
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      // Longer than the usual 60 s of load balancers, so that never we are the one who closes under a request.
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
      noDelay: true,
    },
    (req, res) => {
      const target = req.url ?? '/'
      try {
        const path = hot.find(({ matches }) => matches(target))
        if (path) path.handle(req, res)
        else app(req, res)
      } catch (error) {
        log.error({ err: error, url: req.url }, 'A request ended with an error that nobody caught')
        if (!res.headersSent) res.writeHead(500)
        res.end()
      }
    },
  )
  server.maxRequestsPerSocket = 0
  server.on('clientError', refuse)
  return server
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

/** Listens, and resolves with the port. Rejects where the port is taken. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as { port: number }).port)
    })
  })
}

/** Takes no new connection, lets requests in flight finish, and cuts those off that are not done after `graceMs`. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection that was busy when we closed becomes idle after its answer.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const deadline = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearInterval(idle)
  clearTimeout(deadline)
}
