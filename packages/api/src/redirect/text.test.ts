import { describe, expect, it } from 'vitest'
import { cut, headerText } from './text.js'

describe('cutting a text', () => {
  it.each([
    ['short enough', 'abc', 3, 'abc'],
    ['too long', 'abcd', 3, 'abc'],
    ['a pair of surrogates is one character', '😀😀😀', 2, '😀😀'],
    ['no pair is cut in two', 'ab😀', 3, 'ab😀'],
    ['NUL does not count', 'a\0b\0c', 3, 'abc'],
    ['half of a pair', 'a\ud800', 3, 'a\uFFFD'],
    ['half of a pair in a text that is too long', 'a\ud800bcd', 3, 'a\uFFFDb'],
  ])('%s', (_, text, limit, expected) => {
    expect(cut(text, limit)).toBe(expected)
  })
})

describe('the text of a header', () => {
  it.each([
    ['ASCII', 'Mozilla/5.0', 'Mozilla/5.0'],
    ['UTF-8', Buffer.from('Größe 😀').toString('latin1'), 'Größe 😀'],
    ['Latin-1', 'Gr\u00f6\u00dfe', 'Größe'],
    ['empty', '', undefined],
    ['missing', undefined, undefined],
  ])('%s', (_, value, expected) => {
    expect(headerText(value, 512)).toBe(expected)
  })

  it('is cut', () => {
    expect(headerText('é'.repeat(600), 512)).toBe('é'.repeat(512))
  })
})
