import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../test/factories.js'
import { startGoKart, useGoKart, type GoKart } from '../test/harness.js'

const gokart = await useGoKart({ config: { trustProxy: ['127.0.0.1'] } })

function signIn(email: string, password: string, { from = '192.0.2.1', to = gokart } = {}): Promise<Response> {
  return to.fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify({ email, password }),
  })
}

async function statusOfGuesses(count: number, guess: (number: number) => Promise<Response>): Promise<number[]> {
  const statuses: number[] = []
  for (let number = 0; number < count; number++) statuses.push((await guess(number)).status)
  return [...new Set(statuses)]
}

describe('too many wrong attempts', () => {
  it('close one account, from wherever they come, and no other', async () => {
    const user = await gokart.make.user()
    const other = await gokart.make.user()
    const guess = (number: number) => signIn(user.email.toUpperCase(), 'guess', { from: `192.0.2.${number}` })
    expect(await statusOfGuesses(10, guess)).toEqual([401])

    const refused = await signIn(user.email, PASSWORD)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(14 * 60)
    expect(await refused.json()).toMatchObject({ code: 'too_many_requests', status: 429 })
    expect((await signIn(other.email, PASSWORD)).status).toBe(200)
  })

  it('close one address to all accounts', async () => {
    const own = await startGoKart({ config: { trustProxy: ['127.0.0.1'] } })
    try {
      const user = await own.make.user()
      const from = '198.51.100.7'
      const guess = (number: number) => signIn(`nobody${number}@example.com`, 'guess', { from, to: own })
      expect(await statusOfGuesses(50, guess)).toEqual([401])
      expect((await signIn(user.email, PASSWORD, { from, to: own })).status).toBe(429)
      expect((await signIn(user.email, PASSWORD, { to: own })).status).toBe(200)
      expect((await changePassword(own, await own.cookie(user), from)).status).toBe(429)
    } finally {
      await own.close()
    }
  })

  it('count for one spelling of the email: another one, which the database finds equal, is another account', async () => {
    await gokart.make.user({ email: 'olga@example.com' })
    for (const email of ['ólga@example.com', 'olga\u00ad@example.com', 'olga@example\u200d.com']) {
      expect((await signIn(email, PASSWORD)).status).toBe(401)
    }
    expect((await signIn(' Olga@Example.com', PASSWORD)).status).toBe(200)
  })

  it('are not those that succeed', async () => {
    const user = await gokart.make.user()
    expect(await statusOfGuesses(12, () => signIn(user.email, PASSWORD))).toEqual([200])
  })
})

function changePassword(to: GoKart, cookie: string, from: string): Promise<Response> {
  return to.fetch('/api/session/password', {
    method: 'PUT',
    headers: { cookie, 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify({ currentPassword: PASSWORD, newPassword: 'another password' }),
  })
}
