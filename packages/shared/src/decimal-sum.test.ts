import { Big } from 'big.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDecimalSum } from './decimal-sum.js'

const sumOf = (decimals: readonly string[]): string => {
  const sum = createDecimalSum()
  for (const decimal of decimals) sum.add(decimal)
  return sum.text()
}

const decimal = (max: bigint) =>
  fc
    .tuple(fc.bigInt({ min: -max, max }), fc.integer({ min: 0, max: 14 }))
    .map(([digits, places]) => new Big(String(digits)).div(new Big(10).pow(places)).round(14).toFixed())

describe('a sum of decimals', () => {
  it.each([
    [[], '0'],
    [['12.5000'], '12.5'],
    [['0.1', '0.2'], '0.3'],
    [['-3', '1.0001'], '-1.9999'],
    [['900719925474.0991', '0.0001'], '900719925474.0992'],
    [['757219681043.883'], '757219681043.883'],
    [Array.from({ length: 11 }, () => '99999999999.9999'), '1099999999999.9989'],
    [['999999999999999999.9999', '0.0001'], '1000000000000000000'],
    [['1.00000000000001', '-1'], '0.00000000000001'],
    [['12345678901234', '0.00005'], '12345678901234.00005'],
  ])('of %j is %s', (decimals, sum) => expect(sumOf(decimals)).toBe(sum))

  it('is what Big makes of it, whatever the amounts are', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(decimal(10n ** 6n), decimal(10n ** 15n), decimal(10n ** 22n))), (decimals) => {
        expect(sumOf(decimals)).toBe(decimals.reduce((sum, one) => sum.plus(one), new Big(0)).toFixed())
      }),
      { numRuns: 2_000 },
    )
  })
})
