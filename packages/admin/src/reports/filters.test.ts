import { expect, test } from 'vitest'
import { filterSet, filtersOf, filterTaken, typedValue } from './filters'

test('filters of a URL, those of sub IDs each by itself', () => {
  const params = { offerId: '3', sub: ['3:a:b', '12:-', '4:\\-'], partnerId: '-', metrics: 'clicks' }
  expect(filtersOf(params)).toEqual([
    { dimension: 'offer', value: '3' },
    { dimension: 'partner', value: null },
    { dimension: 'pub_sub_3', value: 'a:b' },
    { dimension: 'pub_sub_4', value: '-' },
    { dimension: 'pub_sub_12', value: null },
  ])
})

test('a sub ID is set and taken away without the others', () => {
  expect(filterSet({ sub: '3:a' }, 'pub_sub_1', 'x')).toEqual({ sub: ['3:a', '1:x'] })
  expect(filterSet({ sub: ['3:a', '1:x'] }, 'pub_sub_3', 'b')).toEqual({ sub: ['1:x', '3:b'] })
  expect(filterSet({ sub: '3:a' }, 'country', null)).toEqual({ country: '-' })
  expect(filterTaken({ sub: ['3:a', '13:b'] }, 'pub_sub_3')).toEqual({ sub: ['13:b'] })
  expect(filterTaken({ sub: ['3:a'] }, 'pub_sub_3')).toEqual({ sub: undefined })
  expect(filterTaken({ country: 'DE' }, 'country')).toEqual({ country: undefined })
})

test('a dash is no value', () => {
  expect([typedValue('-'), typedValue('a')]).toEqual([null, 'a'])
})
