import { describe, expect, it } from 'vitest'
import { findTracker, OTHER_TRACKER, TRACKERS } from '../catalogue/index.js'
import { receive } from './receive.js'

const CLICK_ID = '0190b2f4-8c1a-8e3f-b8a1-81b4568e9f32'
const named = (id: string) => findTracker(id) ?? expect.fail(`no tracker ${id}`)

describe('a tracker reads its parameter', () => {
  it.each([
    ['everflow', 'https://t.example/A/B/?sub1=a+b%20c%26d&sub2=x', 'a b c&d'],
    ['everflow', 'https://t.example/A/B/?SUB1=x', 'x'],
    ['rakuten', 'https://click.linksynergy.com/fs-bin/click?U1=x', ''],
    ['tradedoubler', 'https://clk.tradedoubler.com/click?a(1)p(2)epi(x)', 'x'],
    ['partnerize', 'https://prf.hn/click/camref:1/pubref:x/destination:https://a.example/pubref:y', 'x'],
    ['kiwiwall', 'https://www.kiwiwall.com/wall/abc/x%2Fy?sub_id=z', 'x/y'],
    ['cake', 'https://t.example/?a=1&c=2#s2=x', ''],
    ['everflow', 'https://t.example/A/B/?sub1=a%ZZ%C3', 'a%ZZ\ufffd'],
  ])('%s: %s', (id, location, clickId) => {
    expect(receive(named(id), location)).toMatchObject({ clickId })
  })

  it.each([
    ['voluum', 'https://t.example/?cid=x', 'cid', { parameter: 'cid', clickId: 'x' }],
    ['other', 'https://t.example/?ref=x', 'ref', { parameter: 'ref', clickId: 'x' }],
    ['other', 'https://t.example/?__proto__=x', '__proto__', { parameter: '__proto__', clickId: 'x' }],
    ['other', 'https://t.example/?ref=x', undefined, { parameter: '', clickId: '' }],
    ['tune', 'https://t.example/?aff_sub3=x', 'aff_sub3', { parameter: 'aff_sub3', clickId: 'x' }],
    ['tune', 'https://t.example/?foo=x', 'foo', { parameter: 'aff_click_id', clickId: '' }],
  ])('%s: %s, set up for %s', (id, location, parameter, expected) => {
    expect(receive(named(id), location, parameter)).toMatchObject(expected)
  })
})

it('a tracker keeps the URL to call', () => {
  const callback = `https://go.example/postback?gk_click_id=${CLICK_ID}&cnv_amount={revenue}`
  const location = `https://app.adjust.com/abc?install_callback=${encodeURIComponent(callback)}`
  expect(receive(named('adjust'), location)).toMatchObject({ callback, clickId: CLICK_ID, losses: [] })
})

describe('a tracker loses', () => {
  it.each([
    ['what stands elsewhere', 'everflow', '?foo=x', 'foo', ['absent', '']],
    ['what is too long', 'cake', `?s2=${'x'.repeat(101)}`, undefined, ['cut', 'x'.repeat(100)]],
    ['what is too long for s1', 'cake', `?s1=${'x'.repeat(51)}`, 's1', ['cut', 'x'.repeat(50)]],
    ['dashes', 'rakuten', `?u1=${CLICK_ID}`, undefined, ['characters', CLICK_ID.replaceAll('-', '')]],
    ['GUIDs', 'linktrust', `?SID=a-${CLICK_ID}`, 'SID', ['removed', 'a-']],
  ])('%s', (_, id, query, parameter, expected) => {
    const { losses } = receive(named(id), `https://t.example/${query}`, parameter)
    expect(losses.map(({ why, kept }) => [why, kept])).toEqual([expected])
  })
})

describe('a tracker gives a visit an ID of its own', () => {
  it.each([...TRACKERS, OTHER_TRACKER].map((tracker) => [tracker.id, tracker] as const))('%s', (_, tracker) => {
    const links = Array.from({ length: 20 }, (__, index) => `https://t.example/?a=${index}`)
    const ids = links.map((link) => receive(tracker, link).ownId)
    for (const id of ids)
      expect(id).toMatch(new RegExp(tracker.clickIdFormat?.pattern ?? '^[0-9a-f]{12}4[0-9a-f]{19}$'))
    expect(new Set(ids).size).toBe(links.length)
    expect(receive(tracker, 'https://t.example/?a=0').ownId).toBe(ids[0])
  })
})
