import { beforeAll, expect, test } from 'vitest'
import { clean, testDatabase } from '../../test/database.js'
import { createFactories } from '../../test/factories.js'
import type { ConversionRow } from '../tables.js'
import { readLongPage, type LongList } from './long-page.js'
import type { Condition } from './path.js'
import { readWholeList } from './whole-list.js'

const { db } = await testDatabase()
const ROWS = 61
let offers: number[] = []

/** Many are equal in what they are sorted by. */
beforeAll(async () => {
  await clean()
  const make = createFactories(db)
  const made = [await make.offer(), await make.offer(), await make.offer()]
  offers = made.map(({ id }) => id)
  const click = await make.click({ offer: made[0]! })
  const { id, ...like } = await make.conversion({ click })
  await db('conversions').where({ id }).delete()
  const rows = Array.from({ length: ROWS }, (_, n): ConversionRow => {
    const { id: offer_id, advertiser_id, events } = made[n % 3]!
    return {
      ...like,
      id: Buffer.from((n * 7919).toString(16).padStart(32, '0'), 'hex'),
      dedupe_key: Buffer.alloc(32, n),
      offer_id,
      advertiser_id,
      offer_event_id: events[0].id,
      status: (['pending', 'success', 'rejected'] as const)[n % 3]!,
      revenue: `${n % 4}.5000`,
      converted_at: new Date(1_000 * (n % 11) + 123),
    }
  })
  await db.batchInsert('conversions', rows)
})

const ID = { column: 'id', kind: 'id' } as const
const TIME = {
  order: [{ column: 'converted_at', kind: 'instant' }, ID],
  paths: [
    { index: 'conversions_offer', prefix: ['offer_id'] },
    { index: 'conversions_converted', prefix: [], budget: 9 },
  ],
} as const
const REVENUE = {
  order: [{ column: 'revenue', kind: 'decimal' }, ID],
  paths: [{ index: 'conversions_revenue', prefix: [], budget: 7 }],
} as const

const list = (over: Partial<LongList<ConversionRow>>): LongList<ConversionRow> => ({
  db,
  table: 'conversions',
  time: TIME,
  sorts: { time: TIME, revenue: REVENUE },
  alternatives: [[]],
  rows: (ids) => db('conversions').whereIn('id', ids),
  timeOf: ([first]) => (first instanceof Date ? first : undefined),
  ...over,
})
const status: Condition = { column: 'status', values: ['pending'] }
const cases: [string, () => Partial<LongList<ConversionRow>>][] = [
  ['all rows', () => ({})],
  ['rows of one offer', () => ({ alternatives: [[{ column: 'offer_id', values: [offers[0]!] }]] })],
  ['rows of two offers', () => ({ alternatives: [[{ column: 'offer_id', values: offers.slice(1) }]] })],
  ['rows of two kinds, some of both', () => ({ alternatives: [[status], [{ column: 'offer_id', values: offers }]] })],
  ['what a filter without an index leaves', () => ({ alternatives: [[status]] })],
  ['a range', () => ({ range: { column: 'converted_at', from: new Date(2_000), to: new Date(7_000) } })],
  ['nothing', () => ({ alternatives: [] })],
]

async function collect(sort: string, of: LongList<ConversionRow>, atOnce: number) {
  const whole = await readWholeList(sort, of, atOnce)
  const rows = []
  for await (const some of whole.rows(['status', 'id', 'converted_at', 'revenue'])) {
    expect(some.length).toBeGreaterThan(0)
    expect(some.length).toBeLessThanOrEqual(atOnce)
    rows.push(...some)
  }
  return { total: whole.total, rows }
}

for (const [what, over] of cases) {
  test.each(['time', '-time', 'revenue', '-revenue'])(
    `${what} by %s are those of the list, in its order`,
    async (sort) => {
      const of = list({ ...over(), sortedAtOnce: 0 })
      const items: ConversionRow[] = []
      let after: string | null | undefined
      do {
        const page = await readLongPage({ page: 1, pageSize: 100, sort, after: after ?? undefined }, of)
        items.push(...page.items)
        after = page.next
      } while (after !== null)
      const text = ({ converted_at: at }: ConversionRow) => at.toISOString().replace('T', ' ').replace('Z', '')
      const expected = items.map((row) => [row.status, row.id, text(row), row.revenue])
      for (const atOnce of [5, 7, ROWS, 1_000]) {
        expect((await collect(sort, of, atOnce)).rows.map((row) => row.slice(0, 4))).toEqual(expected)
        expect((await collect(sort, list(over()), atOnce)).rows.map((row) => row.slice(0, 4))).toEqual(expected)
      }
    },
  )
}

test('its total is that of the list', async () => {
  expect((await collect('-time', list({ time: { ...TIME, paths: TIME.paths } }), 10)).total).toEqual({
    total: ROWS,
    totalIsExact: true,
  })
  expect((await collect('-time', list({ countLimit: 20 }), 10)).total).toEqual({ total: 20, totalIsExact: false })
})

test('nothing is read that nobody asks for', async () => {
  const queries: string[] = []
  const listen = ({ sql }: { sql: string }) => queries.push(sql)
  const whole = await readWholeList('-time', list({}), 5)
  db.on('query', listen)
  const rows = whole.rows(['id'])
  await rows.next()
  await rows.next()
  await rows.return(undefined)
  db.off('query', listen)
  expect(queries.filter((sql) => sql.includes('limit'))).toHaveLength(2)
  expect(queries.join()).not.toContain('BEGIN')
})
