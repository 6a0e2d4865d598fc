import { hash, verify } from '@node-rs/argon2'
import { randomBytes } from 'node:crypto'

/** Each hash takes 19 MiB and one of the four threads that files share; more at once would hold up the spool. */
const AT_ONCE = 2

/** argon2id with the parameters that OWASP names: 19 MiB, two passes. `check` compares; tests watch it. */
export function createPasswords(check: typeof verify = verify) {
  const inTurn = createTurns(AT_ONCE)
  const decoy = inTurn(() => hash(randomBytes(16)))
  // Waited for at the first sign-in; until then nobody looks at a failure.
  decoy.catch(() => undefined)

  return {
    hash: (password: string): Promise<string> => inTurn(() => hash(password)),

    /** Without a hash (no such user) it does the same work and says no: the time of the answer tells nothing. */
    async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
      const right = await inTurn(async () => check(passwordHash ?? (await decoy), password))
      return right && passwordHash !== undefined
    },
  }
}
export type Passwords = ReturnType<typeof createPasswords>

/** Runs at most `limit` pieces of work at once, in the order in which they came. */
function createTurns(limit: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= limit) await new Promise<void>((start) => waiting.push(start))
    else running++
    try {
      return await work()
    } finally {
      const start = waiting.shift()
      if (start) start()
      else running--
    }
  }
}
