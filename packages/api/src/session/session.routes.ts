import type { api } from '@gokart/shared'
import type { ClientIp } from '../http/client-ip.js'
import type { Authenticate, Handlers } from '../http/mount.js'
import type { Credentials } from '../users/credentials.service.js'
import type { UserService } from '../users/user.service.js'
import type { SessionCookie } from './cookie.js'
import type { SessionService } from './session.service.js'

export interface SessionRouteDeps {
  sessions: SessionService
  credentials: Credentials
  users: Pick<UserService, 'get'>
  cookie: SessionCookie
  clientIp: ClientIp
}

export function sessionHandlers({
  sessions,
  credentials,
  users,
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

    me: async (_input, actor) => ({ user: await users.get(actor.userId) }),

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

/** Finds out who calls by the session cookie. */
export function cookieAuthentication({
  sessions,
  cookie,
}: Pick<SessionRouteDeps, 'sessions' | 'cookie'>): Authenticate {
  return async ({ req }) => {
    const token = cookie.read(req)
    return token === undefined ? undefined : sessions.findActor(token)
  }
}
