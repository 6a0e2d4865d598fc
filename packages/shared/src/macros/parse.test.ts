import { describe, expect, it } from 'vitest'
import { parseTemplate } from './parse.js'

describe('where a macro stands', () => {
  it.each([
    ['query value', 'https://x.example/?c={gk_click_id}', 1, false],
    ['query name', 'https://x.example/?{gk_click_id}=1', 1, false],
    ['fragment', 'https://x.example/#c={gk_click_id}', 1, false],
    ['route in a fragment', 'https://x.example/#/{gk_click_id}', 1, false],
    ['whole path segment', 'https://x.example/a/{gk_click_id}/b', 1, true],
    ['last path segment before a query', 'https://x.example/{gk_click_id}?a=1', 1, true],
    ['segment of macros only', 'https://x.example/{country}{gk_click_id}/b', 1, true],
    ['part of a path segment', 'https://x.example/id-{gk_click_id}', 1, false],
    ['segment behind a backslash', 'https://x.example/a\\{gk_click_id}\\b', 1, true],
    ['raw URL as a value', 'https://x.example/?u=https://y.example/?c={gk_click_id}', 1, false],
    ['text with an encoded slash', 'https://x.example/?t=A%2FB%20{gk_click_id}', 1, false],
    ['value after encoded Base64', 'https://x.example/?t=YWI%3D%3D{gk_click_id}', 1, false],
    ['encoded URL', 'https://x.example/?u=https%3A%2F%2Fy.example%2F%3Fc%3D{gk_click_id}', 2, false],
    ['lower-case escapes', 'https://x.example/?u=https%3a%2f%2fy.example%2f%3fc%3d{gk_click_id}', 2, false],
    ['encoded but for its slashes', 'https://x.example/?u=https%3A//y.example/%3Fc%3D{gk_click_id}', 2, false],
    ['encoded app link', 'https://x.example/?u=myapp%3A%2F%2Fopen%3Fc%3D{gk_click_id}', 2, false],
    ['encoded URL in the path', 'https://x.example/r/https%3A%2F%2Fy.example%2F%3Fc%3D{gk_click_id}/z', 2, false],
    ['encoded URL in the fragment', 'https://x.example/#u=https%3A%2F%2Fy.example%2F%3Fc%3D{gk_click_id}', 2, false],
    ['path of an encoded URL', 'https://x.example/?u=https%3A%2F%2Fy.example%2F{gk_click_id}%2Fz', 2, true],
    ['encoded query string', 'market://details?id=a&referrer=utm_source%3Dgk%26c%3D{gk_click_id}', 2, false],
    [
      'second macro of an encoded URL',
      'https://x.example/?u=https%3A%2F%2Fy.example%3Fa%3Db%26c%3D{gk_click_id}',
      2,
      false,
    ],
    [
      'encoded URL in an encoded URL',
      'https://x.example/?u=https%3A%2F%2Fy.example%2F%3Fv%3Dhttps%253A%252F%252Fz.example%252F%253Fc%253D{gk_click_id}',
      3,
      false,
    ],
    [
      'encoded URL in a raw URL',
      'https://x.example/?u=https://y.example/?v=https%3A%2F%2Fz.example%2F%3Fc%3D{gk_click_id}',
      2,
      false,
    ],
  ])('%s', (_, link, depth, wholeSegment) => {
    const { slots, refused } = parseTemplate(link)
    const slot = slots.find(({ name }) => name === 'gk_click_id')
    expect(slot).toMatchObject({ depth, wholeSegment, start: link.indexOf('{gk_click_id}') })
    expect(refused).toEqual([])
  })
})

describe('a macro where no value is safe', () => {
  it.each([
    ['scheme', '{os}://x.example/'],
    ['scheme', 'ht{os}tp://x.example/'],
    ['host', 'https://{os}.x.example/'],
    ['host', 'https://{os}'],
    ['host', 'https://x.example:{os}/'],
    ['host', 'https://me:{os}@x.example/'],
    ['host', 'https:/{os}/path'],
    ['host', 'https:\\\\{os}\\path'],
    ['host', 'HTTPS:///{os}/path'],
    ['host', 'myapp://{os}'],
    ['host', '//{os}/path'],
    ['host', '{os}'],
    ['escape', 'https://x.example/?a=%{os}'],
    ['escape', 'https://x.example/?a=%2{os}'],
    ['escape', 'https://x.example/?u=https%3A%2F%2Fy.example%2F%3Fc%3D%252{os}'],
    ['dots', 'https://x.example/.{os}/a'],
    ['dots', 'https://x.example/a/.{os}.?b'],
    ['dots', 'https://x.example/a/%2E{os}'],
  ])('%s: %s', (place, link) => {
    const template = parseTemplate(link)
    expect(template.refused).toEqual([{ name: 'os', start: link.indexOf('{os}'), place }])
    expect(template).toMatchObject({ before: link, slots: [] })
  })

  it('does not spoil the others', () => {
    const { slots, refused } = parseTemplate('https://{os}.x.example/{country}?c={gk_click_id}')
    expect(slots.map(({ name }) => name)).toEqual(['country', 'gk_click_id'])
    expect(refused).toHaveLength(1)
  })
})

describe('text', () => {
  it.each([
    ['unknown name', 'https://x.example/?a={sub1}'],
    ['other case', 'https://x.example/?a={GK_CLICK_ID}'],
    ['name of an Object method', 'https://x.example/?a={constructor}{toString}'],
    ['encoded braces', 'https://x.example/?a=%7Bgk_click_id%7D'],
    ['open braces', 'https://x.example/?a={gk_click_id'],
    ['nothing', ''],
  ])('%s stays', (_, link) => {
    expect(parseTemplate(link)).toEqual({ before: link, slots: [], refused: [] })
  })

  it('keeps what is between the macros', () => {
    const { before, slots } = parseTemplate('https://x.example/?a={os}&b={x}&c={{gk_click_id}}#end')
    expect(before).toBe('https://x.example/?a=')
    expect(slots.map(({ after }) => after)).toEqual(['&b={x}&c={', '}#end'])
  })
})
