import type { LongPage } from '@gokart/shared'
import { beforeAll, describe, expect, test } from 'vitest'
import { createFactories } from '../../test/factories.js'
import { clean, testDatabase } from '../../test/database.js'
import type { ConversionRow } from '../tables.js'
import { readAllKeys, readLongPage, type LongList } from './long-page.js'
import type { PlaceQuery } from './cursor.js'
import type { Path } from './path.js'

const { db } = await testDatabase()
const ROWS = 57
let rows: ConversionRow[] = []

/** Two offers, three statuses, few revenues, so that many rows are equal in what they are sorted by. */
beforeAll(async () => {
  await clean()
  const make = createFactories(db)
  const offers = [await make.offer(), await make.offer()] as const
  const [first] = offers
  const click = await make.click({ offer: first })
  const like = await make.conversion({ click, converted_at: new Date(0) })
  rows = Array.from({ length: ROWS }, (_, n) => ({
    ...like,
    id: Buffer.from((n * 7919).toString(16).padStart(32, '0'), 'hex'),
    dedupe_key: Buffer.alloc(32, n),
    offer_id: offers[n % 2]!.id,
    advertiser_id: offers[n % 2]!.advertiser_id,
    offer_event_id: offers[n % 2]!.events[0].id,
    status: (['pending', 'success', 'rejected'] as const)[n % 3]!,
    revenue: `${n % 4}.5000`,
    converted_at: new Date(1_000 * (n % 11)),
  }))
  await db('conversions').where({ id: like.id }).delete()
  await db.batchInsert('conversions', rows)
})

const ID = { column: 'id', kind: 'id' } as const
const OFFER: Path = { index: 'conversions_offer', prefix: ['offer_id'], covers: ['status'] }
const TIME = {
  order: [{ column: 'converted_at', kind: 'instant' }, ID],
  paths: [OFFER, { index: 'conversions_converted', prefix: [], covers: ['status'] }],
} as const
const REVENUE = {
  order: [{ column: 'revenue', kind: 'decimal' }, ID],
  paths: [{ index: 'conversions_revenue', prefix: [] }],
} as const

type Alternatives = LongList<ConversionRow>['alternatives']
const list = (
  alternatives: Alternatives = [[]],
  over: Partial<LongList<ConversionRow>> = {},
): LongList<ConversionRow> => ({
  db,
  table: 'conversions',
  time: TIME,
  sorts: { time: TIME, revenue: REVENUE },
  alternatives,
  rows: (ids) => db('conversions').whereIn('id', ids),
  timeOf: ([first]) => (first instanceof Date ? first : undefined),
  ...over,
})

const at = (row: ConversionRow) => row.converted_at.getTime()
const worth = (row: ConversionRow) => Number(row.revenue)
/** What the list must have, sorted here and not by the database. */
function expected(sort: string, has: (row: ConversionRow) => boolean): string[] {
  const by = sort.endsWith('time') ? at : worth
  const ascending = rows.filter(has).toSorted((a, b) => by(a) - by(b) || Buffer.compare(a.id, b.id))
  return (sort.startsWith('-') ? ascending.toReversed() : ascending).map(idOf)
}
const idOf = (row: { id: Buffer }) => row.id.toString('hex')

async function walk(of: LongList<ConversionRow>, query: PlaceQuery): Promise<LongPage<ConversionRow>[]> {
  const pages = [await readLongPage(query, of)]
  while (pages.at(-1)!.next !== null) {
    pages.push(await readLongPage({ ...query, after: pages.at(-1)!.next! }, of))
    expect(pages.length).toBeLessThan(100)
  }
  return pages
}

const lists: [string, Alternatives, (row: ConversionRow) => boolean][] = [
  ['all', [[]], () => true],
  ['a status', [[{ column: 'status', values: ['pending'] }]], ({ status }) => status === 'pending'],
  [
    'an offer, two statuses',
    [
      [
        { column: 'offer_id', values: [] },
        { column: 'status', values: ['pending', 'rejected'] },
      ],
    ],
    ({ status, offer_id }) => status !== 'success' && offer_id === rows[0]!.offer_id,
  ],
  ['two offers, each a part of an index', [[{ column: 'offer_id', values: [] }]], () => true],
  [
    'two alternatives that both have some rows',
    [[{ column: 'status', values: ['pending', 'success'] }], [{ column: 'status', values: ['rejected', 'success'] }]],
    () => true,
  ],
]

/** The offers are known when the rows are there. */
function filled(name: string, alternatives: Alternatives): Alternatives {
  const ids = [...new Set(rows.map(({ offer_id }) => offer_id))]
  const values = name.startsWith('two offers') ? ids : [rows[0]!.offer_id]
  return alternatives.map((conditions) =>
    conditions.map((condition) => (condition.column === 'offer_id' ? { ...condition, values } : condition)),
  )
}

