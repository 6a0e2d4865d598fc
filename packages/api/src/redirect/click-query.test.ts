import { CLICK_LIMITS } from '@gokart/shared'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePubs } from './click-query.js'
import { PUB_NAMES } from './click-record.js'

describe('the query of a click link', () => {
  it.each([
    ['nothing', '', {}],
    ['one value', 'pub_click_id=abc', { pub_click_id: 'abc' }],
    [
      'several values',
      'pub_click_id=a&pub_member_id=b&pub_session_id=c&pub_sub_15=d',
      { pub_click_id: 'a', pub_member_id: 'b', pub_session_id: 'c', pub_sub_15: 'd' },
    ],
    ['a repeated parameter: the first wins', 'pub_sub_1=a&pub_sub_1=b', { pub_sub_1: 'a' }],
    ['a repeated parameter: the first wins, also empty', 'pub_sub_1=&pub_sub_1=b', { pub_sub_1: '' }],
    ['other parameters', 'utm_source=x&sub1=y&pub_sub_16=z&pub_sub_0=w&PUB_SUB_1=v&pub_sub_1=a', { pub_sub_1: 'a' }],
    ['names of every object', '__proto__=a&constructor=b&toString=c&hasOwnProperty=d', {}],
    ['escapes and plus signs', 'pub_sub_1=a%20b+c%2Bd%26e%3Df', { pub_sub_1: 'a b c+d&e=f' }],
    ['escapes in a name', 'pub%5Fsub%5f1=a', { pub_sub_1: 'a' }],
    ['equals signs in a value', 'pub_sub_1=a=b==', { pub_sub_1: 'a=b==' }],
    ['no equals sign', 'pub_sub_1&pub_sub_2=b', { pub_sub_2: 'b' }],
    ['empty pairs', '&&pub_sub_1=a&&', { pub_sub_1: 'a' }],
    ['Unicode', 'pub_sub_1=%C3%BC%F0%9F%98%80', { pub_sub_1: 'ü😀' }],
    [
      'a broken escape stays text',
      'pub_sub_1=50%&pub_sub_2=%zz&pub_sub_3=%4&pub_sub_4=%C3%BC%',
      { pub_sub_1: '50%', pub_sub_2: '%zz', pub_sub_3: '%4', pub_sub_4: 'ü%' },
    ],
    ['bytes that are no UTF-8', 'pub_sub_1=a%FFb&pub_sub_2=%C3', { pub_sub_1: 'a\uFFFDb', pub_sub_2: '\uFFFD' }],
    ['half of a surrogate pair', 'pub_sub_1=%ED%A0%80', { pub_sub_1: '\uFFFD\uFFFD\uFFFD' }],
    [
      'NUL is taken out, line breaks are kept',
      'pub_sub_1=a%00b&pub_sub_2=a%0D%0Ab',
      { pub_sub_1: 'ab', pub_sub_2: 'a\r\nb' },
    ],
  ])('%s', (_, query, pubs) => {
    expect(parsePubs(query)).toEqual(pubs)
  })

  it('cuts a value at its limit, at a whole character', () => {
    expect(parsePubs(`pub_sub_1=${'a'.repeat(300)}`)).toEqual({ pub_sub_1: 'a'.repeat(CLICK_LIMITS.pub) })
    expect(parsePubs(`pub_sub_1=${'%F0%9F%98%80'.repeat(300)}`)).toEqual({ pub_sub_1: '😀'.repeat(CLICK_LIMITS.pub) })
    expect(parsePubs(`pub_sub_1=x${'%F0%9F%98%80'.repeat(300)}`)).toEqual({
      pub_sub_1: `x${'😀'.repeat(CLICK_LIMITS.pub - 1)}`,
    })
  })

  it('gives back every text that was sent, cut', () => {
    const values = fc.dictionary(fc.constantFrom(...PUB_NAMES), fc.string({ unit: 'binary', maxLength: 300 }))
    fc.assert(
      fc.property(values, (pubs) => {
        const expected = Object.entries(pubs).map(([name, value]) => [
          name,
          Array.from(value.replaceAll('\0', '')).slice(0, CLICK_LIMITS.pub).join(''),
        ])
        expect(parsePubs(new URLSearchParams(pubs).toString())).toEqual(Object.fromEntries(expected))
      }),
    )
  })

  it('never throws and never passes a limit, whatever comes', () => {
    const noise = fc.array(
      fc.constantFrom('pub_sub_1=', 'pub_click_id=', '%', '%C3', '%00', '&', '=', '+', '%uD800', 'é', '\ud800', 'x'),
    )
    fc.assert(
      fc.property(noise, (parts) => {
        for (const value of Object.values(parsePubs(parts.join('')))) {
          expect(Array.from(value).length).toBeLessThanOrEqual(CLICK_LIMITS.pub)
          expect(value).not.toMatch(/\0|\p{Surrogate}/u)
        }
      }),
    )
  })

  it('takes a megabyte of anything (a quadratic parser would pass the time limit)', () => {
    for (const text of ['&', '=', '%', '%41', 'pub_sub_1=', 'pub_sub_1=%', '+', 'a']) {
      expect(() => parsePubs(text.repeat(1_000_000 / text.length))).not.toThrow()
    }
  })
})
