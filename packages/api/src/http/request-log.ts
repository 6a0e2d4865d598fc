import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pinoHttp, type HttpLogger } from 'pino-http'
import type { Logger } from '../logger.js'
import type { ClientIp } from './client-ip.js'

/** Gives each request its ID (a proxy's own where it sends one) and one line in the log, with the error where it failed. */
export function requestLog(log: Logger, clientIp: ClientIp): HttpLogger {
  return pinoHttp({
    logger: log,
    genReqId: (req, res) => {
      const id = requestId(req)
      res.setHeader('X-Request-Id', id)
      return id
    },
    autoLogging: { ignore: (req) => !req.url?.startsWith('/api/') },
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    customLogLevel: ({ url }, res, error) => {
      if (error || res.statusCode >= 500) return 'error'
      // An open System page asks every two seconds.
      return url === '/api/system' ? 'silent' : 'info'
    },
    serializers: {
      req: ({ raw }: { raw: IncomingMessage }) => ({
        method: raw.method,
        url: withoutToken(raw.url),
        ip: clientIp(raw),
      }),
      res: ({ raw }: { raw: ServerResponse }) => ({ status: raw.statusCode }),
    },
  })
}

/** Who has the link to a postback may open it. */
function withoutToken(url: string | undefined): string | undefined {
  return url?.replace(/^\/p\/[^/?]+/, '/p/***')
}

function requestId(req: IncomingMessage): string {
  const given = req.headers['x-request-id']
  return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID()
}
