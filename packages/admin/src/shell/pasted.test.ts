import { expect, it } from 'vitest'
import { isPostback } from './pasted'

it.each([
  ['https://go.example/postback?gk_click_id=#s2#', true],
  ['/postback?x=1', true],
  ['gk_click_id=1&cnv_amount=5', true],
  ["curl -d gk_click_id=1 'https://go.example/postback'", true],
  ['https://go.example/c/KEY?gk=1', false],
  ['postback', false],
  ['efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32', false],
])('%s: %s', (text, yes) => expect(isPostback(text)).toBe(yes))
