import { describe, expect, test } from 'vitest'
import { formatDecimal } from './primitives.js'

describe('formatDecimal', () => {
  test.each([
    ['12.5000', '12.50'],
    ['0.1250', '0.125'],
    ['7', '7.00'],
    ['0.0000', '0.00'],
    ['99999999999999.9999', '99999999999999.9999'],
    ['100', '100.00'],
  ])('%s -> %s', (column, text) => {
    expect(formatDecimal(column)).toBe(text)
  })
})
