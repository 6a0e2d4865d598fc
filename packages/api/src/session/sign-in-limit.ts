import type { Request, RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import type { ClientIp } from '../http/client-ip.js'
import { HttpProblem } from '../http/problem.js'

const WINDOW_MS = 15 * 60_000
const PER_ACCOUNT = 10
const PER_ADDRESS = 50

/** Failed attempts to prove who one is, from one address (an IPv6 network is one): against trying many accounts. */
export function attemptsPerAddress(clientIp: ClientIp): RequestHandler {
  return limit(PER_ADDRESS, (req) => ipKeyGenerator(clientIp(req)))
}

/** Failed attempts to sign in to one account, from wherever: against guessing one password from many places. */
export function attemptsPerAccount(): RequestHandler {
  return limit(PER_ACCOUNT, (req) => accountOf(req.body as unknown))
}

function limit(max: number, keyOf: (req: Request) => string): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: max,
    skipSuccessfulRequests: true,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: keyOf,
    handler: (req, res, next) => {
      const { resetTime } = (req as Request & { rateLimit: { resetTime: Date } }).rateLimit
      const seconds = Math.max(1, Math.ceil((resetTime.getTime() - Date.now()) / 1000))
      res.set('Retry-After', String(seconds))
      const wait = seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`
      next(new HttpProblem('too_many_requests', `There were too many wrong attempts. Try again in ${wait}.`))
    },
  })
}

/** Attempts without an email share one key. */
function accountOf(body: unknown): string {
  const { email } = (body ?? {}) as { email?: unknown }
  return typeof email === 'string' ? email.trim().toLowerCase().slice(0, 254) : ''
}
