import { beforeEach, describe, expect, it } from 'vitest'
import { clean, testDatabase } from './database.js'

describe('the database of the tests', () => {
  beforeEach(clean)

  it('is migrated, empty, and holds what GoKart needs to run', async () => {
    const { db } = await testDatabase()
    expect(await db('users').select()).toEqual([])
    expect(await db('click_keys').select()).toHaveLength(1)
    expect(await db('snapshot_version').select('id')).toEqual([{ id: 1 }])
  })

  it('loses its rows between tests, parents and children alike', async () => {
    const { db } = await testDatabase()
    const now = new Date()
    await db('advertisers').insert({ id: 7, name: 'Acme', postback_token: 'x'.repeat(32), created_at: now })
    await db('users').insert({
      email: 'a@example.com',
      password_hash: '',
      role: 'advertiser',
      advertiser_id: 7,
      created_at: now,
    })
    await clean()
    expect(await db('advertisers').select()).toEqual([])
    expect(await db('users').select()).toEqual([])
  })
})
