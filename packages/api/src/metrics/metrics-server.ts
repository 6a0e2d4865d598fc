import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { StatusBoard } from '../cluster/status-board.js'
import type { Config } from '../config.js'
import type { Logger } from '../logger.js'
import type { ProcessStatus } from '../system/process-status.js'
import { prometheusText } from './prometheus.js'
import { createTotals } from './totals.js'

export interface MetricsServer {
  /** Resolves with the port (0: any free one). Rejects where it is taken. */
  listen(port: number, host: string): Promise<number>
  close(): Promise<void>
}

type Board = Pick<StatusBoard<ProcessStatus>, 'all'>

/** Workers put their status on the board once a second; what one counted last must be seen before it is gone. */
const OBSERVE_MS = 500
const LIMITS = { maxHeaderSize: 8 * 1024, headersTimeout: 5_000, requestTimeout: 5_000, keepAliveTimeout: 65_000 }
const MAX_CONNECTIONS = 20

/** `/metrics` of all processes on the board, on a port of its own: for one process among them, or for their parent. */
export function createMetricsServer(board: Board, now: () => number = Date.now): MetricsServer {
  const totals = createTotals()
  const observe = () => totals.observe(board.all())
  const server = createServer(LIMITS, answer)
  server.maxConnections = MAX_CONNECTIONS
  let timer: NodeJS.Timeout | undefined

  function answer(req: IncomingMessage, res: ServerResponse): void {
    if (req.method !== 'GET' || req.url?.split('?')[0] !== '/metrics') {
      res.writeHead(404).end('Metrics are at GET /metrics\n')
      return
    }
    res.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
    res.end(prometheusText(observe(), board.all(), now()))
  }

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          timer = setInterval(observe, OBSERVE_MS).unref()
          resolve((server.address() as { port: number }).port)
        })
      }),
    close() {
      clearInterval(timer)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}

/** Starts it where the settings name a port. One process of those that share a board does so: the sums live in it. */
export async function startMetrics(
  settings: Config['metrics'],
  board: Board,
  log: Logger,
): Promise<MetricsServer | undefined> {
  if (!settings) return undefined
  const server = createMetricsServer(board)
  const port = await server.listen(settings.port, settings.host)
  log.info({ host: settings.host, port }, 'Metrics are at /metrics')
  return server
}
