import { createHash } from 'node:crypto'
import type { Request } from 'express'
import type { api, User } from '@gokart/shared'
import type { Actor } from '../http/actor.js'
import type { ClientIp } from '../http/client-ip.js'
import type { Authenticate, Handlers } from '../http/mount.js'
import type { Credentials } from '../users/credentials.service.js'
import type { UserService } from '../users/user.service.js'
import type { OutageMemory } from './outage-memory.js'
import type { SessionCookie } from './cookie.js'
import type { SessionService } from './session.service.js'

export interface SessionRouteDeps {
  sessions: SessionService
  credentials: Credentials
  users: Pick<UserService, 'get'>
  knownUsers: OutageMemory<User>
  cookie: SessionCookie
  clientIp: ClientIp
}

export function sessionHandlers({
  sessions,
  credentials,
  users,
  knownUsers,
  cookie,
  clientIp,
}: SessionRouteDeps): Handlers<typeof api.session> {
  return {
    async signIn({ body }, _actor, { req, res }) {
      const user = await credentials.check(body.email, body.password)
      const before = cookie.read(req)
      const token = await sessions.open(user.id, { ip: clientIp(req), userAgent: req.get('user-agent') ?? '' })
      // A browser has one session: the one before, perhaps of someone else, ends here.
      if (before) await sessions.endToken(before)
      cookie.set(res, token)
      return { user }
    },

    me: async (_input, { userId }) => ({
      user: await knownUsers.recall(String(userId), () => users.get(userId)),
    }),

    async signOut(_input, actor, { res }) {
      await sessions.end(actor.sessionId, actor)
      cookie.clear(res)
    },

    changePassword: ({ body }, actor) =>
      credentials.changePassword(actor, body.currentPassword, body.newPassword, (trx) =>
        sessions.endOthers(actor, trx),
      ),

    list: async (_input, actor) => ({ items: await sessions.list(actor) }),

    async revoke({ params }, actor, { res }) {
      await sessions.end(params.id, actor)
      if (params.id === actor.sessionId) cookie.clear(res)
    },
  }
}

export interface AuthenticationDeps extends Pick<SessionRouteDeps, 'sessions' | 'cookie'> {
  readonly knownActors: OutageMemory<Actor | undefined>
}

/** Finds out who calls by the session cookie. */
export function cookieAuthentication({ sessions, cookie, knownActors }: AuthenticationDeps): Authenticate {
  return async ({ req }) => {
    const token = cookie.read(req)
    if (token === undefined) return undefined
    const key = createHash('sha256').update(token).digest('base64')
    const find = () => sessions.findActor(token)
    return isForOutages(req) ? knownActors.recall(key, find) : knownActors.keep(key, find)
  }
}

/** What ops must see while the database is away: how the system is, and for the admin's frame who they are. Nothing that writes. */
function isForOutages({ method, path }: Request): boolean {
  return method === 'GET' && (path === '/api/system' || path === '/api/session')
}
