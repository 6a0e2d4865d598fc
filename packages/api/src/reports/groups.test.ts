import { createRow } from '@gokart/shared'
import { expect, it } from 'vitest'
import { createMerge, MAX_GROUPS } from './groups.js'

const oneClick = () => ({ ...createRow(), clicks: 1 })
const partsOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ key: [String(n), null], sums: oneClick() }))

it('takes as many groups as a report may have, and refuses the next one with what to do', () => {
  const merged = createMerge()
  merged.add(partsOf(MAX_GROUPS))
  // More of the same groups are no more groups.
  merged.add(partsOf(MAX_GROUPS))
  expect(merged.groups().groups.at(-1)).toEqual({ key: [String(MAX_GROUPS - 1), null], sums: { clicks: 2 } })
  expect(() => merged.add([{ key: ['x', null], sums: oneClick() }])).toThrow(
    expect.objectContaining({ code: 'report_too_large', message: expect.stringContaining('shorter range') }),
  )
})

it('tells apart what only looks alike when it is put together', () => {
  const merged = createMerge()
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
  merged.add(keys.map((key) => ({ key, sums: oneClick() })))
  expect(merged.groups().groups.map(({ key }) => key)).toEqual(keys)
})

it('adds money of each currency by itself, exactly', () => {
  const merged = createMerge()
  const key = ['1']
  merged.add([
    { key, sums: { ...createRow(), success: 1, payout: { EUR: '0.1000', USD: '5.0000' } } },
    { key, sums: { ...createRow(), success: 2, payout: { EUR: '0.2000' } }, left: { GBP: '1.5000' } },
    { key, sums: { ...createRow(), pending: 1 }, left: { GBP: '2.5000' } },
  ])
  expect(merged.groups()).toEqual({
    groups: [{ key, sums: { success: 3, pending: 1, payout: { EUR: '0.3', USD: '5.0000' } } }],
    left: { GBP: '4' },
  })
})
