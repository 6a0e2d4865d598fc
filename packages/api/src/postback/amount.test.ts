import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAmount } from './amount.js'
import { price } from './price.js'

describe('an amount', () => {
  it.each([
    ['49.90', '49.9'],
    ['49', '49'],
    ['0', '0'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['0049.9000', '49.9'],
    ['999999999999.9999', '999999999999.9999'],
  ])('is read: %s', (text, value) => {
    expect(readAmount(text)).toEqual({ ok: true, value })
  })

  it.each([
    ['1,234.50', '1234.5'],
    ['1.234,50', '1234.5'],
    ['1,234,567', '1234567'],
    ['1.234.567', '1234567'],
    ["1'234.50", '1234.5'],
    ['1 234,50', '1234.5'],
    ['49,90', '49.9'],
    ['49,9', '49.9'],
    ['0,125', '0.125'],
    ['1234,567', '1234.567'],
    ['49.90009', '49.9001'],
    ['0.00005', '0.0001'],
    ['49.900000000000006', '49.9'],
  ])('has one reading and is read with a note: %s', (text, value) => {
    expect(readAmount(text)).toMatchObject({ ok: true, value, note: expect.stringContaining(value) })
  })

  it.each([
    ['abc', /not a number/],
    ['1,234', /1234 and as 1.234/],
    ['-5', /negative/],
    ['-5.00', /negative/],
    ['1e3', /scientific/],
    ['$49.90', /more than a number/],
    ['49.90 USD', /more than a number/],
    ['1.2.3', /not a number/],
    ['12,34,56', /not a number/],
    ['1,23.4', /not a number/],
    ['.', /not a number/],
    ['Infinity', /not a number/],
    ['0x10', /not a number/],
    ['٤٩', /not a number/],
    ['{amount}', /still a macro/],
    ['1000000000000', /too large/],
    ['999999999999.99999', /too large/],
  ])('is refused: %s', (text, message) => {
    const read = readAmount(text)
    expect(read.ok).toBe(false)
    expect(!read.ok && read.message).toMatch(message)
  })

  it.each(['x', '.', ',', ' 1', '.1.'])('of 60,000 digits and %j takes no time and is not sent back whole', (end) => {
    const before = performance.now()
    const read = readAmount('1'.repeat(60_000) + end)
    expect(performance.now() - before).toBeLessThan(100)
    expect(read).toMatchObject({ ok: false, message: expect.stringContaining('characters') })
    expect(JSON.stringify(read).length).toBeLessThan(500)
  })

  it('gives every plain decimal back as it is', () => {
    const decimal = fc.tuple(fc.nat(999_999), fc.nat(9999)).map(([whole, part]) => ({ whole, part }))
    fc.assert(
      fc.property(decimal, ({ whole, part }) => {
        const text = `${whole}.${String(part).padStart(4, '0')}`
        const read = readAmount(text)
        expect(read.ok && Number(read.value)).toBe(Number(text))
      }),
    )
  })

  it('never throws, and never comes out as anything but a plain decimal', () => {
    const hostile = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0123456789.,-+e $'") }))
    fc.assert(
      fc.property(hostile, (text) => {
        const read = readAmount(text)
        expect(read.ok ? read.value : '0').toMatch(/^\d{1,12}(\.\d{1,4})?$/)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the price of a conversion', () => {
  const flat = { payoutType: 'flat', payout: '12.5000' } as const
  const share = { payoutType: 'percent', payout: '12.5' } as const

  it('is the flat payout, with the amount beside it', () => {
    expect(price(flat, 'USD', { amount: '49.90', currency: undefined })).toEqual({
      ok: true,
      amount: '49.9',
      revenue: '12.5000',
      currency: 'USD',
      notes: [],
    })
  })

  it('keeps an amount of zero', () => {
    expect(price(flat, 'USD', { amount: '0', currency: undefined })).toMatchObject({ amount: '0' })
  })

  it('never puts an amount of another currency beside a flat payout', () => {
    const priced = price(flat, 'USD', { amount: '49.90', currency: 'EUR' })
    expect(priced).toMatchObject({ ok: true, amount: null, revenue: '12.5000', currency: 'USD' })
    expect(priced.ok && priced.notes[0]).toMatch(/49.9 EUR was sent, and the payout is in USD/)
  })

  it.each([
    ['100', '12.5'],
    ['49.90', '6.2375'],
    ['0.0001', '0'],
    ['0.0004', '0.0001'],
    ['33.3333', '4.1667'],
    ['999999999999.9999', '125000000000'],
  ])('is the share of %s, half up at four decimals', (amount, revenue) => {
    expect(price(share, 'USD', { amount, currency: undefined })).toMatchObject({ ok: true, revenue, currency: 'USD' })
  })

  it('is a share in the currency of the amount', () => {
    const priced = price(share, 'USD', { amount: '100', currency: 'eur' })
    expect(priced).toMatchObject({ ok: true, amount: '100', revenue: '12.5', currency: 'EUR' })
    expect(priced.ok && priced.notes[0]).toMatch(/revenue is in EUR/)
  })

  it('needs an amount for a share', () => {
    expect(price(share, 'USD', { amount: undefined, currency: undefined })).toMatchObject({ ok: false })
    expect(price(flat, 'USD', { amount: undefined, currency: undefined })).toMatchObject({ ok: true, amount: null })
  })

  it.each(['XXQ', 'US', 'dollar', '$', '840'])('refuses %s as a currency', (currency) => {
    expect(price(flat, 'USD', { amount: '1', currency })).toMatchObject({
      ok: false,
      message: expect.stringContaining(currency),
    })
  })
})
