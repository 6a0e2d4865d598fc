import { pino } from 'pino'
import { beforeEach, describe, expect, it } from 'vitest'
import { seededRandom } from '../db/seeds/random.js'
import { markUncounted } from '../db/uncounted.js'
import { createCountedWorld } from '../test/counted-world.js'
import { clean, testDatabase } from '../test/database.js'
import { createFactories } from '../test/factories.js'
import { bucketOf, firstDayOf } from './buckets.js'
import { CLICK_COUNTS } from './dimension-sets.js'
import { forgetVisitors } from './forget-visitors.js'
import { sumLongGrains } from './long-sums.js'
import { rollUp } from './roll-up.js'
import { lookAgain } from './second-look.js'

const { db } = await testDatabase()
const make = createFactories(db)
const log = pino({ level: 'silent' })
const HOUR = 3_600
const DAY = 24 * HOUR
/** Midnight. */
const START = Date.UTC(2026, 10, 20) / 1_000
const day = START / DAY
const at = (seconds: number) => new Date(seconds * 1_000)
const never = () => false

beforeEach(clean)

const clicksOf = async (where: object): Promise<number> => {
  const [row] = await db('click_counts').where(where).sum({ n: 'clicks' })
  return Number(row!['n'])
}

describe('the roll-up', () => {
  it('counts quarter by quarter up to a moment, and days that are whole', async () => {
    const offer = await make.offer()
    for (const seconds of [-HOUR, 10, 1_000, 2 * HOUR]) await make.click({ offer, created_at: at(START + seconds) })
    await rollUp(db, never, START + 1_020, 1)
    expect(await db('rollup_days').where({ source: 'clicks' }).orderBy('day').pluck('rolled_to')).toEqual([
      START,
      START + 1_020,
    ])
    expect(await clicksOf({ grain: 0, dims: 0 })).toBe(3)
    expect(await clicksOf({ grain: 1, dims: 3, offer_id: offer.id })).toBe(1)
    await rollUp(db, never, START + DAY + 60)
    expect(await clicksOf({ grain: 1, dims: 3, bucket: day })).toBe(3)
  })

  it('by several at once sums each week, and four, once', async () => {
    const offer = await make.offer()
    const monday = firstDayOf('fourWeeks', bucketOf('fourWeeks', day)) * DAY
    for (let hour = 0; hour < 28 * 24; hour += 20) await make.click({ offer, created_at: at(monday + hour * HOUR) })
    await rollUp(db, never, monday + 28 * DAY)
    for (let round = 0; round < 5; round++) {
      await db('rollup_sums').delete()
      await db('click_counts').whereIn('grain', [2, 4]).delete()
      await Promise.all([1, 2, 3, 4].map(() => sumLongGrains(db, 'clicks', CLICK_COUNTS)))
      expect(await clicksOf({ grain: 2, dims: 3 })).toBe(34)
      expect(await clicksOf({ grain: 4, dims: 7 })).toBe(34)
      expect(await db('rollup_sums').where({ source: 'clicks' }).orderBy('grain').pluck('version')).toEqual([
        7, 7, 7, 7, 28,
      ])
    }
  })

  it('sums a day that goes on by full hours, and anew where something of it is counted again', async () => {
    const offer = await make.offer()
    const add = (seconds: number) => make.click({ offer, created_at: at(START + seconds) })
    const summed = () => db('rollup_days').where({ source: 'clicks', day }).first('rolled_to', 'summed_to')
    for (const seconds of [10, HOUR + 10, 2 * HOUR + 10]) await add(seconds)
    await rollUp(db, never, START + 2 * HOUR + 300)
    expect(await summed()).toEqual({ rolled_to: START + 2 * HOUR + 300, summed_to: START + 2 * HOUR })
    expect(await clicksOf({ grain: 1, dims: 3, bucket: day })).toBe(2)
    // Not each minute.
    await rollUp(db, never, START + 2 * HOUR + 360)
    expect(await summed()).toEqual({ rolled_to: START + 2 * HOUR + 360, summed_to: START + 2 * HOUR })
    await add(20)
    await markUncounted((sql, values) => db.raw(sql, values as never), 'clicks', [(START + 20) * 1_000])
    expect(await summed()).toEqual({ rolled_to: START, summed_to: START + 2 * HOUR })
    // One quarter, not as far as time goes: what the day has is out of date until then.
    let parts = 1
    await rollUp(db, () => parts-- <= 0, START + 2 * HOUR + 360, 1)
    expect(await summed()).toEqual({ rolled_to: START + 900, summed_to: 0 })
    await rollUp(db, never, START + 2 * HOUR + 360)
    expect(await summed()).toEqual({ rolled_to: START + 2 * HOUR + 360, summed_to: START + 2 * HOUR })
    expect(await clicksOf({ grain: 1, dims: 3, bucket: day })).toBe(3)
  })

  it('goes on where it was stopped, and begins with the newest day', async () => {
    for (const days of [0, 1, 2]) await make.click({ created_at: at(START + days * DAY) })
    let turns = 2
    await rollUp(db, () => turns-- <= 0, START + 2 * DAY + HOUR)
    expect(await db('rollup_days').where({ source: 'clicks' }).orderBy('day', 'desc').pluck('rolled_to')).toEqual([
      START + 2 * DAY + HOUR,
      START + DAY,
      START,
    ])
  })

  it('tells what is of a day before, so that it can wait', async () => {
    for (const days of [0, 1]) await make.click({ created_at: at(START + days * DAY) })
    await rollUp(db, (isPast) => isPast, START + DAY + HOUR)
    const days = await db('rollup_days').where({ source: 'clicks' }).orderBy('day').pluck('rolled_to')
    expect(days).toEqual([START, START + DAY + HOUR])
  })

  it('knows every day since the first row, also where none of them was told of', async () => {
    await make.click({ created_at: at(START - 3 * DAY) })
    await db('rollup_days').delete()
    await rollUp(db, never, START + HOUR)
    expect(await db('rollup_days').where({ source: 'clicks' }).pluck('day')).toEqual([day - 3, day - 2, day - 1, day])
  })

  it('by several at once counts once', async () => {
    const world = await createCountedWorld(db, seededRandom(5), START * 1_000)
    await world.addClicks(Array.from({ length: 300 }, (_, index) => (START + index * 60) * 1_000))
    await Promise.all([1, 2, 3].map(() => rollUp(db, never, START + DAY)))
    await rollUp(db, never, START + DAY)
    const [rows] = await db('clicks').where({ outcome: 'sent', test: 0 }).count({ n: '*' })
    expect(await clicksOf({ grain: 1, dims: 0 })).toBe(Number(rows!['n']))
  })
})

