import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../test/factories.js'
import { refusal, useGoKart } from '../test/harness.js'

const gokart = await useGoKart()
const { make } = gokart
const canSignIn = (email: string, password = PASSWORD) =>
  gokart.nobody.session.signIn({ body: { email, password } }).then(
    () => true,
    () => false,
  )

describe('adding a user', () => {
  it('lets them sign in, ops and advertisers’ users alike', async () => {
    const advertiser = await make.advertiser({ name: 'Acme' })
    const ops = gokart.as('ops')
    const olga = await ops.users.create({ body: { email: ' Olga@Example.com', password: PASSWORD, role: 'ops' } })
    expect(olga).toMatchObject({ email: 'olga@example.com', role: 'ops', advertiserId: null, active: true })
    const body = {
      email: 'al@acme.example',
      password: PASSWORD,
      role: 'advertiser',
      advertiserId: advertiser.id,
    } as const
    const al = await ops.users.create({ body })
    expect(al).toMatchObject({
      role: 'advertiser',
      advertiserId: advertiser.id,
      advertiserName: 'Acme',
      lastSignInAt: null,
    })
    expect(await canSignIn('olga@example.com')).toBe(true)
    expect(await canSignIn('al@acme.example')).toBe(true)
  })

  it.each([
    [
      'a bad email and a short password',
      { email: 'olga', password: '1234567', role: 'ops' },
      ['/body/email', '/body/password'],
    ],
    [
      'an ops user of an advertiser',
      { email: 'a@b.example', password: PASSWORD, role: 'ops', advertiserId: 1 },
      ['/body/advertiserId'],
    ],
    [
      'an advertiser’s user of none',
      { email: 'a@b.example', password: PASSWORD, role: 'advertiser' },
      ['/body/advertiserId'],
    ],
    [
      'an advertiser’s user of one that is not there',
      { email: 'a@b.example', password: PASSWORD, role: 'advertiser', advertiserId: 999_999 },
      ['/body/advertiserId'],
    ],
  ])('refuses %s', async (_what, body, pointers) => {
    const problem = await refusal(gokart.as('ops').users.create({ body: body as never }))
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' })
    expect(problem.faults?.map(({ pointer }) => pointer)).toEqual(pointers)
  })

  it('refuses an email that is taken, also in a race', async () => {
    const ops = gokart.as('ops')
    const body = { email: 'olga@example.com', password: PASSWORD, role: 'ops' } as const
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => ops.users.create({ body })))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await refusal(ops.users.create({ body: { ...body, email: 'OLGA@example.com' } }))).toMatchObject({
      status: 409,
      code: 'email_taken',
    })
  })
})

describe('changing a user', () => {
  it('with a new password ends the sessions and the old password', async () => {
    const user = await make.user()
    const theirs = gokart.as(user)
    await theirs.session.me()
    await gokart.as('ops').users.patch({ params: { id: user.id }, body: { password: 'another password' } })
    expect(await refusal(theirs.session.me())).toMatchObject({ code: 'not_signed_in' })
    expect(await canSignIn(user.email)).toBe(false)
    expect(await canSignIn(user.email, 'another password')).toBe(true)
  })

  it('to inactive signs them out everywhere; active again, they sign in again', async () => {
    const user = await make.user({ role: 'advertiser' })
    const ops = gokart.as('ops')
    const [here, there] = [gokart.as(user), gokart.as(user)]
    await Promise.all([here.session.me(), there.session.me()])
    expect(await ops.users.patch({ params: { id: user.id }, body: { active: false } })).toMatchObject({ active: false })
    for (const client of [here, there]) expect(await refusal(client.session.me())).toMatchObject({ status: 401 })
    expect(await canSignIn(user.email)).toBe(false)
    await ops.users.patch({ params: { id: user.id }, body: { active: true } })
    expect(await canSignIn(user.email)).toBe(true)
  })

  it('changes the email, unless it is taken', async () => {
    const user = await make.user()
    const other = await make.user()
    const patch = (email: string) => gokart.as(other).users.patch({ params: { id: user.id }, body: { email } })
    expect(await patch('new@example.com')).toMatchObject({ email: 'new@example.com' })
    expect(await refusal(patch(other.email))).toMatchObject({ code: 'email_taken' })
  })

  it('that is not there is a 404, and an empty change is none', async () => {
    const user = await make.user()
    const ops = gokart.as(user)
    expect(await refusal(ops.users.patch({ params: { id: 999_999 }, body: {} }))).toMatchObject({ code: 'not_found' })
    expect(await ops.users.patch({ params: { id: user.id }, body: {} })).toMatchObject({ email: user.email })
  })
})

