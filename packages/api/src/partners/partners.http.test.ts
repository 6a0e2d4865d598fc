import { expect, it } from 'vitest'
import { refusal, useGoKart } from '../test/harness.js'

const gokart = await useGoKart()

it('partners are made with a key for click links, listed and found', async () => {
  const ops = gokart.as('ops')
  const { key } = await ops.partners.create({ body: { name: 'Traffic Ltd' } })
  await ops.partners.create({ body: { name: 'Another' } })
  expect(key).toMatch(/^[a-z2-9]{8}$/)
  expect((await ops.partners.list()).items.map(({ name }) => name)).toEqual(['Another', 'Traffic Ltd'])
  expect((await ops.partners.list({ query: { q: key } })).items.map(({ name }) => name)).toEqual(['Traffic Ltd'])
  expect((await ops.partners.list({ query: { q: '😀é' } })).total).toBe(0)
  expect(await refusal(ops.partners.create({ body: { name: 'Another' } }))).toMatchObject({ code: 'name_taken' })
})
