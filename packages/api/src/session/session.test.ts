import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../test/factories.js'
import { refusal, useGoKart } from '../test/harness.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
let time = Date.now()
const gokart = await useGoKart({ now: () => time })
const { make } = gokart

function signIn(email: string, password = PASSWORD, headers: Record<string, string> = {}): Promise<Response> {
  return gokart.fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ email, password }),
  })
}

/** `name=value` of the session cookie that an answer sets. */
const cookieOf = (response: Response) => response.headers.getSetCookie()[0]!.split(';')[0]!
const statusOfMe = async (cookie: string) => (await gokart.fetch('/api/session', { headers: { cookie } })).status

describe('signing in', () => {
  it('answers the user, and sets a cookie that no script can read', async () => {
    const user = await make.user({ email: 'olga@example.com' })
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
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^gokart=[\w-]{43}; Max-Age=2592000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/),
    ])
  })

  it('keeps only the hash of the token', async () => {
    const user = await make.user()
    const token = cookieOf(await signIn(user.email)).split('=')[1]!
    const [session] = await gokart.db('sessions').select()
    expect(session.token_hash).toEqual(createHash('sha256').update(token).digest())
    expect(JSON.stringify(session)).not.toContain(token)
  })

  it('says the same to an unknown email, a wrong password and an inactive user', async () => {
    const user = await make.user()
    const inactive = await make.user({ active: 0 })
    const answers = [
      await signIn('nobody@example.com'),
      await signIn(user.email, 'wrong'),
      await signIn(inactive.email),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(await answer.json()).toMatchObject({
        code: 'wrong_credentials',
        detail: 'Check the email and the password.',
      })
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect(await gokart.db('sessions').select()).toEqual([])
  })

  it('takes no token that the browser brought along', async () => {
    const user = await make.user()
    const planted = 'gokart=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    const given = cookieOf(await signIn(user.email, PASSWORD, { cookie: planted }))
    expect(given).not.toBe(planted)
    expect(await statusOfMe(planted)).toBe(401)
    expect(await statusOfMe(given)).toBe(200)
  })

  it('ends the session that the browser had before', async () => {
    const user = await make.user()
    const first = cookieOf(await signIn(user.email))
    const second = cookieOf(await signIn(user.email, PASSWORD, { cookie: first }))
    expect(await statusOfMe(first)).toBe(401)
    expect(await statusOfMe(second)).toBe(200)
  })
})

describe('a session', () => {
  it('ends when nobody used it for 12 hours', async () => {
    const cookie = await gokart.cookie('ops')
    time += 12 * HOUR - 1
    expect(await statusOfMe(cookie)).toBe(200)
    time += 12 * HOUR - 1
    expect(await statusOfMe(cookie)).toBe(200)
    time += 12 * HOUR
    expect(await statusOfMe(cookie)).toBe(401)
  })

  it('ends after 30 days, however much it is used', async () => {
    const cookie = await gokart.cookie('ops')
    const end = time + 30 * DAY
    for (; time < end; time += 11 * HOUR) expect(await statusOfMe(cookie)).toBe(200)
    time = end - 1
    expect(await statusOfMe(cookie)).toBe(200)
    time = end
    expect(await statusOfMe(cookie)).toBe(401)
  })

  it('is written at most once a minute', async () => {
    const cookie = await gokart.cookie('ops')
    const lastSeen = async () => (await gokart.db('sessions').first('last_seen_at')).last_seen_at.getTime()
    const started = time
    time += MINUTE - 1
    await statusOfMe(cookie)
    expect(await lastSeen()).toBe(started)
    time += 1
    await statusOfMe(cookie)
    expect(await lastSeen()).toBe(time)
  })

  it('leaves the database some time after its end', async () => {
    await gokart.cookie('ops')
    time += HOUR
    const alive = await gokart.cookie('ops')
    time += 11 * HOUR
    expect(await gokart.context.services.sessions.deleteExpired()).toBe(1)
    expect(await gokart.db('sessions').select()).toHaveLength(1)
    expect(await statusOfMe(alive)).toBe(200)
  })

  it('ends with signing out', async () => {
    const user = await make.user()
    const cookie = cookieOf(await signIn(user.email))
    const answer = await gokart.fetch('/api/session', { method: 'DELETE', headers: { cookie } })
    expect(answer.status).toBe(204)
    expect(cookieOf(answer)).toBe('gokart=')
    expect(await statusOfMe(cookie)).toBe(401)
  })
})

describe('the own sessions', () => {
  it('are listed, the current one marked, and can be ended one by one', async () => {
    const user = await make.user()
    await gokart.as('ops').session.me()
    const laptop = gokart.as(user)
    const phone = gokart.as(user)
    await laptop.session.me()
    time += 1
    await phone.session.me()
    const { items } = await laptop.session.list()
    expect(items.map(({ current }) => current)).toEqual([false, true])
    expect(items[1]).toMatchObject({
      createdAt: new Date(time - 1).toISOString(),
      lastSeenAt: new Date(time - 1).toISOString(),
      expiresAt: new Date(time - 1 + 12 * HOUR).toISOString(),
      ip: '127.0.0.1',
      userAgent: 'vitest',
    })
    await laptop.session.revoke({ params: { id: items[0]!.id } })
    expect(await refusal(phone.session.me())).toMatchObject({ code: 'not_signed_in' })
    expect((await laptop.session.list()).items).toHaveLength(1)
  })

  it('are nobody else’s to end', async () => {
    const victim = gokart.as('ops')
    const { items } = await victim.session.list()
    const revoked = gokart.as('ops').session.revoke({ params: { id: items[0]!.id } })
    expect(await refusal(revoked)).toMatchObject({ code: 'not_found' })
    await victim.session.me()
  })
})

describe('changing the password', () => {
  const newPassword = 'a new long password'

  it('keeps this session, ends the others, and makes the old password worthless', async () => {
    const user = await make.user()
    const here = gokart.as(user)
    const elsewhere = gokart.as(user)
    const stranger = gokart.as('ops')
    await Promise.all([here.session.me(), elsewhere.session.me(), stranger.session.me()])
    await here.session.changePassword({ body: { currentPassword: PASSWORD, newPassword } })
    await here.session.me()
    await stranger.session.me()
    expect(await refusal(elsewhere.session.me())).toMatchObject({ code: 'not_signed_in' })
    expect((await signIn(user.email)).status).toBe(401)
    expect((await signIn(user.email, newPassword)).status).toBe(200)
  })

  it('needs the present one', async () => {
    const user = await make.user()
    const change = gokart.as(user).session.changePassword({ body: { currentPassword: 'wrong', newPassword } })
    expect(await refusal(change)).toMatchObject({
      code: 'validation_failed',
      faults: [{ pointer: '/body/currentPassword', message: 'Is not your password' }],
    })
    expect((await signIn(user.email)).status).toBe(200)
  })
})