describe.each(lists)('%s', (name, alternatives, has) => {
  test.each([
    ['time', undefined],
    ['-time', undefined],
    ['revenue', undefined],
    ['-revenue', undefined],
    // As in a list that is too long to be sorted: in the order of an index.
    ['revenue', 0],
    ['-revenue', 0],
  ])('by %s, sorted up to %s: pages follow each other, there and back, and by number', async (sort, sortedAtOnce) => {
    const of = list(filled(name, alternatives), sortedAtOnce === undefined ? {} : { sortedAtOnce })
    const query = { page: 1, pageSize: 10, sort }
    const wanted = expected(sort, has)
    const pages = await walk(of, query)
    expect(pages.flatMap(({ items }) => items.map(idOf))).toEqual(wanted)
    for (const [index, page] of pages.entries()) {
      expect(page).toMatchObject({ total: wanted.length, totalIsExact: true, page: index + 1, searchedTo: null })
      const numbered = await readLongPage({ ...query, page: index + 1 }, of)
      expect(numbered).toEqual(page)
      if (page.previous === null) expect(index).toBe(0)
      else expect(await readLongPage({ ...query, before: page.previous }, of)).toEqual(pages[index - 1])
    }
    expect((await readAllKeys(of, 1_000)).map((key) => key.toString('hex')).toSorted()).toEqual(wanted.toSorted())
  })
})

test('beyond the last page there is nothing, and the total says so', async () => {
  const page = await readLongPage({ page: 9, pageSize: 10, sort: '-time' }, list())
  expect(page).toMatchObject({ items: [], total: ROWS, totalIsExact: true, next: null, previous: null })
})

test('nothing can have no row: an empty list', async () => {
  const page = await readLongPage({ page: 1, pageSize: 10, sort: '-revenue' }, list([]))
  expect(page).toMatchObject({ items: [], total: 0, totalIsExact: true, next: null, previous: null })
})

test('more rows than are counted: at least so many, and never fewer than were seen', async () => {
  const of = list([[]], { countLimit: 20 })
  const totals = (await walk(of, { page: 1, pageSize: 10, sort: '-time' })).map(({ total, totalIsExact }) => [
    total,
    totalIsExact,
  ])
  expect(totals).toEqual([20, 20, 30, 40, 50, ROWS].map((total) => [total, false]))
  const last = await readLongPage({ page: 6, pageSize: 10, sort: '-time' }, of)
  expect(last).toMatchObject({ total: ROWS, totalIsExact: true })
})

test('a range of time narrows every order', async () => {
  const of = list([[]], { range: { column: 'converted_at', from: new Date(2_000), to: new Date(5_000) } })
  for (const [sort, over] of [
    ['time', {}],
    ['-revenue', {}],
    ['-revenue', { sortedAtOnce: 0 }],
  ] as const) {
    const pages = await walk({ ...of, ...over }, { page: 1, pageSize: 4, sort })
    const wanted = expected(sort, (row) => at(row) >= 2_000 && at(row) < 5_000)
    expect(pages.flatMap(({ items }) => items.map(idOf))).toEqual(wanted)
    expect(pages[0]!.total).toBe(wanted.length)
  }
})

describe('a filter without an index, of which one request looks at 9 entries', () => {
  const paths = [{ index: 'conversions_converted', prefix: [], budget: 9 }]
  const searched = () => list([[{ column: 'status', values: ['pending'] }]], { time, sorts: { time } })
  const time = { ...TIME, paths }
  const wanted = () => expected('-time', ({ status }) => status === 'pending')

  test('each page says how far it was searched, and the next one searches on from there', async () => {
    const pages = await walk(searched(), { page: 1, pageSize: 10, sort: '-time' })
    expect(pages.flatMap(({ items }) => items.map(idOf))).toEqual(wanted())
    expect(pages.length).toBeGreaterThan(4)
    expect(pages.every(({ items }) => items.length < 5)).toBe(true)
    const newest = rows.map(at).toSorted((a, b) => b - a)
    expect(pages[0]).toMatchObject({ totalIsExact: false, total: pages[0]!.items.length })
    expect(pages[0]!.searchedTo).toBe(new Date(newest[9]!).toISOString())
    expect(pages.at(-1)).toMatchObject({ searchedTo: null, next: null })
  })

  test('a page that is full says nothing of it', async () => {
    const page = await readLongPage({ page: 1, pageSize: 2, sort: '-time' }, searched())
    expect(page).toMatchObject({ searchedTo: null, next: expect.any(String), totalIsExact: false })
    expect(page.items.map(idOf)).toEqual(wanted().slice(0, 2))
  })

  test('the way back finds the same rows', async () => {
    const query = { page: 1, pageSize: 10, sort: '-time' }
    const found: string[] = []
    let page = (await walk(searched(), query)).at(-1)!
    found.unshift(...page.items.map(idOf))
    while (page.previous !== null) {
      page = await readLongPage({ ...query, before: page.previous }, searched())
      found.unshift(...page.items.map(idOf))
    }
    // The last step answers the first page, which may have rows of the one before it again.
    expect([...new Set(found)]).toEqual(wanted())
  })
})
