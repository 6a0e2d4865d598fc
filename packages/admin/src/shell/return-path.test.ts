import { describe, expect, it } from 'vitest'
import { safeReturnPath } from './return-path'

describe('safeReturnPath', () => {
  it.each([
    ['/offers?page=2#top', '/offers?page=2#top'],
    ['/clicks/0199', '/clicks/0199'],
    ['/', '/'],
  ])('keeps %s', (wanted, path) => expect(safeReturnPath(wanted)).toBe(path))

  it.each([
    ['https://evil.example/'],
    ['//evil.example'],
    ['/\\evil.example'],
    ['/\t/evil.example'],
    ['/..//evil.example'],
    ['/.//evil.example'],
    ['javascript:alert(1)'],
    ['offers'],
    ['/sign-in?next=/offers'],
    [''],
    [undefined],
    [['/offers', '/users']],
  ])('turns %s into home', (wanted) => expect(safeReturnPath(wanted)).toBe('/'))
})
