import { MAX_VIEWS } from '@gokart/shared'
import { expect, test } from 'vitest'
import { refusal, useGoKart } from '../test/harness.js'

const gokart = await useGoKart()
const { make } = gokart
const body = { name: 'By day', url: '/reports?dimensions=day&metrics=clicks' }

const namesOf = async (user: { id: number }) =>
  (await gokart.as(user).reportViews.list()).items.map(({ name, own }) => `${name} ${own ? 'own' : 'shared'}`)

test('is private until it is shared, with those who see the same data', async () => {
  const { id: advertiser_id } = await make.advertiser()
  const [maker, colleague] = [await make.user({ advertiser_id }), await make.user({ advertiser_id })]
  const others = [await make.user({ role: 'advertiser' }), await make.user()]
  const view = await gokart.as(maker).reportViews.create({ body })
  expect(view).toMatchObject({ ...body, shared: false, own: true, by: maker.email })
  expect(await namesOf(colleague)).toEqual([])
  const params = { id: view.id }
  await gokart.as(maker).reportViews.patch({ params, body: { shared: true } })
  expect(await namesOf(maker)).toEqual(['By day own'])
  expect(await namesOf(colleague)).toEqual(['By day shared'])
  expect(await refusal(gokart.as(colleague).reportViews.remove({ params }))).toMatchObject({ code: 'wrong_role' })
  for (const other of others) {
    expect(await namesOf(other)).toEqual([])
    expect(await refusal(gokart.as(other).reportViews.patch({ params, body: { name: 'Mine' } }))).toMatchObject({
      status: 404,
    })
    expect(await refusal(gokart.as(other).reportViews.remove({ params }))).toMatchObject({ status: 404 })
  }
  await gokart.as(maker).reportViews.patch({ params, body: { name: 'Days' } })
  expect(await namesOf(colleague)).toEqual(['Days shared'])
  await gokart.as(maker).reportViews.remove({ params })
  expect(await namesOf(maker)).toEqual([])
})

test('of ops is shared with ops alone', async () => {
  const [maker, colleague, user] = [await make.user(), await make.user(), await make.user({ role: 'advertiser' })]
  await gokart.as(maker).reportViews.create({ body: { ...body, shared: true } })
  expect(await namesOf(colleague)).toEqual(['By day shared'])
  expect(await namesOf(user)).toEqual([])
})

test('a name is there once for each user', async () => {
  const user = await make.user()
  await gokart.as(user).reportViews.create({ body })
  expect(await refusal(gokart.as(user).reportViews.create({ body }))).toMatchObject({ code: 'name_taken' })
  await gokart.as('ops').reportViews.create({ body })
})

test.each([
  'https://evil.example/reports',
  '//evil.example/reports',
  '/reports#x',
  '/reports?a b',
  '/reports/../users',
  '/reportsx',
  'javascript:alert(1)',
  '/reports?x=\\',
  '/reports?ä',
])('stores addresses of reports alone: %s', async (url) => {
  const { faults } = await refusal(gokart.as('ops').reportViews.create({ body: { name: 'x', url } }))
  expect(faults?.map(({ pointer }) => pointer)).toEqual(['/body/url'])
})

test('are so many at the most', async () => {
  const user = await make.user()
  for (let count = 0; count < MAX_VIEWS; count++) await make.savedView({ user_id: user.id })
  expect(await refusal(gokart.as(user).reportViews.create({ body }))).toMatchObject({ code: 'conflict' })
})
