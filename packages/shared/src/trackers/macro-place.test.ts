import fc from 'fast-check'
import { expect, it } from 'vitest'
import { placeInLink } from './macro-place.js'

const MACRO = '{gk_click_id}'

it.each([
  ['https://t.example/?a=1&sub1={gk_click_id}&b=2', 'query', 'sub1'],
  ['https://t.example/?%24click={gk_click_id}', 'query', '$click'],
  ['https://t.example/?a=x-{gk_click_id}-y', 'query', 'a'],
  ['https://t.example/?{gk_click_id}', 'query', null],
  ['https://t.example/?a=1;b={gk_click_id}', 'query', 'b'],
  ['https://t.example/click/camref:x/pubref:{gk_click_id}/destination:y', 'path', 'pubref'],
  ['https://t.example/go/{gk_click_id}/next?x=1', 'path', null],
  ['https://t.example/?x=1#top-{gk_click_id}', 'fragment', null],
  ['https://t.example/#/offer?cid={gk_click_id}', 'fragment', 'cid'],
])('%s', (link, part, parameter) => {
  expect(placeInLink(link, link.indexOf(MACRO))).toEqual({ part, parameter })
})

it('takes any text and any position', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(100), (link, position) => {
      expect(['path', 'query', 'fragment']).toContain(placeInLink(link, position).part)
    }),
  )
})
