import { ApiProblem, createClient, fetchSender, type Client } from '@gokart/shared'
import type { App } from './app.js'

/** Signed-in users of the API of an app of the bench. */
export interface Callers {
  readonly ops: Client
  /** A user of the advertiser. */
  readonly advertiser: Client
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

async function clientOf(port: number, account: { email: string; password: string }): Promise<Client> {
  const base = `http://127.0.0.1:${port}`
  const response = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0]
  if (!cookie) throw new Error(`Nobody was signed in: ${response.status} ${await response.text()}`)
  return createClient(fetchSender(base, fetch, { cookie }))
}
