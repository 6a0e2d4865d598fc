import type { Page, Role, User, UserInput, UserPatch } from '@gokart/shared'
import type { Database } from '../db/knex.js'
import { HttpProblem, invalid, notFound } from '../http/problem.js'
import type { SessionService } from '../session/session.service.js'
import type { Passwords } from './password.js'
import { presentUser } from './user.presenter.js'
import { createUserRepo, type UserListQuery } from './user.repo.js'

export interface UserDeps {
  db: Database
  clock: () => Date
  passwords: Passwords
  sessions: Pick<SessionService, 'endAll'>
}

export function createUserService({ db, clock, passwords, sessions }: UserDeps) {
  const repo = createUserRepo(db)

  async function get(id: number): Promise<User> {
    const user = await repo.find(id)
    if (!user) throw notFound('user')
    return presentUser(user)
  }

  return {
    get,

    async list(query: UserListQuery): Promise<Page<User>> {
      const page = await repo.list(query)
      return { ...page, items: page.items.map(presentUser) }
    },

    async create({ email, password, role, advertiserId }: UserInput): Promise<User> {
      const password_hash = await passwords.hash(password)
      const user = { email, password_hash, role, advertiser_id: advertiserId ?? null }
      return get(await repo.insert({ ...user, active: 1, created_at: clock(), last_sign_in_at: null }))
    },

    async change(id: number, patch: UserPatch): Promise<User> {
      const before = await get(id)
      const { email, password, active } = patch
      const belongs = belonging(before, patch)
      const moved = belongs.role !== before.role || belongs.advertiser_id !== before.advertiserId
      const values = {
        ...(email === undefined ? {} : { email }),
        ...(password === undefined ? {} : { password_hash: await passwords.hash(password) }),
        ...(active === undefined ? {} : { active: active ? 1 : 0 }),
        ...(moved ? belongs : {}),
      }
      await db.transaction(async (trx) => {
        if (active === false || belongs.role !== 'ops') await keepOneOps(trx, id)
        if (Object.keys(values).length > 0) await repo.with(trx).update(id, values)
        if (password !== undefined || active === false || moved) await sessions.endAll(id, trx)
      })
      return get(id)
    },
  }

  async function keepOneOps(trx: Database, leaving: number): Promise<void> {
    const ops = await repo.with(trx).lockActiveOps()
    if (ops.includes(leaving) && ops.length === 1) {
      throw new HttpProblem('conflict', 'This is the last active ops user: nobody could sign in to manage GoKart.')
    }
  }
}
/** Role and advertiser after a patch: an advertiser user has an advertiser, an ops user has none. */
function belonging(before: User, patch: UserPatch): { role: Role; advertiser_id: number | null } {
  const role = patch.role ?? before.role
  const kept = role === 'ops' && patch.advertiserId === undefined ? null : before.advertiserId
  const advertiser_id = patch.advertiserId === undefined ? kept : patch.advertiserId
  if ((role === 'advertiser') !== (advertiser_id !== null)) {
    throw invalid('/advertiserId', 'An advertiser user needs an advertiser, an ops user has none')
  }
  return { role, advertiser_id }
}

export type UserService = ReturnType<typeof createUserService>
