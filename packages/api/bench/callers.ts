import { ApiProblem, createClient, fetchSender, type Client } from '@gokart/shared'
import type { App } from './app.js'

/** Signed-in users of the API of an app of the bench. */
export interface Callers {
  readonly ops: Client
  /** A user of the advertiser. */
  readonly advertiser: Client
}

interface Account {
  readonly email: string
  readonly password: string
}

const OPS = { email: 'ops@gokart.local', password: 'only for the bench' }
const USER = { email: 'user@advertiser.example', password: 'only for the bench too' }

/** The first app on a schema makes the account of ops, the first part the user's. */
export async function signIn({ port }: App, advertiserId: number): Promise<Callers> {
  const ops = await clientOf(port, OPS)
  await ops.users.create({ body: { ...USER, role: 'advertiser', advertiserId } }).catch((error: unknown) => {
    if (!(error instanceof ApiProblem) || error.problem.status !== 409) throw error
  })
  return { ops, advertiser: await clientOf(port, USER) }
}

/** For requests that no client makes. */
export const cookieOfOps = ({ port }: Pick<App, 'port'>): Promise<string> => cookieOf(port, OPS)

async function clientOf(port: number, account: Account): Promise<Client> {
  return createClient(fetchSender(baseOf(port), fetch, { cookie: await cookieOf(port, account) }))
}

const baseOf = (port: number) => `http://127.0.0.1:${port}`

async function cookieOf(port: number, account: Account): Promise<string> {
  const response = await fetch(`${baseOf(port)}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0]
  if (!cookie) throw new Error(`Nobody was signed in: ${response.status} ${await response.text()}`)
  return cookie
}
