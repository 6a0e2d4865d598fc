import { describe, expect, it } from 'vitest'
import { refusal, useGoKart } from '../test/harness.js'

let now = Date.parse('2026-03-01T12:00:00Z')
const gokart = await useGoKart({ now: () => now })
const { make } = gokart
const DAY = 86_400_000

describe('advertisers', () => {
  it('are made, found by search, changed', async () => {
    const ops = gokart.as('ops')
    const { id } = await ops.advertisers.create({ body: { name: ' Acme 100% ', contactEmail: 'A@Acme.test' } })
    await ops.advertisers.create({ body: { name: 'Brightwave' } })
    expect(await ops.advertisers.get({ params: { id } })).toMatchObject({
      name: 'Acme 100%',
      contactEmail: 'a@acme.test',
      tokenPolicy: 'off',
      keepEmail: false,
      offerCount: 0,
    })
    for (const q of ['acme', '100%', 'a@acme']) {
      const { items, total } = await ops.advertisers.list({ query: { q } })
      expect([q, total, items.map((one) => one.id)]).toEqual([q, 1, [id]])
    }
    expect((await ops.advertisers.list({ query: { q: 'a_me' } })).total).toBe(0)
    const changed = await ops.advertisers.patch({ params: { id }, body: { contactEmail: null, keepEmail: true } })
    expect(changed).toMatchObject({ name: 'Acme 100%', contactEmail: null, keepEmail: true })
  })

  it('count their offers and users', async () => {
    const { advertiser_id: id } = await make.offer()
    await make.user({ advertiser_id: id })
    await make.user({ advertiser_id: id })
    expect(await gokart.as('ops').advertisers.get({ params: { id } })).toMatchObject({ offerCount: 1, userCount: 2 })
  })

  it('have names that differ, also when two are made at once', async () => {
    const ops = gokart.as('ops')
    const made = await Promise.allSettled([1, 2].map(() => ops.advertisers.create({ body: { name: 'Twice' } })))
    expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const failed = made.find((one) => one.status === 'rejected')
    expect(failed?.reason.problem).toMatchObject({ status: 409, code: 'name_taken' })
  })

  it('take a default tracker of the catalogue only', async () => {
    const create = gokart.as('ops').advertisers.create({ body: { name: 'X', defaultTrackerId: 'no-such' } })
    expect(await refusal(create)).toMatchObject({ status: 422, faults: [{ pointer: '/body/defaultTrackerId' }] })
  })

  it('are shown to their own users alone', async () => {
    const own = await make.advertiser()
    const other = await make.advertiser()
    const user = gokart.as(await make.user({ advertiser_id: own.id }))
    expect((await user.advertisers.list()).items.map(({ id }) => id)).toEqual([own.id])
    expect(await refusal(user.advertisers.get({ params: { id: other.id } }))).toMatchObject({ status: 404 })
    expect(await refusal(user.advertisers.token({ params: { id: other.id } }))).toMatchObject({ status: 404 })
    expect(await refusal(user.advertisers.patch({ params: { id: own.id }, body: { name: 'Mine' } }))).toMatchObject({
      status: 403,
    })
  })
})

describe('the postback token', () => {
  it('is rotated; the one before is named valid for 7 days', async () => {
    const { id, postback_token: first } = await make.advertiser()
    const ops = gokart.as('ops')
    expect(await ops.advertisers.token({ params: { id } })).toEqual({ token: first, previousValidUntil: null })
    const { token, previousValidUntil } = await ops.advertisers.rotateToken({ params: { id } })
    expect(token).toMatch(/^[0-9a-f]{32}$/)
    expect(token).not.toBe(first)
    expect(previousValidUntil).toBe(new Date(now + 7 * DAY).toISOString())
    expect(await gokart.db('advertisers').where({ id }).first()).toMatchObject({
      postback_token: token,
      previous_token: first,
    })
    now += 8 * DAY
    expect((await gokart.as('ops').advertisers.token({ params: { id } })).previousValidUntil).toBeNull()
  })

  it('keeps the present one as the previous when two rotate at once', async () => {
    const { id } = await make.advertiser()
    const ops = gokart.as('ops')
    const answers = await Promise.all([1, 2, 3].map(() => ops.advertisers.rotateToken({ params: { id } })))
    const row = await gokart.db('advertisers').where({ id }).first()
    expect(answers.map(({ token }) => token)).toContain(row.postback_token)
    expect(row.previous_token).not.toBe(row.postback_token)
    expect(row.previous_token).toMatch(/^[0-9a-f]{32}$/)
  })
})
