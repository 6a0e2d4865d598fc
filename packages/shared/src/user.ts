import { z } from 'zod'
import { endpoint } from './contract.js'
import { Email, Id, IdText, Instant, listQuery, pageOf } from './primitives.js'

export const Role = z.enum(['ops', 'advertiser'])
export type Role = z.infer<typeof Role>

/** 8 to 200 characters; nothing else is asked of it. */
export const Password = z.string().min(8, 'Must have at least 8 characters').max(200)

/** A person who signs in. `advertiserId` is set exactly where the role is `advertiser`. */
export const User = z.object({
  id: Id,
  email: z.string(),
  role: Role,
  advertiserId: Id.nullable(),
  advertiserName: z.string().nullable(),
  active: z.boolean(),
  createdAt: Instant,
  lastSignInAt: Instant.nullable(),
})
export type User = z.infer<typeof User>

export const UserInput = z
  .object({ email: Email, password: Password, role: Role, advertiserId: Id.nullish() })
  .refine((user) => (user.role === 'advertiser') === (user.advertiserId != null), {
    path: ['advertiserId'],
    message: 'An advertiser user needs an advertiser, an ops user has none',
  })
export type UserInput = z.infer<typeof UserInput>

/** Anything but a new email also ends the user's sessions. Role and advertiser must fit each other as in UserInput. */
export const UserPatch = z
  .object({ email: Email, password: Password, active: z.boolean(), role: Role, advertiserId: Id.nullable() })
  .partial()
export type UserPatch = z.infer<typeof UserPatch>

export const userEndpoints = {
  list: endpoint('GET /api/users', {
    access: 'ops',
    summary: 'List users',
    query: listQuery(['email', 'role', 'createdAt', 'lastSignInAt'], 'email', {
      role: Role.optional(),
      advertiserId: IdText.optional(),
    }),
    response: pageOf(User),
  }),
  create: endpoint('POST /api/users', {
    access: 'ops',
    summary: 'Add a user',
    body: UserInput,
    response: User,
    status: 201,
  }),
  patch: endpoint('PATCH /api/users/:id', {
    access: 'ops',
    summary: 'Change a user',
    params: z.object({ id: IdText }),
    body: UserPatch,
    response: User,
  }),
}
