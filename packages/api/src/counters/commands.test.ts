import { beforeEach, describe, expect, it } from 'vitest'
import { clean, testDatabase } from '../test/database.js'
import { createFactories } from '../test/factories.js'
import { carryOut, firstDay, readOrder } from './commands.js'
import { rollUp } from './roll-up.js'

const { db } = await testDatabase()
const make = createFactories(db)
const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 20, 12)
const today = Math.floor(NOW / DAY)
const days = { first: today, last: today }

beforeEach(clean)

async function run(command: 'check' | 'rebuild' | 'close'): Promise<{ good: boolean; printed: string }> {
  const lines: string[] = []
  const good = await carryOut(db, { command, days }, (text) => lines.push(text))
  return { good, printed: lines.join('\n') }
}

describe('what is asked for', () => {
  it('is every day from the first to today, or the days that are named', () => {
    expect(readOrder(['check'], 100, NOW)).toEqual({ command: 'check', days: { first: 100, last: today } })
    const named = readOrder(['rebuild', '--to', '2026-11-02', '--from', '2026-11-01'], 100, NOW)
    expect(named.days).toEqual({ first: today - 19, last: today - 18 })
  })

  it.each([
    [],
    ['repair'],
    ['check', '--from'],
    ['check', '--from', 'yesterday'],
    ['check', '--since', '2026-11-01'],
    ['close'],
  ])('is explained where it is not understood (%s %s %s)', (...args) => {
    expect(() =>
      readOrder(
        args.filter((arg) => arg !== undefined),
        1,
        NOW,
      ),
    ).toThrow('npm run counters -- check|rebuild|close')
  })

  it('begins with the first click or conversion', async () => {
    expect(await firstDay(db, NOW)).toBe(today)
    await make.conversion({ clicked_at: new Date(NOW - 9 * DAY), converted_at: new Date(NOW) })
    expect(await firstDay(db, NOW)).toBe(today - 9)
  })
})

describe('the commands', () => {
  it('tell what differs, and put it right', async () => {
    await make.click({ created_at: new Date(NOW - DAY / 4) })
    await rollUp(db, () => false, NOW / 1_000)
    expect(await run('check')).toMatchObject({
      good: true,
      printed: expect.stringContaining('All counters equal the rows'),
    })
    await db('click_counts').where({ grain: 0 }).update({ clicks: 2 })
    const { good, printed } = await run('check')
    expect(good).toBe(false)
    expect(printed).toMatch(/clicks, counters and rows: .*"counted_clicks":"?2"?,"expected_clicks":"?1"?/)
    await run('rebuild')
    expect(await run('check')).toMatchObject({ good: true })
  })

  it('close what is counted to its end, and then the rows may go', async () => {
    await make.click({ created_at: new Date(NOW - DAY / 4) })
    await rollUp(db, () => false, NOW / 1_000)
    await expect(run('close')).rejects.toThrow('not counted up to their end')
    await rollUp(db, () => false, (today + 1) * (DAY / 1_000))
    await run('close')
    await db('clicks').delete()
    await run('rebuild')
    expect(await db('click_counts').where({ grain: 1, dims: 0 })).toMatchObject([{ clicks: 1 }])
    expect(await run('check')).toMatchObject({ good: true })
  })
})
