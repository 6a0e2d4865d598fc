import { parseTemplate, renderTemplate } from '@gokart/shared/macros'
import { describe, expect, it } from 'vitest'
import { createSharing } from './sharing.js'

const link = (host: string, more = '') =>
  parseTemplate(`https://${host}.example/?a={gk_click_id}&b={pub_sub_1}&c=${more}{os}`)

describe('templates of many links', () => {
  it('have one of each slot that is equal, wherever it stands in its link', () => {
    const sharing = createSharing([])
    const [one, other] = [sharing.template(link('a')), sharing.template(link('longer', 'x'))]
    expect(other.slots[0]).toBe(one.slots[0])
    expect(other.slots[1]).not.toBe(one.slots[1])
    expect(other.slots[2]).toBe(one.slots[2])
  })

  it('tell slots apart that encode otherwise, or stand for something else', () => {
    const links = [
      'https://a.example/{os}',
      'https://a.example/?u=https%3A%2F%2Fb.example%2F{os}',
      'https://a.example/?{os}',
    ]
    const sharing = createSharing([])
    const slots = [...links, 'https://a.example/?{browser}'].map(
      (text) => sharing.template(parseTemplate(text)).slots[0],
    )
    expect(new Set(slots).size).toBe(4)
  })

  it('share with those that are known from before', () => {
    const before = createSharing([]).template(link('a'))
    const after = createSharing([before]).template(link('b'))
    expect(after.slots).toEqual(before.slots)
    after.slots.forEach((slot, index) => expect(slot).toBe(before.slots[index]))
  })

  it('render as they did', () => {
    const values = { gk_click_id: 'id', pub_sub_1: 'ä &', os: 'Android' }
    for (const template of [link('a'), link('b', '%20'), parseTemplate(''), parseTemplate('https://a.example/')]) {
      expect(renderTemplate(createSharing([]).template(template), values)).toBe(renderTemplate(template, values))
    }
  })
})
