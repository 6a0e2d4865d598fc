import { beforeAll, describe, expect, test } from 'vitest'
import { createClickRepo } from '../clicks/click.repo.js'
import { createConversionRepo } from '../conversions/conversion.repo.js'
import { createOfferRepo } from '../offers/offer.repo.js'
import { createPostbackRepo } from '../postbacks/postback.repo.js'
import { clean, testDatabase } from '../test/database.js'
import { bytesToUuid } from './uuid.js'
import { seedDemo } from './seeds/demo.js'

/*
 * How the server means to run the queries of the lists: an index behind each, so that they stay quick when the tables grow.
 * The demo is loaded larger than usual, so that reading a whole table does not look cheap to the optimizer.
 */

const { db } = await testDatabase()
const now = new Date('2026-11-22T21:00:00.000Z')
const clicks = createClickRepo(db)
const conversions = createConversionRepo(db)
const postbacks = createPostbackRepo(db)
const offers = createOfferRepo(db)
const page = { page: 1, pageSize: 25 }
const clicksByTime = { ...page, sort: '-createdAt' } as const
const nextOf = async (answer: Promise<{ next: string | null }>) => ({ after: (await answer).next ?? '' })
const day = { from: '2026-11-22T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' }
let advertiserId = 0
let offerId = 0
let clickId = ''
let conversionRef = ''
let conversionId = ''

beforeAll(async () => {
  await clean()
  await seedDemo(db, { now, passwordHash: 'hash', clicks: 15_000 })
  for (const table of ['offers', 'clicks', 'postbacks', 'conversions']) await db.raw(`ANALYZE TABLE ${table}`)
  const offer = await db('offers').orderBy('id').first('id', 'advertiser_id')
  offerId = offer.id
  advertiserId = offer.advertiser_id
  const conversion = await db('conversions').orderBy('id').first('id', 'click_id', 'conversion_ref')
  clickId = bytesToUuid(conversion.click_id)
  conversionRef = conversion.conversion_ref
  conversionId = bytesToUuid(conversion.id)
})

interface Step {
  table: string | null
  type: string | null
  key: string | null
  Extra: string | null
  sql: string
}

/** What EXPLAIN says of each query that the work sends, of the traffic tables alone. */
async function plan(work: () => Promise<unknown>): Promise<Step[]> {
  const sent: { sql: string; bindings: readonly unknown[] }[] = []
  const listen = (query: (typeof sent)[0]) => sent.push(query)
  db.on('query', listen)
  await work()
  db.removeListener('query', listen)
  const steps: Step[] = []
  for (const { sql, bindings } of sent) {
    const [rows] = await db.raw(`EXPLAIN /*!80000 FORMAT=TRADITIONAL */ ${sql}`, bindings as never)
    const ofTraffic = (rows as Step[]).filter(({ table }) => /^(c|p|r|clicks|conversions|postbacks)$/.test(table ?? ''))
    steps.push(...ofTraffic.map((step) => ({ ...step, sql })))
  }
  expect(steps.length).toBeGreaterThan(0)
  return steps
}

const unsorted = ({ Extra }: Step) => !/filesort|temporary/.test(Extra ?? '')
/** A count of all reads rows as they stand, and ends at its limit. */
const ends = ({ sql }: Step) => /^select count\(\*\) as `n` from \(.* limit \?\) as `counted`$/.test(sql)
const indexed = ({ type, key }: Step) => type !== 'ALL' && key !== null

