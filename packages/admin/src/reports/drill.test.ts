import { expect, test } from 'vitest'
import { narrowed, nextDimension, periodOf } from './drill'

const SPAN = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-28T00:00:00.000Z' }

test('a row is split by what people ask next and do not know yet', () => {
  const next = (dimensions: ('offer' | 'day' | 'partner')[], fixed: ('offer' | 'country')[] = [], isOps = false) =>
    nextDimension({ dimensions, fixed, isOps })
  expect(next(['day'])).toBe('offer')
  expect(next(['day'], [], true)).toBe('advertiser')
  expect(next(['offer'])).toBe('partner')
  expect(next(['partner'], ['offer'])).toBe('country')
  expect(next(['partner', 'day'], ['offer', 'country'])).toBe('hour')
})

test('a row is narrowed to all its values; a period is a range, cut by the one before', () => {
  const params = narrowed(
    ['offer', 'week', 'pub_sub_3'],
    { key: ['7', '2026-10-26T00:00:00.000Z', null] },
    { range: 'last30', country: 'DE', sort: '-clicks' },
    SPAN,
    'UTC',
  )
  expect(params).toMatchObject({
    offerId: '7',
    country: 'DE',
    sub: ['3:-'],
    range: '2026-11-01T00:00:00.000Z..2026-11-02T00:00:00.000Z',
    sort: undefined,
  })
})

test('without a period the range stays what it was', () => {
  expect(narrowed(['offer'], { key: ['7'] }, { range: 'last30' }, SPAN, 'UTC')['range']).toBe('last30')
})

test.each([
  ['day', 'America/New_York', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  ['week', 'Australia/Lord_Howe', '2026-09-27T13:30:00.000Z', '2026-10-04T13:00:00.000Z'],
  ['month', 'Asia/Kathmandu', '2026-10-31T18:15:00.000Z', '2026-11-30T18:15:00.000Z'],
  ['hour', 'Asia/Kathmandu', '2026-10-31T18:15:00.000Z', '2026-10-31T19:15:00.000Z'],
] as const)('a %s in %s ends where the next one begins', (grain, zone, from, to) => {
  expect(periodOf(from, grain, zone)).toEqual({ from, to })
})
