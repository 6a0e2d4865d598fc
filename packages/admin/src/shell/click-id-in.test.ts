import { describe, expect, it } from 'vitest'
import { clickIdIn } from './click-id-in'

const ID = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'
const OTHER = '0199c2f4-7a31-8005-92c4-00002af81d6e'

describe('clickIdIn', () => {
  it.each([
    [ID, ID],
    [`  ${ID.toUpperCase()}\n`, ID],
    [`https://gokart.example/postback?gk_click_id=${ID}`, ID],
    [`https://gokart.example/postback?cnv_conversion_id=${OTHER}&gk_click_id=${ID}`, ID],
    [`https://adv.example/t?sub=${ID}`, ID],
    [`${ID} ${OTHER}`, undefined],
    ['summer sale', undefined],
    [ID.slice(1), undefined],
  ])('%s', (text, found) => expect(clickIdIn(text)).toBe(found))
})
