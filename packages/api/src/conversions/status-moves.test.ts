import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { transact } from '../db/transact.js'
import { clean, testDatabase } from '../test/database.js'
import { createFactories } from '../test/factories.js'
import { moveStatuses, type StatusMove } from './status-moves.js'

const { db } = await testDatabase()
const make = createFactories(db)
const at = new Date('2026-11-22T12:00:00.123Z')
const move = (moves: StatusMove[]) => transact(db, (trx) => moveStatuses(trx, moves, { userId: null, at }))

beforeEach(clean)

describe('many moves at once', () => {
  test('are judged each by itself', async () => {
    const [pending, success, rejected] = [
      await make.conversion({ status: 'pending' }),
      await make.conversion({ status: 'success' }),
      await make.conversion({ status: 'rejected' }),
    ]
    const nowhere = randomBytes(16)
    const ids = [pending.id, success.id, rejected.id, nowhere]
    const reason = 'Checked'
    expect(await move(ids.map((conversionId) => ({ conversionId, to: 'success', reason })))).toEqual([
      { result: 'changed' },
      { result: 'same', status: 'success' },
      { result: 'changed' },
      { result: 'missing' },
    ])
    expect(await db('conversion_changes').orderBy('id')).toMatchObject([
      { conversion_id: pending.id, from_status: 'pending', to_status: 'success', reason, changed_at: at },
      { conversion_id: rejected.id, from_status: 'rejected', to_status: 'success', reason, changed_at: at },
    ])
  })

  test('of one conversion are made one after the other', async () => {
    const { id: conversionId } = await make.conversion({ status: 'pending' })
    const to = ['success', 'rejected', 'pending', 'success'] as const
    expect(await move(to.map((status) => ({ conversionId, to: status, reason: status })))).toEqual([
      { result: 'changed' },
      { result: 'changed' },
      { result: 'not_allowed', status: 'rejected' },
      { result: 'changed' },
    ])
    expect(await db('conversions').where({ id: conversionId }).first()).toMatchObject({ status: 'success' })
    const changes = await db('conversion_changes').orderBy('id')
    expect(changes.map(({ from_status, to_status }) => [from_status, to_status])).toEqual([
      ['pending', 'success'],
      ['success', 'rejected'],
      ['rejected', 'success'],
    ])
  })

  test('by one order are made once, also by several at once', async () => {
    const { id: conversionId } = await make.conversion({ status: 'success' })
    const order = { conversionId, to: 'rejected', reason: 'Returned', sourceKey: randomBytes(32) } as const
    const [first, second] = await Promise.all([move([order]), move([order])])
    expect([first[0]?.result, second[0]?.result].toSorted()).toEqual(['changed', 'repeated'])
    await move([{ conversionId, to: 'success', reason: 'It was paid after all' }])
    expect(await move([order])).toEqual([{ result: 'repeated', status: 'success' }])
    expect(await db('conversion_changes')).toHaveLength(2)
  })

  test('with the same rows in another order do not collide', async () => {
    const click = await make.click()
    const rows = await Promise.all(Array.from({ length: 60 }, () => make.conversion({ click })))
    const to = (status: 'rejected' | 'success') =>
      rows.map(({ id }) => ({ conversionId: id, to: status, reason: status }))
    const calls = [to('rejected'), to('rejected').toReversed(), to('rejected'), to('rejected').toReversed()]
    const results = await Promise.all(calls.map(move))
    expect(results.flat().filter(({ result }) => result === 'changed')).toHaveLength(60)
    expect(await db('conversion_changes')).toHaveLength(60)
  })

  test('to rejected and back give the places in a cap back and take them again, and free the member', async () => {
    const offer = await make.offer({ events: [{ cap_daily: 1, budget_lifetime: '100' }] })
    const over = { offer, converted_at: at, revenue: '7.0000' }
    const member = { member_key: randomBytes(16), only_one: 1 } as const
    const [one, two] = [await make.conversion({ ...over, ...member }), await make.conversion(over)]
    const all = (to: 'rejected' | 'success') =>
      move([one, two].map(({ id }) => ({ conversionId: id, to, reason: 'Checked' })))
    const usage = async () => (await db('event_usage').orderBy('period')).map((row) => [row.conversions, row.revenue])
    await all('rejected')
    expect(await usage()).toEqual([
      [0, '0.0000'],
      [0, '0.0000'],
    ])
    expect(await db('conversions').where({ id: one.id }).first()).toMatchObject({ only_one: null })
    await all('success')
    expect(await usage()).toEqual([
      [2, '14.0000'],
      [2, '14.0000'],
    ])
  })
})
