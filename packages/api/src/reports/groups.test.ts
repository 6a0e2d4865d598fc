import { expect, it } from 'vitest'
import { createMerge, MAX_GROUPS, type Merge } from './groups.js'
import { addConversions } from './reading.js'

const addOne = (merge: Merge, key: (string | null)[]) => {
  const row = merge.rowOf(key)
  row.clicks = (row.clicks ?? 0) + 1
}

it('takes as many groups as a report may have, and refuses the next one with what to do', () => {
  const merge = createMerge()
  // More of the same groups are no more groups.
  for (let time = 0; time < 2; time++) for (let n = 0; n < MAX_GROUPS; n++) addOne(merge, [String(n), null])
  expect(merge.groups().groups.at(-1)).toEqual({ key: [String(MAX_GROUPS - 1), null], sums: { clicks: 2 } })
  expect(() => addOne(merge, ['x', null])).toThrow(
    expect.objectContaining({ code: 'report_too_large', message: expect.stringContaining('shorter range') }),
  )
})

it('tells apart what only looks alike when it is put together', () => {
  const merge = createMerge()
  const keys = [
    [null, 'a'],
    ['-', 'a'],
    ['a', null],
    ['1:a', null],
    ['a', '-'],
    ['', 'a'],
    ['ab', 'c'],
    ['a', 'bc'],
  ]
  for (const key of keys) addOne(merge, key)
  expect(merge.groups().groups.map(({ key }) => key)).toEqual(keys)
})

const NOTHING = { pending: 0, success: 0, rejected: 0 }
const NO_MONEY = { pending_revenue: '0.0000', success_revenue: '0.0000', rejected_revenue: '0.0000' }

it('adds money of each currency by itself, exactly', () => {
  const merge = createMerge()
  const add = (currency: string, success: number, success_revenue: string) =>
    addConversions(
      merge,
      ['1'],
      { ...NOTHING, ...NO_MONEY, currency, success, success_revenue },
      { rates: undefined, stretch: 0 },
    )
  add('EUR', 1, '0.1000')
  add('USD', 1, '5.0000')
  add('EUR', 2, '0.2000')
  expect(merge.groups()).toEqual({
    groups: [{ key: ['1'], sums: { success: 4, payout: { EUR: '0.3', USD: '5.0000' } } }],
    left: {},
  })
})

it('adds up what could not be converted, and makes no group of what was taken back', () => {
  const merge = createMerge()
  const rates = { currency: 'USD', of: new Map(), changes: [] }
  const add = (row: object) =>
    addConversions(merge, ['1'], { ...NOTHING, ...NO_MONEY, currency: 'GBP', ...row }, { rates, stretch: 0 })
  add({})
  expect(merge.groups().groups).toEqual([])
  add({ pending: 1, pending_revenue: '1.5000' })
  add({ success: 1, success_revenue: '2.5000' })
  expect(merge.groups()).toEqual({
    groups: [{ key: ['1'], sums: { pending: 1, success: 1, pending_revenue: {}, payout: {} } }],
    left: { GBP: '4' },
  })
})
