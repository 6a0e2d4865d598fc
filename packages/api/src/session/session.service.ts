import { createHash } from 'node:crypto'
import type { Session } from '@gokart/shared'
import type { Knex } from 'knex'
import type { Database } from '../db/knex.js'
import type { SessionRow } from '../db/tables.js'
import type { Actor } from '../http/actor.js'
import { notFound } from '../http/problem.js'
import { createSessionRepo } from './session.repo.js'

const MINUTE = 60_000
/** A session ends when nobody used it for so long... */
const IDLE_MS = 12 * 60 * MINUTE
/** ...and in any case after this. */
export const ABSOLUTE_MS = 30 * 24 * 60 * MINUTE

export interface SessionDeps {
  db: Database
  clock: () => Date
  random: (size: number) => Buffer
}

/** From where a session is used. */
export interface Device {
  ip: string
  userAgent: string
}

export function createSessionService({ db, clock, random }: SessionDeps) {
  const repo = createSessionRepo(db)

  return {
    /** Starts a session and returns its token, which is kept nowhere else: the database has its hash. */
    async open(userId: number, { ip, userAgent }: Device): Promise<string> {
      const token = random(32).toString('base64url')
      const now = clock()
      const times = { created_at: now, last_seen_at: now, expires_at: endOf(now, now) }
      const device = { ip: ip.slice(0, 45), user_agent: userAgent.slice(0, 512) }
      await repo.insert({ token_hash: hashOf(token), user_id: userId, ...times, ...device })
      return token
    },

    async findActor(token: string): Promise<Actor | undefined> {
      const now = clock()
      const session = await repo.findLive(hashOf(token), now)
      if (!session) return undefined
      // One write a minute at the most, however many requests a page makes.
      if (now.getTime() - session.last_seen_at.getTime() >= MINUTE) {
        await repo.touch(session.id, now, endOf(session.created_at, now))
      }
      const { user_id: userId, advertiser_id: advertiserId, email, role, id: sessionId } = session
      return { userId, advertiserId, email, role, sessionId }
    },

    async list(actor: Actor): Promise<Session[]> {
      const rows = await repo.ofUser(actor.userId, clock())
      return rows.map((row) => presentSession(row, actor.sessionId))
    },

    /** One of the actor's own. */
    async end(id: number, actor: Actor): Promise<void> {
      if ((await repo.end(id, actor.userId)) === 0) throw notFound('session')
    },

    /** The session of a token, where there is one. */
    endToken: (token: string): Promise<void> => repo.endToken(hashOf(token)),

    endOthers: (actor: Actor, trx: Knex): Promise<void> => repo.with(trx).endAll(actor.userId, actor.sessionId),

    endAll: (userId: number, trx: Knex): Promise<void> => repo.with(trx).endAll(userId),

    deleteExpired: (): Promise<number> => repo.deleteExpired(clock()),
  }
}
export type SessionService = ReturnType<typeof createSessionService>

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function endOf(createdAt: Date, lastSeenAt: Date): Date {
  return new Date(Math.min(lastSeenAt.getTime() + IDLE_MS, createdAt.getTime() + ABSOLUTE_MS))
}

function presentSession(row: SessionRow, current: number): Session {
  return {
    id: row.id,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    ip: row.ip,
    userAgent: row.user_agent,
    current: row.id === current,
  }
}
