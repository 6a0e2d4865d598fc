import { expect, it } from 'vitest'
import { compareRates } from './figures.js'

const rates = (...perSecond: number[]) =>
  perSecond.map((rate) => ({ perSecond: rate, answered: 1, appCpu: 2, databaseCpu: 1 }))

it('takes the ratio of each round, so that a slow minute does not stand beside a quick one', () => {
  // The machine is half as fast from the second round on; the medians of the rates are 60 and 80.
  const figure = compareRates('clicks', rates(100, 60, 50), rates(200, 80, 70), 0.7)
  expect(figure).toEqual({
    what: 'clicks',
    measured: '60/s',
    floor: '80/s',
    ratio: '0.71',
    bar: '≥ 0.70 reached',
    cpu: '2 + 1',
  })
})
