import { beforeEach, describe, expect, it } from 'vitest'
import { clean, testDatabase } from '../test/database.js'
import { createFactories } from '../test/factories.js'
import { databaseProblem, isDuplicate } from './errors.js'
import { createHotPool } from './hot-pool.js'
import { createDatabase } from './knex.js'

const { db, url } = await testDatabase()
const make = createFactories(db)
beforeEach(clean)

const failureOf = (work: PromiseLike<unknown>) =>
  Promise.resolve(work).then(
    () => undefined,
    (error: unknown) => error,
  )

describe('a fault of the database', () => {
  it('is told by the unique key, also where the value looks like one', async () => {
    await make.user({ email: "for key 'advertisers_name'" })
    const email = await failureOf(make.user({ email: "FOR KEY 'advertisers_name'" }))
    expect(databaseProblem(email)).toMatchObject({ code: 'email_taken' })
    expect(isDuplicate(email, 'users_email')).toBe(true)
    expect(isDuplicate(email, 'advertisers_name')).toBe(false)

    await make.advertiser({ name: 'Acme' })
    expect(databaseProblem(await failureOf(make.advertiser({ name: 'ACME' })))).toMatchObject({ code: 'name_taken' })
    await make.partner({ name: 'Bee' })
    expect(databaseProblem(await failureOf(make.partner({ name: 'bee' })))).toMatchObject({ code: 'name_taken' })
    const { link_key } = await make.partner()
    expect(databaseProblem(await failureOf(make.partner({ link_key })))).toMatchObject({ code: 'conflict' })
    const twice = make.offer({ events: [{ event_id: 'x' }, { event_id: 'x' }] })
    expect(databaseProblem(await failureOf(twice))).toMatchObject({ code: 'event_taken' })
  })

  it('is told by the foreign key', async () => {
    const user = await failureOf(make.user({ advertiser_id: 999 }))
    expect(databaseProblem(user)).toMatchObject({
      code: 'validation_failed',
      faults: [{ pointer: '/body/advertiserId' }],
    })
  })

  it('that two transactions wait for each other asks to try again', async () => {
    const [one, two] = [await make.partner(), await make.partner()]
    const swap = (first: number, second: number) =>
      db.transaction(async (trx) => {
        await trx('partners')
          .where({ id: first })
          .update({ created_at: new Date(0) })
        await new Promise((resolve) => setTimeout(resolve, 100))
        await trx('partners')
          .where({ id: second })
          .update({ created_at: new Date(0) })
      })
    const results = await Promise.all([failureOf(swap(one.id, two.id)), failureOf(swap(two.id, one.id))])
    expect(results.filter(Boolean).map((error) => databaseProblem(error)?.code)).toEqual(['conflict'])
  })

  it('that it is away is told, whatever the driver calls it', async () => {
    const away = { port: '1' }
    const gone = createDatabase(Object.assign(new URL(url), away).href, 2)
    expect(databaseProblem(await failureOf(gone.raw('SELECT 1')))).toMatchObject({ code: 'database_unavailable' })
    await gone.destroy()
    expect(databaseProblem(await failureOf(gone('users').select()))).toMatchObject({ code: 'database_unavailable' })

    const pool = createHotPool(url, 1)
    const connection = await pool.getConnection()
    const id = connection.threadId
    const slow = failureOf(connection.query('SELECT SLEEP(10)'))
    await db.raw(`KILL ${id}`)
    expect(databaseProblem(await slow)).toMatchObject({ code: 'database_unavailable' })
    expect(databaseProblem(await failureOf(connection.query('SELECT 1')))).toMatchObject({
      code: 'database_unavailable',
    })
    connection.destroy()
    await pool.end()
    expect(databaseProblem(await failureOf(pool.query('SELECT 1')))).toMatchObject({ code: 'database_unavailable' })
  })

  it('that we caused ourselves is none of these', async () => {
    expect(databaseProblem(await failureOf(db.raw('SELECT nonsense FROM users')))).toBeUndefined()
    expect(databaseProblem(await failureOf(make.partner({ name: 'x'.repeat(300) })))).toBeUndefined()
    expect(databaseProblem('text')).toBeUndefined()
  })
})
