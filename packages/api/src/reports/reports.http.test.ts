import { expect, test } from 'vitest'
import { refusal, useGoKart } from '../test/harness.js'

const now = Date.parse('2026-11-22T12:00:00.000Z')
const gokart = await useGoKart({ now: () => now })
const { make } = gokart
const RANGE = { from: '2026-11-20T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' }
const at = (text: string) => new Date(text)

/** Two advertisers; the first has two events, money in two currencies and a rejected postback. */
async function world() {
  const offer = await make.offer({
    events: [
      { name: 'SignUp', event_id: 's' },
      { name: 'Trade', event_id: 't' },
    ],
  })
  const other = await make.offer()
  const click = await make.click({ offer, created_at: at('2026-11-21T10:00:00Z'), country: 'DE' })
  await make.click({ offer, created_at: at('2026-11-21T11:00:00Z'), country: 'US', ip: '192.0.2.9' })
  await make.click({ offer: other, created_at: at('2026-11-22T11:00:00Z') })
  const converted_at = at('2026-11-22T09:00:00Z')
  await make.conversion({ click, converted_at, revenue: '0.1' })
  await make.conversion({ click, converted_at, revenue: '0.2', status: 'pending' })
  await make.conversion({ click, converted_at, revenue: '7', currency: 'EUR' })
  await make.conversion({ click, converted_at, revenue: '99', status: 'rejected' })
  await make.postback({ click, outcome: 'rejected', reason: 'unknown_event', received_at: converted_at })
  return { offer, other, click, user: await make.user({ advertiser_id: offer.advertiser_id }) }
}

test('sums, shares and money, each currency by itself', async () => {
  const { offer } = await world()
  const metrics =
    'clicks,unique_clicks,conversions,pending,success,rejected,cr,epc,revenue,payout,pending_revenue,rejected_revenue,rejected_postbacks'
  const report = await gokart
    .as('ops')
    .reports.run({ query: { ...RANGE, dimensions: 'offer', metrics, offerId: offer.id } })
  const values = {
    clicks: 2,
    unique_clicks: 2,
    conversions: 3,
    pending: 1,
    success: 2,
    rejected: 1,
    cr: '1.5',
    epc: [
      { currency: 'EUR', amount: '3.50' },
      { currency: 'USD', amount: '0.15' },
    ],
    revenue: [
      { currency: 'EUR', amount: '7.00' },
      { currency: 'USD', amount: '0.30' },
    ],
    payout: [
      { currency: 'EUR', amount: '7.00' },
      { currency: 'USD', amount: '0.10' },
    ],
    pending_revenue: [{ currency: 'USD', amount: '0.20' }],
    rejected_revenue: [{ currency: 'USD', amount: '99.00' }],
    rejected_postbacks: 1,
  }
  expect(report).toMatchObject({
    rows: [{ key: [String(offer.id)], labels: [offer.name], values, maturing: false }],
    totals: values,
    total: 1,
    notes: [],
  })
})

test('an event’s row has no clicks and no CR; they stand in the row without an event', async () => {
  const { offer } = await world()
  const query = { ...RANGE, dimensions: 'event', metrics: 'clicks,conversions,cr', offerId: offer.id }
  const { rows, totals } = await gokart.as('ops').reports.run({ query })
  expect(rows.map(({ labels, values }) => [labels[0], values])).toEqual([
    ['-', { clicks: 2, conversions: 0, cr: '0' }],
    ['SignUp', { clicks: null, conversions: 3, cr: null }],
  ])
  expect(totals).toEqual({ clicks: 2, conversions: 3, cr: '1.5' })
})

test('beside each row the one of the span before', async () => {
  const offer = await make.offer()
  for (const day of ['17', '17', '18', '20', '21', '21', '21']) {
    await make.click({ offer, created_at: at(`2026-11-${day}T05:00:00Z`) })
  }
  const query = { ...RANGE, dimensions: 'day', metrics: 'clicks', compare: 'previous' } as const
  const { rows, totals, previousTotals } = await gokart.as('ops').reports.run({ query })
  expect(rows.map(({ labels, values, previous }) => [labels[0], values['clicks'], previous?.['clicks']])).toEqual([
    ['2026-11-20', 1, 2],
    ['2026-11-21', 3, 1],
  ])
  expect([totals, previousTotals]).toEqual([{ clicks: 4 }, { clicks: 3 }])
})

test('pages, and an order by metric or by name', async () => {
  const names = ['Cherry', 'apple', 'Banana']
  for (const [index, name] of names.entries()) {
    const offer = await make.offer({ name })
    for (let count = 0; count <= index; count++) await make.click({ offer, created_at: at('2026-11-21T10:00:00Z') })
  }
  const run = async (over: object) => {
    const query = { ...RANGE, dimensions: 'offer', metrics: 'clicks', ...over }
    const { rows, total, totals } = await gokart.as('ops').reports.run({ query })
    expect([total, totals]).toEqual([3, { clicks: 6 }])
    return rows.map(({ labels }) => labels[0])
  }
  expect(await run({})).toEqual(['Banana', 'apple', 'Cherry'])
  expect(await run({ sort: 'clicks' })).toEqual(['Cherry', 'apple', 'Banana'])
  expect(await run({ sort: 'offer' })).toEqual(['apple', 'Banana', 'Cherry'])
  expect(await run({ sort: '-offer', page: 2, pageSize: 2 })).toEqual(['apple'])
})

