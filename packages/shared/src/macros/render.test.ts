import { describe, expect, it } from 'vitest'
import { parseTemplate } from './parse.js'
import { type MacroValues, renderTemplate } from './render.js'

const render = (link: string, values: MacroValues) => renderTemplate(parseTemplate(link), values)

describe('renderTemplate', () => {
  it('renders the example of the product byte for byte', () => {
    const destination = render('https://google.com?click_id={gk_click_id}', {
      gk_click_id: 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32',
    })
    expect(destination).toBe('https://google.com?click_id=efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32')
  })

  it.each([
    ['reserved characters', '& # % + = ? / { }', '%26%20%23%20%25%20%2B%20%3D%20%3F%20%2F%20%7B%20%7D'],
    ['line breaks', 'a\r\nLocation: b', 'a%0D%0ALocation%3A%20b'],
    ['what encodeURIComponent leaves', "!'()*", '%21%27%28%29%2A'],
    ['unreserved characters', 'aZ09-._~', 'aZ09-._~'],
    ['beyond ASCII', 'Größe 😀', 'Gr%C3%B6%C3%9Fe%20%F0%9F%98%80'],
    ['a lone surrogate', 'a\uD83Db\uDE00', 'a%EF%BF%BDb%EF%BF%BD'],
    ['a macro as a value', '{gk_click_id}', '%7Bgk_click_id%7D'],
  ])('encodes %s', (_, value, encoded) => {
    expect(render('https://x.example/?a={pub_sub_1}&b=1', { pub_sub_1: value })).toBe(
      `https://x.example/?a=${encoded}&b=1`,
    )
  })

  it('encodes once more for each URL around', () => {
    const values = { pub_sub_1: 'a&b' }
    expect(render('https://x.example/?u=https%3A%2F%2Fy.example%3Fc%3D{pub_sub_1}', values)).toContain('%3Da%2526b')
    expect(render('https://x.example/?u=y%3A%2F%2Fz%3Fv%3Dy%253A%252F%252Fz%253Fc%253D{pub_sub_1}', values)).toContain(
      '%253Da%252526b',
    )
  })

  it('renders a missing value as nothing and leaves unknown names', () => {
    expect(render('https://x.example/?a={pub_sub_1}&b={sub1}&c={pub_sub_2}', { pub_sub_2: undefined })).toBe(
      'https://x.example/?a=&b={sub1}&c=',
    )
  })

  it('never puts a value into the host', () => {
    expect(render('https://{pub_sub_1}/{pub_sub_1}', { pub_sub_1: 'evil.example' })).toBe(
      'https://{pub_sub_1}/evil.example',
    )
  })
})

describe('dots in the path', () => {
  it.each([
    ['/{pub_sub_1}/end', '.', '/%252E/end'],
    ['/{pub_sub_1}/end', '..', '/%252E%252E/end'],
    ['/{pub_sub_1}/end', '...', '/.../end'],
    ['/{pub_sub_1}/end', '%2e', '/%252e/end'],
    ['/{pub_sub_1}/end', '.a', '/.a/end'],
    ['/{pub_sub_1}{pub_sub_1}/end', '.', '/%252E%252E/end'],
    ['/v{pub_sub_1}/end', '..', '/v../end'],
    ['/?a={pub_sub_1}', '..', '/?a=..'],
    ['/?u=y%3A%2F%2Fz%2F{pub_sub_1}', '..', '/?u=y%3A%2F%2Fz%2F%25252E%25252E'],
  ])('%s with %s', (path, value, expected) => {
    const destination = render('https://x.example/base' + path, { pub_sub_1: value })
    expect(destination).toBe('https://x.example/base' + expected)
    expect(new URL(destination).href).toBe(destination)
  })
})
