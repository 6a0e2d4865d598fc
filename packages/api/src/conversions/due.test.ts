import { beforeEach, describe, expect, test } from 'vitest'
import { createDatabase } from '../db/knex.js'
import { clean, testDatabase } from '../test/database.js'
import { createFactories } from '../test/factories.js'
import { settleDue } from './due.js'

const { db, url } = await testDatabase()
const make = createFactories(db)
const now = new Date('2026-11-22T12:00:00.000Z')
const days = (count: number) => new Date(now.getTime() + count * 86_400_000)

beforeEach(clean)

async function pending(due_at: Date | null, count = 1): Promise<void> {
  const click = await make.click()
  for (let number = 0; number < count; number++) {
    await make.conversion({ click, status: 'pending', converted_at: days(-7), due_at })
  }
}

describe('pending conversions', () => {
  test('become successes when their time has come, by nobody, with the days as the reason', async () => {
    const { id } = await make.conversion({ status: 'pending', converted_at: days(-14), due_at: now })
    const one = await make.conversion({ status: 'pending', converted_at: days(-1), due_at: now })
    expect(await settleDue(db, now)).toBe(2)
    expect(await db('conversions').where({ id }).first()).toMatchObject({ status: 'success', due_at: null })
    expect(await db('conversion_changes').where({ conversion_id: id })).toMatchObject([
      { from_status: 'pending', to_status: 'success', reason: '14 days passed', user_id: null, changed_at: now },
    ])
    expect(await db('conversion_changes').where({ conversion_id: one.id })).toMatchObject([{ reason: '1 day passed' }])
    expect(await settleDue(db, now)).toBe(0)
  })

  test.each([
    ['not yet due', 'pending', days(0.001)],
    ['to be decided by hand', 'pending', null],
    ['rejected in the meantime', 'rejected', days(-1)],
    ['a success in the meantime', 'success', days(-1)],
  ] as const)('that are %s stay as they are', async (_what, status, due_at) => {
    const { id } = await make.conversion({ status, due_at })
    expect(await settleDue(db, now)).toBe(0)
    expect(await db('conversions').where({ id }).first()).toMatchObject({ status })
    expect(await db('conversion_changes')).toEqual([])
  })

  test('are turned once each by several processes at once', async () => {
    await pending(days(-1), 450)
    const others = [createDatabase(url, 2), createDatabase(url, 2)]
    try {
      const settled = await Promise.all([db, ...others].map((one) => settleDue(one, now)))
      // A row that stands behind those of another may be passed over in the rush: the next turn has it.
      const later = await settleDue(db, now)
      expect(settled.reduce((sum, count) => sum + count) + later).toBe(450)
      expect(await db('conversions').where({ status: 'success' })).toHaveLength(450)
      const changed = await db('conversion_changes').distinct('conversion_id')
      expect(changed).toHaveLength(450)
      expect(await db('conversion_changes')).toHaveLength(450)
    } finally {
      for (const other of others) await other.destroy()
    }
  })

  test('whose row another has in hand do not hold up the others', async () => {
    await pending(days(-2))
    await pending(days(-1))
    const held = await db('conversions')
      .where({ due_at: days(-2) })
      .first()
    const blocker = await db.transaction()
    await blocker('conversions').where({ id: held.id }).forUpdate().first()
    expect(await settleDue(db, now)).toBe(1)
    await blocker.rollback()
    expect(await settleDue(db, now)).toBe(1)
  })
})
