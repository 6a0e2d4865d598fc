import type { Knex } from 'knex'
import type { SessionRow, UserRow } from '../db/tables.js'

/** A session and who it is of. */
export type LiveSession = SessionRow & Pick<UserRow, 'email' | 'role' | 'advertiser_id'>

export function createSessionRepo(db: Knex) {
  return {
    with: (trx: Knex) => createSessionRepo(trx),

    async insert(session: Omit<SessionRow, 'id'>): Promise<void> {
      await db('sessions').insert(session)
    },

    /** Undefined also where it ended, or its user is not active. */
    findLive(tokenHash: Buffer, now: Date): Promise<LiveSession | undefined> {
      return db('sessions as s')
        .join('users as u', 'u.id', 's.user_id')
        .where('s.token_hash', tokenHash)
        .where('s.expires_at', '>', now)
        .where('u.active', 1)
        .first('s.*', 'u.email', 'u.role', 'u.advertiser_id')
    },

    async touch(id: number, lastSeenAt: Date, expiresAt: Date): Promise<void> {
      await db('sessions').where({ id }).update({ last_seen_at: lastSeenAt, expires_at: expiresAt })
    },

    ofUser(userId: number, now: Date): Promise<SessionRow[]> {
      return db('sessions').where({ user_id: userId }).where('expires_at', '>', now).orderBy('last_seen_at', 'desc')
    },

    end: (id: number, userId: number): Promise<number> => db('sessions').where({ id, user_id: userId }).delete(),

    async endToken(tokenHash: Buffer): Promise<void> {
      await db('sessions').where({ token_hash: tokenHash }).delete()
    },

    /** All of a user, or all but one. */
    async endAll(userId: number, except?: number): Promise<void> {
      const query = db('sessions').where({ user_id: userId })
      await (except === undefined ? query : query.whereNot({ id: except })).delete()
    },

    deleteExpired: (now: Date): Promise<number> => db('sessions').where('expires_at', '<=', now).limit(10_000).delete(),
  }
}
