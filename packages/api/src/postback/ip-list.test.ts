import { AdvertiserInput } from '@gokart/shared'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAllowed } from './ip-list.js'

describe('an address list', () => {
  it.each([
    [[], '192.0.2.1', true],
    [[], '', true],
    [['192.0.2.1'], '192.0.2.1', true],
    [['192.0.2.1'], '192.0.2.2', false],
    [['192.0.2.1'], '', false],
    [['192.0.2.1'], 'x', false],
    [['198.51.100.0/24', '192.0.2.1'], '198.51.100.255', true],
    [['198.51.100.77/24'], '198.51.100.1', true],
    [['198.51.100.0/24'], '198.51.101.0', false],
    [['0.0.0.0/0'], '203.0.113.9', true],
    [['0.0.0.0/0'], '2001:db8::1', false],
    [['2001:db8::/32'], '2001:db8:ffff::1', true],
    [['2001:DB8::1'], '2001:db8::1', true],
    [['2001:db8::/32'], '2001:db9::1', false],
    [['::/0'], '192.0.2.1', false],
    [['::ffff:192.0.2.0/120'], '192.0.2.9', true],
    [['192.0.2.0/24'], '::ffff:192.0.2.9', true],
  ])('%j has %s: %s', (list, ip, expected) => {
    expect(isAllowed(ip, list)).toBe(expected)
  })

  it('can be read whatever the contract lets through', () => {
    const texts = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4Extended(),
      fc.string(),
      fc.constantFrom('1.2.3.4/08', 'fe80::1%1'),
    )
    const ranges = fc
      .tuple(texts, fc.option(fc.integer({ min: -1, max: 130 })))
      .map(([ip, bits]) => `${ip}${bits === null ? '' : `/${bits}`}`)
    fc.assert(
      fc.property(ranges, fc.oneof(fc.ipV4(), fc.ipV6()), (range, ip) => {
        const input = AdvertiserInput.safeParse({ name: 'A', ipAllowList: [range] })
        if (!input.success) return
        expect(typeof isAllowed(ip, input.data.ipAllowList)).toBe('boolean')
        const [own = ''] = range.split('/')
        // An IPv4 address in IPv6 notation is the IPv4 address, and stands in no wide range of IPv6.
        if (!/:.*\./.test(own)) expect(isAllowed(own.trim(), input.data.ipAllowList)).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })
})
