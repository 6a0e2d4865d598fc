import { expect, test } from 'vitest'
import { refusal, useGoKart } from '../test/harness.js'

const gokart = await useGoKart()
const { make } = gokart
const ops = () => gokart.as('ops')
const RANGE = { from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' }
const csv = (...lines: string[]) => `date,from,to,rate\n${lines.join('\n')}\n`

async function earn(day: string, currency: string, revenue: string) {
  await make.conversion({ converted_at: new Date(`2026-03-${day}T12:00:00Z`), currency, revenue })
}

async function revenueIn(currency: string, over: object = {}) {
  const query = { ...RANGE, currency, metrics: 'conversions,revenue', ...over }
  const { totals, notes, rows } = await ops().reports.run({ query })
  return { ...totals, notes, rows: rows.map(({ labels, values }) => [labels[0], values['revenue']]) }
}

test('money is worth what its day’s rate says, to the last digit', async () => {
  await ops().rates.upload({
    file: csv('2026-02-01,EUR,USD,1.1', '2026-03-10,EUR,USD,1.2345678901', '2026-03-10,JPY,USD,0.0066'),
  })
  await earn('09', 'EUR', '10.0001')
  await earn('10', 'EUR', '10.0001')
  await earn('11', 'JPY', '1000')
  await earn('11', 'USD', '0.5')
  const { revenue, rows, notes } = await revenueIn('USD', { dimensions: 'day' })
  expect(rows).toEqual([
    ['2026-03-09', [{ currency: 'USD', amount: '11.00011' }]],
    ['2026-03-10', [{ currency: 'USD', amount: '12.34580235778901' }]],
    ['2026-03-11', [{ currency: 'USD', amount: '7.10' }]],
  ])
  expect(revenue).toEqual([{ currency: 'USD', amount: '30.44591235778901' }])
  expect(notes).toEqual(['Money is converted to USD by the rate of the UTC day of the conversion.'])
})

test('the inverse is taken where nothing else was entered', async () => {
  await ops().rates.enter({ body: { date: '2026-01-01', from: 'USD', to: 'EUR', rate: '0.8' } })
  await earn('09', 'EUR', '10')
  expect((await revenueIn('USD')).revenue).toEqual([{ currency: 'USD', amount: '12.50' }])
  await ops().rates.enter({ body: { date: '2026-01-01', from: 'EUR', to: 'USD', rate: '1.3' } })
  expect((await revenueIn('USD')).revenue).toEqual([{ currency: 'USD', amount: '13.00' }])
})

test('what has no rate is left out, and named', async () => {
  await ops().rates.enter({ body: { date: '2026-03-10', from: 'EUR', to: 'USD', rate: '1.1' } })
  await earn('09', 'EUR', '10')
  await earn('10', 'EUR', '20')
  await earn('10', 'GBP', '7.25')
  const { conversions, revenue, notes } = await revenueIn('USD')
  expect([conversions, revenue]).toEqual([3, [{ currency: 'USD', amount: '22.00' }]])
  expect(notes.slice(1)).toEqual([
    '10.00 EUR is not in any amount: there is no rate from EUR to USD for its days. Ops can enter one.',
    '7.25 GBP is not in any amount: there is no rate from GBP to USD for its days. Ops can enter one.',
  ])
})

test('a rate of the same pair and day takes the place of the one before; deleted it is gone', async () => {
  const body = { date: '2026-03-01', from: 'EUR', to: 'USD', rate: '1.1' }
  const first = await ops().rates.enter({ body })
  expect(await ops().rates.enter({ body: { ...body, rate: '10' } })).toEqual({ ...first, rate: '10' })
  expect((await ops().rates.list()).items).toEqual([
    { id: first.id, date: '2026-03-01', from: 'EUR', to: 'USD', rate: '10' },
  ])
  await ops().rates.remove({ params: { id: first.id } })
  expect((await ops().rates.list()).total).toBe(0)
  expect(await refusal(ops().rates.remove({ params: { id: first.id } }))).toMatchObject({ code: 'not_found' })
})

test('a file is taken whole or not at all, and every fault is told with its line', async () => {
  const file = csv('2026-03-01,EUR,USD,1.1', '2026-02-30,EUR,USD,1', '2026-03-01,eur,XXQ,1,1', '2026-03-01,EUR,EUR,0')
  const { faults } = await refusal(ops().rates.upload({ file }))
  expect(faults?.map(({ message }) => message)).toEqual([
    'Line 3, date: Must be a day such as 2026-11-27.',
    'Line 4, to: Is not a currency that we know.',
    'Line 5, rate: Must be more than 0.',
    'Line 5, to: Must be another currency.',
  ])
  expect((await ops().rates.list()).total).toBe(0)
  expect((await refusal(ops().rates.upload({ file: 'day;rate\n1;2' }))).detail).toBe(
    'The first line must name the columns date, from, to and rate; it lacks date and from and to.',
  )
  expect(
    await refusal(ops().rates.upload({ file: csv(...Array<string>(25_000).fill('2026-03-01,EUR,USD,1')) })),
  ).toMatchObject({ status: 413 })
  expect(await ops().rates.upload({ file: csv('2026-03-01,eur,usd,1.1', '2026-03-02,EUR,USD,1.2') })).toEqual({
    lines: 2,
  })
})
