import { parseTemplate, renderTemplate } from '@gokart/shared/macros'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerSafeTemplate, headerSafeUrl } from './header-safe.js'

describe('a URL made fit for a header', () => {
  it.each([
    ['https://adv.example/a?b=c#d', 'https://adv.example/a?b=c#d'],
    ['https://adv.example/Café?q=ü', 'https://adv.example/Caf%C3%A9?q=%C3%BC'],
    ['https://münchen.example:8443/ä', 'https://xn--mnchen-3ya.example:8443/%C3%A4'],
    ['https://user@bücher.example/', 'https://user@xn--bcher-kva.example/'],
    ['https://adv.example/a b', 'https://adv.example/a%20b'],
    ['https://adv.example/\r\nSet-Cookie: a=b', 'https://adv.example/%0D%0ASet-Cookie:%20a=b'],
    ['https://adv.example/%7Ba%7D#s1#?x=[y]|"z"', 'https://adv.example/%7Ba%7D#s1#?x=[y]|"z"'],
    ['myapp://öffnen/ä', 'myapp://%C3%B6ffnen/%C3%A4'],
    ['https://adv.example/\ud800', 'https://adv.example/%EF%BF%BD'],
  ])('%j becomes %j', (url, safe) => {
    expect(headerSafeUrl(url)).toBe(safe)
  })

  it('holds printable ASCII only, whatever it is made from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(headerSafeUrl(`https://adv.example/${text}`)).toMatch(/^https:\/\/adv\.example\/[\x21-\x7e]*$/)
      }),
    )
  })

  it('goes for every part of a template', () => {
    const template = headerSafeTemplate(parseTemplate('https://bücher.example/ä?a={gk_click_id}&ö={pub_sub_1} x'))
    expect(renderTemplate(template, { gk_click_id: 'id', pub_sub_1: 'é' })).toBe(
      'https://xn--bcher-kva.example/%C3%A4?a=id&%C3%B6=%C3%A9%20x',
    )
  })
})
