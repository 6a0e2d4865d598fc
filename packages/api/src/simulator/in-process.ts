import { createServer, request, type IncomingMessage } from 'node:http'
import { duplexPair } from 'node:stream'
import type { HotPath } from '../http/server.js'
import { setAfterClick } from '../postback/simulated-moment.js'

export interface InProcessRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Address of who calls. */
  readonly ip: string
  /** Of a postback: it is decided as of so many ms after its click. */
  readonly afterClickMs?: number
}

export interface InProcessAnswer {
  readonly status: number
  readonly location: string | undefined
  readonly text: string
}

/** Sends a request to a hot path of this process. */
export type InProcessSend = (sent: InProcessRequest) => Promise<InProcessAnswer>

/**
 * Requests that never leave the process: through Node's own HTTP on both sides, over a pair of streams in place of a connection.
 * So the hot paths see what they see of any other caller, and no address is ever called, whatever an offer's link says.
 */
export function createInProcess(paths: readonly HotPath[]): InProcessSend {
  const server = createServer((req, res) => {
    const path = paths.find(({ matches }) => matches(req.url ?? ''))
    if (path) path.handle(req, res)
    else res.writeHead(404).end()
  })
  return ({ method, target, headers, body, ip, afterClickMs }) =>
    new Promise((resolve, reject) => {
      const [ours, theirs] = duplexPair()
      if (afterClickMs !== undefined) setAfterClick(theirs, afterClickMs)
      server.emit('connection', Object.assign(theirs, { remoteAddress: ip }))
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
      // Without an agent: one would make a connection of its own.
      const options = { method, path: target, createConnection: () => ours } as const
      request({ ...options, headers: { host: 'gokart', ...headers, ...length, connection: 'close' } })
        .on('response', (res) => readAnswer(res).then(resolve, reject))
        .on('error', reject)
        .end(body)
    })
}

async function readAnswer(res: IncomingMessage): Promise<InProcessAnswer> {
  let text = ''
  for await (const chunk of res.setEncoding('utf8')) text += chunk as string
  return { status: res.statusCode ?? 0, location: res.headers.location, text }
}
