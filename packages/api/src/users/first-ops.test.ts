import { beforeEach, describe, expect, it } from 'vitest'
import { clean, testDatabase } from '../test/database.js'
import { createFactories } from '../test/factories.js'
import { createFirstOps } from './first-ops.js'
import { createPasswords } from './password.js'

const { db } = await testDatabase()
const passwords = createPasswords()
const deps = { db, clock: () => new Date(), passwords }
beforeEach(clean)

describe('the first ops account', () => {
  it('is made once by several processes that start at once, with a password of its own', async () => {
    const account = { email: 'ops@example.com', password: undefined }
    const made = (await Promise.all([1, 2, 3].map(() => createFirstOps(deps, account)))).filter(Boolean)
    expect(made).toEqual([{ email: 'ops@example.com', password: expect.stringMatching(/^[a-z2-9]{8}-[a-z2-9]{8}$/) }])
    const [user, ...others] = await db('users').select()
    expect(others).toEqual([])
    expect(user).toMatchObject({ email: 'ops@example.com', role: 'ops', advertiser_id: null, active: 1 })
    expect(await passwords.matches(made[0]!.password, user.password_hash)).toBe(true)
  })

  it('takes the password of the settings', async () => {
    const account = { email: 'ops@example.com', password: 'from the settings' }
    expect(await createFirstOps(deps, account)).toEqual(account)
  })

  it('is not made again, but where there are only advertisers’ users', async () => {
    const make = createFactories(db)
    const account = { email: 'ops@example.com', password: undefined }
    await make.user({ role: 'advertiser' })
    expect(await createFirstOps(deps, account)).toBeDefined()
    expect(await createFirstOps(deps, { ...account, email: 'other@example.com' })).toBeUndefined()
  })
})