describe('the last active ops user', () => {
  const deactivate = (by: { id: number }, id: number) =>
    gokart.as(by).users.patch({ params: { id }, body: { active: false } })

  it('cannot deactivate themselves', async () => {
    const user = await make.user()
    await make.user()
    expect(await refusal(deactivate(user, user.id))).toMatchObject({ status: 409, code: 'conflict' })
  })

  it('cannot make themselves an advertiser’s user', async () => {
    const user = await make.user()
    const { id: advertiserId } = await make.advertiser()
    const demote = gokart.as(user).users.patch({ params: { id: user.id }, body: { role: 'advertiser', advertiserId } })
    expect(await refusal(demote)).toMatchObject({ status: 409, code: 'conflict' })
  })

  it('is left by two who deactivate each other at once', async () => {
    const pairs = await Promise.all(
      Array.from({ length: 5 }, async () => [await make.user(), await make.user()] as const),
    )
    await Promise.allSettled(pairs.flatMap(([one, two]) => [deactivate(one, two.id), deactivate(two, one.id)]))
    const everybody = pairs.flat()
    await Promise.allSettled(everybody.flatMap((by) => everybody.map(({ id }) => deactivate(by, id))))
    expect(await gokart.db('users').where({ role: 'ops', active: 1 }).select()).toHaveLength(1)
  })
})

describe('moving a user', () => {
  it('gives them the new role and ends their sessions', async () => {
    const advertiser = await make.advertiser({ name: 'Acme' })
    const user = await make.user()
    const theirs = gokart.as(user)
    await theirs.session.me()
    const params = { id: user.id }
    const patch = gokart.as('ops').users.patch
    const moved = await patch({ params, body: { role: 'advertiser', advertiserId: advertiser.id } })
    expect(moved).toMatchObject({ role: 'advertiser', advertiserId: advertiser.id, advertiserName: 'Acme' })
    expect(await refusal(theirs.session.me())).toMatchObject({ status: 401 })
    expect(await patch({ params, body: { role: 'ops' } })).toMatchObject({ role: 'ops', advertiserId: null })
  })

  it('refuses a role and an advertiser that do not fit', async () => {
    const user = await make.user({ role: 'advertiser' })
    const params = { id: user.id }
    const patch = gokart.as('ops').users.patch
    for (const body of [
      { advertiserId: null },
      { role: 'ops' as const, advertiserId: user.advertiser_id },
      { advertiserId: 2_000_000 },
    ]) {
      expect(await refusal(patch({ params, body }))).toMatchObject({
        status: 422,
        faults: [{ pointer: '/body/advertiserId' }],
      })
    }
  })
})

describe('the list of users', () => {
  it('searches what was typed, wildcards included, and sorts and pages in SQL', async () => {
    for (const name of ['a_b', 'axb', 'a%b']) await make.user({ email: `${name}@example.com` })
    const me = await make.user({ email: 'zz@example.com', created_at: new Date('2020-01-01') })
    const { list } = gokart.as(me).users
    const emails = async (query: Parameters<typeof list>[0]) => (await list(query)).items.map(({ email }) => email)
    expect(await emails({ query: { q: 'a_b' } })).toEqual(['a_b@example.com'])
    expect(await emails({ query: { q: 'A%B' } })).toEqual(['a%b@example.com'])
    expect(await emails({ query: { sort: '-email', pageSize: 1 } })).toEqual(['zz@example.com'])
    expect(await emails({ query: { sort: 'createdAt', pageSize: 1 } })).toEqual(['zz@example.com'])
    expect(await list({ query: { page: 2, pageSize: 3 } })).toMatchObject({ total: 4, page: 2, pageSize: 3 })
    expect(await emails({ query: { page: 2, pageSize: 3 } })).toEqual(['zz@example.com'])
  })

  it('filters by role and advertiser', async () => {
    const user = await make.user({ role: 'advertiser' })
    await make.user({ role: 'advertiser' })
    const { list } = gokart.as('ops').users
    expect((await list({ query: { role: 'advertiser' } })).total).toBe(2)
    expect((await list({ query: { advertiserId: user.advertiser_id! } })).items).toMatchObject([{ id: user.id }])
  })

  it('never shows a password hash', async () => {
    expect(JSON.stringify(await gokart.as('ops').users.list())).not.toContain('argon2')
  })
})