test('recent periods by the click’s time are marked: more conversions may come', async () => {
  const offer = await make.offer({ max_days_after_click: 2 })
  for (const day of ['19', '20', '21']) await make.click({ offer, created_at: at(`2026-11-${day}T05:00:00Z`) })
  const maturing = async (over: object) => {
    const query = {
      from: '2026-11-10T00:00:00.000Z',
      to: RANGE.to,
      dimensions: 'day,offer',
      metrics: 'clicks',
      ...over,
    }
    return (await gokart.as('ops').reports.run({ query })).rows.map((row) => row.maturing)
  }
  expect(await maturing({ clock: 'click' })).toEqual([false, true, true])
  expect(await maturing({ clock: 'click', dimensions: 'day' })).toEqual([true, true, true])
  expect(await maturing({ clock: 'conversion' })).toEqual([false, false, false])
})

test('an advertiser’s user sees own rows alone, whoever’s IDs are asked for', async () => {
  const { offer, other, user } = await world()
  const own = gokart.as(user)
  const run = (over: object) =>
    own.reports.run({ query: { ...RANGE, dimensions: 'offer', metrics: 'clicks,conversions', ...over } })
  expect((await run({})).rows.map(({ labels }) => labels)).toEqual([[offer.name]])
  for (const over of [{ offerId: other.id }, { advertiserId: other.advertiser_id }, { advertiserId: '-' }]) {
    expect(await run(over)).toMatchObject({ rows: [], totals: { clicks: 0, conversions: 0 }, total: 0 })
  }
  expect(await refusal(run({ dimensions: 'offer,advertiser' }))).toMatchObject({
    code: 'wrong_role',
    detail: 'Only ops may split a report by advertiser.',
  })
})

test('what is asked wrongly is refused with every fault', async () => {
  const query = {
    from: RANGE.to,
    to: RANGE.from,
    dimensions: 'day,nothing',
    sort: 'epc',
    zone: 'Mars/Olympus',
    sub: '16:a',
  }
  const problem = await refusal(gokart.as('ops').reports.run({ query }))
  const pointers = problem.faults?.map(({ pointer }) => pointer)
  expect(pointers).toEqual(expect.arrayContaining(['/query/dimensions/1', '/query/zone', '/query/sub']))
  const later = await refusal(gokart.as('ops').reports.run({ query: { from: RANGE.to, to: RANGE.from, sort: 'epc' } }))
  expect(later.faults).toEqual([
    { pointer: '/query/sort', message: 'Must be a dimension or metric of this report' },
    { pointer: '/query/to', message: 'Must be after the begin of the range' },
  ])
})

test('the dashboard has the numbers of the range, of today and of what stands out', async () => {
  const { offer, user } = await world()
  for (const time of ['2026-11-18T10:00:00Z', '2026-11-19T18:00:00Z']) {
    await make.click({ offer, created_at: at(time), ip: '192.0.2.10' })
  }
  const { range, today, series, topOffers, topTrackers, topReasons } = await gokart
    .as(user)
    .reports.dashboard({ query: RANGE })
  expect(range.current.values).toMatchObject({ clicks: 2, conversions: 3, rejected_postbacks: 1 })
  // The range goes on for twelve hours more: the one before is cut at the same hour.
  const soFar = { from: '2026-11-17T00:00:00.000Z', to: '2026-11-19T12:00:00.000Z' }
  expect(range.previous).toMatchObject({ ...soFar, values: { clicks: 1 } })
  expect(today.today.values).toMatchObject({ clicks: 0, conversions: 3 })
  expect(today.yesterday.values).toMatchObject({ clicks: 2, conversions: 0 })
  expect(today.yesterday.to).toBe('2026-11-21T12:00:00.000Z')
  expect(series.grain).toBe('hour')
  expect(series.rows).toHaveLength(72)
  expect(series.rows.filter(({ values }) => values['clicks'] === 1).map(({ labels }) => labels[0])).toEqual([
    '2026-11-21 10:00',
    '2026-11-21 11:00',
  ])
  expect(series.rows.filter(({ previous }) => previous?.['clicks'] === 1).map(({ labels }) => labels[0])).toEqual([
    '2026-11-21 10:00',
    '2026-11-22 18:00',
  ])
  expect(topOffers.map(({ labels, values }) => [labels[0], values['clicks']])).toEqual([[offer.name, 2]])
  expect(topTrackers.map(({ labels }) => labels[0])).toEqual(['-'])
  expect(topReasons.map(({ labels, values }) => [labels[0], values['rejected_postbacks']])).toEqual([
    ['unknown_event', 1],
  ])
})

test('a chart of too many points is refused', async () => {
  const query = { from: '2025-01-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z', grain: 'hour' } as const
  const { faults } = await refusal(gokart.as('ops').reports.dashboard({ query }))
  expect(faults?.map(({ pointer }) => pointer)).toEqual(['/query/grain'])
})
