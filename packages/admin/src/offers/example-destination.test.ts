import { MACRO_NAMES, MACROS, parseTemplate, renderTemplate } from '@gokart/shared/macros'
import { describe, expect, test } from 'vitest'
import { exampleDestination } from './example-destination'
import { linkMarks } from './link-marks'
import { startLink, undoInsertion, chooseTracker } from './tracking-link'

const LINKS = [
  '',
  'https://adv.example/',
  'https://google.com?click_id={gk_click_id}',
  'https://adv.example/{country}/{os}?a={gk_offer_name}&b={user_agent}#x={pub_sub_1}',
  'https://adv.example/?u=https%3A%2F%2Fx%2F%3Fc%3D{gk_offer_name}{country}',
  'https://{country}.example/?x={unknown}&y={gk_click_id}',
]
const examples = Object.fromEntries(MACRO_NAMES.map((name) => [name, MACROS[name].example]))

describe('exampleDestination', () => {
  test.each(LINKS)('reads as a click would render %j', (link) => {
    const text = exampleDestination(link).map((segment) => segment.text)
    expect(text.join('')).toBe(renderTemplate(parseTemplate(link), examples))
  })

  test('marks the values, encoded as deep as they stand', () => {
    const values = exampleDestination(LINKS[4]!).filter(({ kind }) => kind === 'ours')
    expect(values.map(({ text }) => text)).toEqual(['Summer%2520sale', 'DE'])
  })
})

describe('linkMarks', () => {
  test.each(LINKS)('joined, the pieces are %j', (link) => {
    expect(
      linkMarks(link, null)
        .map(({ text }) => text)
        .join(''),
    ).toBe(link)
  })

  test('marks macros, and what was added, apart', () => {
    const context = { postbackBase: 'https://go.example', usualTrackerId: null }
    const state = chooseTracker(startLink('https://a.example/?x={country}', null, null), 'everflow', context)
    expect(linkMarks(state.link, state.insertion)).toEqual([
      { text: 'https://a.example/?x=', macro: false, added: false },
      { text: '{country}', macro: true, added: false },
      { text: '&sub1=', macro: false, added: true },
      { text: '{gk_click_id}', macro: true, added: true },
    ])
    expect(linkMarks(undoInsertion(state).link, null)).toHaveLength(2)
  })
})
