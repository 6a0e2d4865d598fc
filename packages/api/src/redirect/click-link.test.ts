import { describe, expect, it } from 'vitest'
import { isClickLink, parseClickLink } from './click-link.js'

describe('a click link', () => {
  it.each([
    ['/c/OFFER', 'OFFER', '', ''],
    ['/c/OFFER/PARTNER', 'OFFER', 'PARTNER', ''],
    ['/c/OFFER?a=b', 'OFFER', '', 'a=b'],
    ['/c/OFFER/PARTNER?a=b?c/d', 'OFFER', 'PARTNER', 'a=b?c/d'],
    ['/c/OFFER/', 'OFFER', '', ''],
    ['/c/OFFER/PARTNER/', 'OFFER', 'PARTNER', ''],
    ['/c/OFFER/PARTNER/more', 'OFFER', 'PARTNER/more', ''],
    ['/c/', '', '', ''],
    ['/c//evil.example', '', 'evil.example', ''],
    ['/c/?a', '', '', 'a'],
  ])('%s', (target, offerKey, partnerKey, query) => {
    expect(parseClickLink(target)).toEqual({ offerKey, partnerKey, query })
  })

  it('is told from everything else', () => {
    expect(['/c/x', '/c/'].map(isClickLink)).toEqual([true, true])
    expect(['/c', '/', '/cx/', '/api/c/', '//c/x', 'http://evil.example/c/x', '*'].some(isClickLink)).toBe(false)
  })
})
