import type { User } from '@gokart/shared'
import type { Knex } from 'knex'
import type { Database } from '../db/knex.js'
import type { Actor } from '../http/actor.js'
import { HttpProblem, invalid, notFound } from '../http/problem.js'
import type { Passwords } from './password.js'
import { presentUser } from './user.presenter.js'
import { createUserRepo } from './user.repo.js'

export interface CredentialsDeps {
  db: Database
  clock: () => Date
  passwords: Passwords
}

/** What proves that somebody is a user. */
export function createCredentials({ db, clock, passwords }: CredentialsDeps) {
  const repo = createUserRepo(db)

  return {
    /** The user of an email and a password. An unknown email, a wrong password and an inactive user get the same answer. */
    async check(email: string, password: string): Promise<User> {
      const user = await repo.findByEmail(email.toLowerCase())
      const right = await passwords.matches(password, user?.password_hash)
      if (!right || user?.active !== 1) throw new HttpProblem('wrong_credentials', 'Check the email and the password.')
      const now = clock()
      await repo.update(user.id, { last_sign_in_at: now })
      return presentUser({ ...user, last_sign_in_at: now })
    },

    /** `alongside` runs in the transaction of the change. */
    async changePassword(
      { userId }: Actor,
      current: string,
      wanted: string,
      alongside: (trx: Knex) => Promise<void>,
    ): Promise<void> {
      const user = await repo.find(userId)
      if (!user) throw notFound('user')
      if (!(await passwords.matches(current, user.password_hash))) {
        throw invalid('/currentPassword', 'Is not your password')
      }
      const password_hash = await passwords.hash(wanted)
      await db.transaction(async (trx) => {
        await repo.with(trx).update(userId, { password_hash })
        await alongside(trx)
      })
    },
  }
}
export type Credentials = ReturnType<typeof createCredentials>