describe('a page of a list comes from an index, in its order', () => {
  test.each([
    ['clicks', () => clicks.list({ ...page, sort: '-createdAt' }, undefined, [], now)],
    ['clicks of an offer', () => clicks.list({ ...page, sort: '-createdAt', offerId }, undefined, [], now)],
    ['clicks of an advertiser', () => clicks.list({ ...page, sort: '-createdAt' }, advertiserId, [], now)],
    ['clicks of a day', () => clicks.list({ ...page, sort: '-createdAt', ...day }, undefined, [], now)],
    [
      'clicks of an advertiser on a day',
      () => clicks.list({ ...page, sort: 'createdAt', ...day }, advertiserId, [], now),
    ],
    ['postbacks', () => postbacks.list({ ...page, sort: '-receivedAt' }, undefined, [], now)],
    ['postbacks of an advertiser', () => postbacks.list({ ...page, sort: '-receivedAt' }, advertiserId, [], now)],
    [
      'rejected postbacks',
      () => postbacks.list({ ...page, sort: '-receivedAt', outcome: 'rejected' }, undefined, [], now),
    ],
    [
      'rejected postbacks of an advertiser',
      () => postbacks.list({ ...page, sort: '-receivedAt', outcome: 'rejected' }, advertiserId, [], now),
    ],
    ['conversions', () => conversions.list({ ...page, sort: '-convertedAt' }, undefined, [])],
    ['conversions of an advertiser', () => conversions.list({ ...page, sort: '-convertedAt' }, advertiserId, [])],
    ['conversions of an offer', () => conversions.list({ ...page, sort: '-convertedAt', offerId }, undefined, [])],
    [
      'the second page of clicks',
      async () =>
        clicks.list(
          { ...clicksByTime, ...(await nextOf(clicks.list(clicksByTime, undefined, [], now))) },
          undefined,
          [],
          now,
        ),
    ],
    ['clicks of a partner', () => clicks.list({ ...page, sort: '-createdAt', partnerId: 1 }, undefined, [], now)],
    [
      'bots of an offer',
      () => clicks.list({ ...page, sort: '-createdAt', offerId, trafficClass: 'bot' }, advertiserId, [], now),
    ],
    [
      'postbacks with a reason, of an offer',
      () => postbacks.list({ ...page, sort: '-receivedAt', reason: 'unknown_event', offerId }, advertiserId, [], now),
    ],
    [
      'postbacks from an address',
      () => postbacks.list({ ...page, sort: '-receivedAt', ip: '198.51.100.1' }, advertiserId, [], now),
    ],
    [
      'accepted postbacks of an offer',
      () => postbacks.list({ ...page, sort: '-receivedAt', offerId, outcome: 'accepted' }, undefined, [], now),
    ],
    [
      'pending conversions',
      () => conversions.list({ ...page, sort: '-convertedAt', status: ['pending'] }, undefined, []),
    ],
  ] as const)('%s', async (_, work) => {
    const steps = await plan(work)
    expect(steps.filter((step) => !(indexed(step) || ends(step)) || !unsorted(step))).toEqual([])
  })
})

describe('few conversions by revenue are sorted from the index of their times alone', () => {
  test.each([
    ['of all', 'conversions_converted', () => conversions.list({ ...page, sort: '-revenue' }, undefined, [])],
    [
      'of an advertiser and a status',
      'conversions_advertiser',
      () => conversions.list({ ...page, sort: 'revenue', status: ['pending', 'success'] }, advertiserId, []),
    ],
  ] as const)('%s', async (_, key, work) => {
    const steps = (await plan(work)).filter(({ table }) => table === 'r')
    expect(steps).not.toEqual([])
    for (const step of steps) expect(step).toMatchObject({ key, Extra: expect.stringContaining('Using index') })
  })
})

describe('a search goes to the keys that it names', () => {
  test.each([
    ['a click', () => clicks.list({ ...page, sort: '-createdAt', q: clickId }, undefined, [], now)],
    ['postbacks of a click', () => postbacks.list({ ...page, sort: '-receivedAt', q: clickId }, undefined, [], now)],
    ['conversions of a click', () => conversions.list({ ...page, sort: '-convertedAt', q: clickId }, undefined, [])],
    [
      'postbacks by the conversion ID of the advertiser',
      () => postbacks.list({ ...page, sort: '-receivedAt', q: conversionRef }, undefined, [], now),
    ],
    [
      'postbacks of a conversion',
      () => postbacks.list({ ...page, sort: '-receivedAt', conversionId }, advertiserId, [], now),
    ],
    [
      'a conversion by its own ID',
      () => conversions.list({ ...page, sort: '-convertedAt', q: conversionRef }, undefined, []),
    ],
  ] as const)('%s', async (_, work) => {
    const steps = await plan(work)
    expect(steps.filter((step) => !indexed(step))).toEqual([])
  })
})

test('conversions of a day of the offers on a page are counted from an index alone', async () => {
  const [step] = await plan(() => offers.countConversions([offerId, offerId + 1], new Date(day.from)))
  const wanted = { key: 'conversions_offer', type: 'range', Extra: expect.stringContaining('Using index') }
  expect(step).toMatchObject(wanted)
})
