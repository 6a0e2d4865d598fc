import type { Config } from './config.js'
import type { FirstOps } from './users/first-ops.js'

/** What GoKart says on stdout to the one who starts it. */
export interface Announcer {
  /** The first account was made just now. */
  madeAccount(account: FirstOps): void
  /** Clicks and postbacks are served on this port. */
  ready(port: number): void
}

export function createAnnouncer({ publicUrl, port: wanted, ops }: Config): Announcer {
  let account: string[] = []
  let isReady = false
  // In one write, so that whoever waits for the first line has all of it.
  const print = (lines: string[]) => lines.length > 0 && console.log(lines.join('\n'))
  return {
    madeAccount({ email, password }) {
      const secret = ops.password === undefined ? password : 'the one in OPS_PASSWORD'
      account = ['Sign in there (this is shown only once):', `  email     ${email}`, `  password  ${secret}`]
      if (isReady) print(account)
    },
    ready(port) {
      isReady = true
      print([`GoKart is ready: ${wanted === 0 ? `http://localhost:${port}` : publicUrl}`, ...account])
    },
  }
}
