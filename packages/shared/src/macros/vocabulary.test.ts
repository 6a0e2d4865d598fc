import { describe, expect, it } from 'vitest'
import { nearestMacro } from './nearest.js'
import { isMacroName, MACRO_NAMES, MACROS } from './vocabulary.js'

describe('the vocabulary', () => {
  it('has the macros of the specification', () => {
    expect(MACRO_NAMES.join(' ')).toBe(
      'gk_click_id gk_offer_id gk_offer_name gk_advertiser_id gk_partner_id gk_timestamp ' +
        'pub_click_id pub_member_id pub_session_id pub_sub_1 pub_sub_2 pub_sub_3 pub_sub_4 pub_sub_5 pub_sub_6 ' +
        'pub_sub_7 pub_sub_8 pub_sub_9 pub_sub_10 pub_sub_11 pub_sub_12 pub_sub_13 pub_sub_14 pub_sub_15 ' +
        'country device os browser ip user_agent referrer',
    )
  })

  it.each(MACRO_NAMES)('%s has a description and an example', (name) => {
    expect(MACROS[name].description).toMatch(/\w/)
    expect(MACROS[name].example).toMatch(/\w/)
    expect(isMacroName(name)).toBe(true)
  })

  it.each(['GK_CLICK_ID', 'sub1', '', 'constructor', '__proto__'])('%j is no macro', (name) => {
    expect(isMacroName(name)).toBe(false)
  })
})

describe('nearestMacro', () => {
  it.each([
    ['gk_click_id', 'gk_click_id'],
    ['GK_CLICK_ID', 'gk_click_id'],
    ['gk-click-id', 'gk_click_id'],
    ['gkClickId', 'gk_click_id'],
    ['clickid', 'gk_click_id'],
    ['gk_clcik_id', 'gk_click_id'],
    ['pub_clickid', 'pub_click_id'],
    ['sub1', 'pub_sub_1'],
    ['sub_12', 'pub_sub_12'],
    ['referer', 'referrer'],
    ['useragent', 'user_agent'],
    ['Country', 'country'],
    ['timestamp', 'gk_timestamp'],
  ])('%s: %s', (name, nearest) => {
    expect(nearestMacro(name)).toBe(nearest)
  })

  it.each(['', '___', 'payout', 'sub', 'sub16', 'pub_sub_16', 'device_id', 'city', 's1', 'x'.repeat(10_000)])(
    '%.20j: none',
    (name) => {
      expect(nearestMacro(name)).toBeUndefined()
    },
  )
})
