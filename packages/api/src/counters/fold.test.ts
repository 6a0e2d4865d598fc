import { beforeEach, describe, expect, it } from 'vitest'
import { addDeltas } from '../db/conversion-deltas.js'
import { clean, testDatabase } from '../test/database.js'
import { createFactories } from '../test/factories.js'
import { fullSet, CONVERSION_COUNTS } from './dimension-sets.js'
import { foldDeltas } from './fold.js'

const { db } = await testDatabase()
const make = createFactories(db)

beforeEach(clean)

const FULL = { clock: 0, grain: 0, dims: fullSet(CONVERSION_COUNTS) }
const counted = async (): Promise<number> =>
  Number((await db('conversion_totals').where(FULL).sum({ n: 'success' }))[0]!['n'])
const waiting = (): Promise<number[]> => db('conversion_deltas').orderBy('id').pluck('id')

describe('folding changes of conversions into their counters', () => {
  it('leaves a change that is not committed to a later turn, and does not wait for it', async () => {
    await make.conversion()
    const { id } = await make.conversion()
    await foldDeltas(db)
    const open = await db.transaction()
    await addDeltas((text, values) => open.raw(text, values as Buffer[]), [id], 1)
    await make.conversion()
    expect(await foldDeltas(db)).toBe(1)
    expect(await counted()).toBe(3)
    await open.commit()
    expect(await waiting()).toHaveLength(1)
    expect(await foldDeltas(db)).toBe(1)
    expect(await counted()).toBe(4)
    expect(await waiting()).toEqual([])
  })

  it('brings all of them, however few go together', async () => {
    for (let n = 0; n < 5; n++) await make.conversion()
    expect(await foldDeltas(db, undefined, 2)).toBe(5)
    expect(await counted()).toBe(5)
    expect(await waiting()).toEqual([])
  })

  it('leaves nothing behind, and everything as it was where it breaks off', async () => {
    await make.conversion()
    await db.raw('RENAME TABLE conversion_totals TO conversion_totals_away')
    try {
      await expect(foldDeltas(db)).rejects.toThrow(/conversion_totals/)
    } finally {
      await db.raw('RENAME TABLE conversion_totals_away TO conversion_totals')
    }
    expect(await waiting()).toHaveLength(1)
    expect(await foldDeltas(db)).toBe(1)
    expect(await foldDeltas(db)).toBe(0)
    expect(await counted()).toBe(1)
    expect(await db('conversion_folding')).toEqual([])
  })
})
