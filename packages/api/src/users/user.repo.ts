import type { api, EndpointInput, Page } from '@gokart/shared'
import type { Knex } from 'knex'
import { containing, readPage } from '../db/page.js'
import type { UserRow } from '../db/tables.js'

export type UserRecord = UserRow & { advertiser_name: string | null }
export type UserListQuery = EndpointInput<typeof api.users.list>['query']

const SORTS = { email: 'u.email', role: 'u.role', createdAt: 'u.created_at', lastSignInAt: 'u.last_sign_in_at' }

export function createUserRepo(db: Knex) {
  const records = () =>
    db('users as u')
      .leftJoin('advertisers as a', 'a.id', 'u.advertiser_id')
      .select('u.*', { advertiser_name: 'a.name' })

  return {
    with: (trx: Knex) => createUserRepo(trx),

    list(query: UserListQuery): Promise<Page<UserRecord>> {
      const filtered = db('users as u')
      if (query.role) filtered.where('u.role', query.role)
      if (query.advertiserId) filtered.where('u.advertiser_id', query.advertiserId)
      if (query.q) filtered.where('u.email', 'like', containing(query.q))
      return readPage<UserRecord>(query, {
        filtered,
        key: 'u.id',
        columns: SORTS,
        rows: (page) => records().join(page, 'page.id', 'u.id'),
      })
    },

    find: (id: number): Promise<UserRecord | undefined> => records().where('u.id', id).first(),

    /**
     * The user with exactly this email. The database finds "ólga@" equal to "olga@", and knows hundreds of other spellings of
     * one email: each would have its own count of wrong attempts.
     */
    async findByEmail(email: string): Promise<UserRecord | undefined> {
      const user: UserRecord | undefined = await records().where('u.email', email).first()
      return user?.email === email ? user : undefined
    },

    async insert(user: Omit<UserRow, 'id'>): Promise<number> {
      const [id] = await db('users').insert(user)
      return id!
    },

    async update(id: number, values: Partial<UserRow>): Promise<void> {
      await db('users').where({ id }).update(values)
    },

    /** Locks the active ops users until the transaction ends, so that two who deactivate each other take turns. */
    async lockActiveOps(): Promise<number[]> {
      const rows: { id: number }[] = await db('users').where({ role: 'ops', active: 1 }).forUpdate().select('id')
      return rows.map(({ id }) => id)
    },
  }
}