describe('the second look', () => {
  const quarters = (count: number) => count * 900

  it('finds a row that appeared behind the counters and said nothing, and has it counted', async () => {
    const offer = await make.offer()
    await make.click({ offer, created_at: at(START + 10) })
    await rollUp(db, never, START + quarters(3))
    expect(await lookAgain(db, log, START + quarters(3))).toBe(0)
    const states = await db('rollup_days')
    await make.click({ offer, created_at: at(START + 20) })
    for (const state of states) await db('rollup_days').where({ source: state.source, day: state.day }).update(state)
    await rollUp(db, never, START + quarters(5))
    expect(await clicksOf({ grain: 0, dims: 0 })).toBe(1)
    expect(await lookAgain(db, log, START + quarters(5))).toBe(1)
    expect(await lookAgain(db, log, START + quarters(5))).toBe(0)
    await rollUp(db, never, START + quarters(5))
    expect(await clicksOf({ grain: 0, dims: 0 })).toBe(2)
  })

  it('leaves a closed day alone, whose rows are purged', async () => {
    await make.click({ created_at: at(START + 10) })
    await rollUp(db, never, START + quarters(3))
    await lookAgain(db, log, START + quarters(3))
    await db('clicks').delete()
    await db('rollup_days').update({ closed: 1 })
    expect(await lookAgain(db, log, START + quarters(5))).toBe(0)
    expect(await clicksOf({ grain: 0, dims: 0 })).toBe(1)
  })
})

describe('visitors', () => {
  it('are let go after nine days, and a click of such a day has it counted from its begin', async () => {
    const offer = await make.offer()
    await make.click({ offer, created_at: at(START + 10) })
    await make.click({ offer, created_at: at(START + HOUR) })
    await rollUp(db, never, START + DAY)
    expect(await forgetVisitors(db, never, START + 9 * DAY)).toBe(0)
    expect(await forgetVisitors(db, never, START + 10 * DAY)).toBe(1)
    expect(await db('click_visitors')).toEqual([])
    await make.click({ offer, created_at: at(START + 2 * HOUR) })
    expect(await db('rollup_days').where({ source: 'clicks', day }).first()).toMatchObject({
      rolled_to: START,
      visitors_gone: 0,
    })
    await rollUp(db, never, START + DAY)
    expect(await db('click_counts').where({ grain: 1, dims: 0, bucket: day })).toMatchObject([
      { clicks: 3, unique_clicks: 1 },
    ])
  })
})
