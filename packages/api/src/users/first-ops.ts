import type { Database } from '../db/knex.js'
import { randomLinkKey } from '../db/link-key.js'
import { withSchemaLock } from '../db/schema-lock.js'
import type { Passwords } from './password.js'

export interface FirstOpsDeps {
  db: Database
  clock: () => Date
  passwords: Passwords
}

export interface FirstOps {
  email: string
  password: string
}

/**
 * Makes the first ops account where there is none, with the given password or one made up here. Undefined where there is one. Of several
 * processes that start at once, one makes it.
 */
export async function createFirstOps(
  { db, clock, passwords }: FirstOpsDeps,
  account: { email: string; password: string | undefined },
): Promise<FirstOps | undefined> {
  return withSchemaLock(db, async () => {
    if (await db('users').where({ role: 'ops' }).first('id')) return undefined
    const { email, password = `${randomLinkKey()}-${randomLinkKey()}` } = account
    const password_hash = await passwords.hash(password)
    await db('users').insert({ email, password_hash, role: 'ops', created_at: clock() })
    return { email, password }
  })
}
