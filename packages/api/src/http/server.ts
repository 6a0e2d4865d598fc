import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from '../logger.js'
import { limitConnections, type ConnectionLimits, type Connections } from './connections.js'
import { createFastLane, type LanePath } from './fast-lane.js'
import { limitRequests, type RequestLimits } from './request-limits.js'
import { createRefuse } from './unreadable.js'

/** A path that is answered by a plain function, before Express: `/c/...` and `/postback`. */
export interface HotPath {
  matches(target: string): boolean
  /** Never throws. */
  handle(req: IncomingMessage, res: ServerResponse): void
  /** The same for a plain GET, whoever read it: then it need not go through node:http. */
  readonly lane?: Omit<LanePath, 'matches'>
}

export interface HttpServer {
  /** Resolves with the port (0: any free one). Rejects where it is taken. */
  listen(port: number, host: string): Promise<number>
  /** Takes no new connection, lets requests in flight finish, and cuts those off that are not done after `graceMs`. */
  close(graceMs: number): Promise<void>
}

export function createHttpServer(
  app: RequestListener,
  hot: readonly HotPath[],
  log: Logger,
  limits: HttpLimits = LIMITS,
): HttpServer {
  const admit = limitRequests(limits)
  const refuse = createRefuse(limits.maxHeaderSize)
  let closing = false
  const server = createServer(limits, (req, res) => {
    const target = req.url ?? '/'
    // So that the client asks no more here.
    if (closing) res.shouldKeepAlive = false
    try {
      if (!admit(req, res)) return
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
  server.timeout = limits.silenceMs
  server.on('clientError', refuse)
  const toHttp = takeOwnListener(server)
  const lane = createFastLane({
    ...limits,
    paths: hot.flatMap(({ matches, lane: own }) => (own ? [{ matches, ...own }] : [])),
    toHttp: (socket) => toHttp.call(server, socket),
    onUse: (socket) => connections.use(socket),
    onLate: (socket) =>
      refuse(Object.assign(new Error('Nothing was asked'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket),
  })
  const connections = limitConnections(server, lane, limits, log)
  server.on('connection', lane.open)
  return {
    listen: (port, host) => listen(server, port, host),
    close(graceMs) {
      closing = true
      lane.finish()
      return close(server, connections, graceMs)
    },
  }
}

/** What node:http does with a new connection, which it does no more by itself. */
function takeOwnListener(server: Server): (this: Server, socket: Socket) => void {
  const [own] = server.listeners('connection') as ((this: Server, socket: Socket) => void)[]
  if (!own) throw new Error('This Node has another node:http than we know')
  server.removeListener('connection', own)
  return own
}

/** What a client may make us wait for, or keep. Times in ms. */
export interface HttpLimits extends ConnectionLimits, RequestLimits {
  readonly maxHeaderSize: number
  /** For the head of a request, from its first byte, or from the opening of the connection. */
  readonly headersTimeout: number
  /** For the whole of it. */
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  readonly connectionsCheckingInterval: number
  /** A connection on which nothing moves for so long, in neither direction, is cut: nobody reads the answer. */
  readonly silenceMs: number
  readonly noDelay: boolean
}

export const LIMITS: HttpLimits = {
  // Fifteen sub parameters of 255 characters fit, also percent-encoded.
  maxHeaderSize: 32 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than the usual 60 s of load balancers, so that never we are the one who closes under a request.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  silenceMs: 120_000,
  noDelay: true,
  connections: 10_000,
  unusedMs: 3_000,
  pipelined: 16,
  bodies: 1_000,
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

/** Who has just been let in may ask. */
const YOUNG_MS = 300

async function close(server: Server, connections: Connections, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  connections.closeUnused(YOUNG_MS)
  const unused = setTimeout(() => connections.closeUnused(0), Math.min(YOUNG_MS, graceMs))
  // A connection that was busy when we closed becomes idle after its answer.
  const idle = setInterval(() => connections.closeIdle(), 50)
  const deadline = setTimeout(() => connections.closeAll(), graceMs)
  await closed
  clearInterval(idle)
  clearTimeout(deadline)
  clearTimeout(unused)
}
