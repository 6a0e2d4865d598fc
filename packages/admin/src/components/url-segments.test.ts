import { describe, expect, it } from 'vitest'
import { segmentsOf } from './url-segments'

const BASE = 'https://gokart.example/postback?gk_click_id='

describe('segmentsOf', () => {
  it.each([
    ['https://a.example/t?x={gk_click_id}&y={unknown}&z={pub_sub_1}', ['{gk_click_id}', '{pub_sub_1}'], 'ours'],
    [`${BASE}{sub1}&cnv_amount=\${AMOUNT}`, ['{sub1}', '${AMOUNT}'], 'tracker-macro'],
    [`${BASE}#s2#`, ['#s2#'], 'tracker-macro'],
    [`${BASE}(clickid)&cnv_event_id=First%20Trade`, ['First%20Trade'], 'ours'],
    [`${BASE}TOBEREPLACED`, ['TOBEREPLACED'], 'replace'],
    [`${BASE}{sub1}&token=tok_1`, ['tok_1'], 'secret'],
    ['https://a.example/?cb=https%3A%2F%2Fgokart.example', [], 'ours'],
  ])('%s', (url, texts, kind) => {
    const segments = segmentsOf(url)
    expect(segments.map(({ text }) => text).join('')).toBe(url)
    expect(segments.filter((one) => one.kind === kind).map(({ text }) => text)).toEqual(texts)
  })
})
