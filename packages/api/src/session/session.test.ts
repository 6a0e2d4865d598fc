import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../test/factories.js'
import { refusal, useGoKart } from '../test/harness.js'

const HOUR = 3_600_000
let time = Date.now()
const gokart = await useGoKart({ now: () => time })

async function signIn(email: string, password = PASSWORD, headers: Record<string, string> = {}): Promise<Response> {
  return gokart.fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ email, password }),
  })
}

/** `name=value` of the session cookie that an answer sets. */
function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]!.split(';')[0]!
}

const statusOfMe = async (cookie: string) => (await gokart.fetch('/api/session', { headers: { cookie } })).status

describe('signing in', () => {
  it('answers the user, and sets a cookie that no script can read', async () => {
    const user = await gokart.make.user({ email: 'olga@example.com' })
    const response = await signIn(' Olga@Example.com ')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      user: {
        id: user.id,
        email: 'olga@example.com',
        role: 'ops',
        advertiserId: null,
        advertiserName: null,
        active: true,
        createdAt: user.created_at.toISOString(),
        lastSignInAt: new Date(time).toISOString(),
      },
    })
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^gokart=[\w-]{43}; Max-Age=2592000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    )
  })

  it('keeps only the hash of the token', async () => {
    const user = await gokart.make.user()
    const token = cookieOf(await signIn(user.email)).split('=')[1]!
    const [session] = await gokart.db('sessions').select()
    expect(session.token_hash).toEqual(createHash('sha256').update(token).digest())
    expect(JSON.stringify(session)).not.toContain(token)
  })
})
void HOUR; void refusal; void statusOfMe
