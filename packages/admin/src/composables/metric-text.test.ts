import { describe, expect, test } from 'vitest'
import { currenciesOf, metricLines, numberOf } from './metric-text'
import { createFormat } from './useFormat'

const en = createFormat('en-US', 'UTC')
const eur = (amount: string) => ({ currency: 'EUR', amount })
const usd = (amount: string) => ({ currency: 'USD', amount })

describe('metricLines', () => {
  test.each([
    ['clicks', 1234567, '1,234,567'],
    ['clicks', 0, '0'],
    ['cr', '0.0213', '2.13%'],
    ['cr', null, '–'],
    ['clicks', undefined, '–'],
    ['revenue', [], '–'],
    ['epc', [usd('0.01234567')], '$0.0123'],
    ['epc', [usd('2')], '$2.0000'],
  ] as const)('%s %j reads %s', (metric, value, text) => {
    expect(metricLines(metric, value && typeof value === 'object' ? [...value] : value, en)).toEqual([
      expect.objectContaining({ text }),
    ])
  })

  test('money is exact, a line for each currency', () => {
    const lines = metricLines('revenue', [eur('123456789012.3456'), usd('0.10')], en)
    expect(lines.map(({ text }) => text)).toEqual(['€123,456,789,012.3456', '$0.10'])
  })

  test.each([
    [150, 100, 0.5],
    [50, 100, -0.5],
    [5, 0, 'new'],
    [0, 0, 0],
    [7, null, undefined],
  ])('%j after %j is a change of %j', (now, before, change) => {
    expect(metricLines('clicks', now, en, before)[0]?.change).toBe(change)
  })

  test('a currency is compared with itself; one that has gone fell to nothing', () => {
    const lines = metricLines('revenue', [usd('30')], en, [usd('20'), eur('5')])
    expect(lines).toEqual([
      { text: '$30.00', currency: 'USD', change: 0.5, before: '$20.00' },
      { text: '€0.00', currency: 'EUR', change: -1, before: '€5.00' },
    ])
  })
})

test('numbers to draw are those of one currency', () => {
  expect(numberOf([usd('1.5'), eur('2')], 'EUR')).toBe(2)
  expect(numberOf([usd('1.5')], 'EUR')).toBe(0)
  expect(numberOf('0.5')).toBe(0.5)
  expect(numberOf(null)).toBeUndefined()
  expect(currenciesOf([usd('1'), eur('2')])).toEqual(['USD', 'EUR'])
  expect(currenciesOf(3)).toEqual([])
})
