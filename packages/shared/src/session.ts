import { z } from 'zod'
import { endpoint } from './contract.js'
import { Id, IdText, Instant } from './primitives.js'
import { Password, User } from './user.js'

/** A place where the user is signed in. */
export const Session = z.object({
  id: Id,
  createdAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
  ip: z.string(),
  userAgent: z.string(),
  current: z.boolean(),
})
export type Session = z.infer<typeof Session>

const Me = z.object({ user: User })

export const sessionEndpoints = {
  signIn: endpoint('POST /api/session', {
    access: 'public',
    summary: 'Sign in; sets the session cookie',
    body: z.object({ email: z.string().trim().max(254), password: z.string().max(200) }),
    response: Me,
  }),
  me: endpoint('GET /api/session', { access: 'user', summary: 'Who is signed in', response: Me }),
  signOut: endpoint('DELETE /api/session', { access: 'user', summary: 'Sign out' }),
  changePassword: endpoint('PUT /api/session/password', {
    access: 'user',
    summary: 'Change the own password; ends every other session of the user',
    body: z.object({ currentPassword: z.string().max(200), newPassword: Password }),
  }),
  list: endpoint('GET /api/sessions', {
    access: 'user',
    summary: 'Where the user is signed in',
    response: z.object({ items: z.array(Session) }),
  }),
  revoke: endpoint('DELETE /api/sessions/:id', {
    access: 'user',
    summary: 'End one of the own sessions',
    params: z.object({ id: IdText }),
  }),
}
