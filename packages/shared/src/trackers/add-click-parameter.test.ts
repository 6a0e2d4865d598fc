import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addClickParameter, type ClickParameterOptions } from './add-click-parameter.js'
import { findTracker, OTHER_TRACKER, TRACKERS } from './catalogue/index.js'
import { clickParameterOf } from './click-macro.js'
import type { Tracker } from './tracker.js'

const BASE = 'https://api.getgokart.ai'
const tracker = (id: string): Tracker => findTracker(id) ?? expect.fail(`no tracker ${id}`)
const add = (link: string, id = 'everflow', options: ClickParameterOptions = {}) =>
  addClickParameter(link, tracker(id), { postbackBase: BASE, ...options })

describe('a new query parameter', () => {
  it.each([
    ['no query', 'https://x.example', 'https://x.example?sub1={gk_click_id}'],
    ['a path', 'https://x.example/a', 'https://x.example/a?sub1={gk_click_id}'],
    ['a query', 'https://x.example/?a=1', 'https://x.example/?a=1&sub1={gk_click_id}'],
    ['a trailing ?', 'https://x.example/?', 'https://x.example/?sub1={gk_click_id}'],
    ['a trailing &', 'https://x.example/?a=1&', 'https://x.example/?a=1&sub1={gk_click_id}'],
    ['only &', 'https://x.example/?&', 'https://x.example/?&sub1={gk_click_id}'],
    ['two ?', 'https://x.example/?a=1?b=2', 'https://x.example/?a=1?b=2&sub1={gk_click_id}'],
    ['a fragment', 'https://x.example/?a=1#top', 'https://x.example/?a=1&sub1={gk_click_id}#top'],
    ['a fragment, no query', 'https://x.example/#top', 'https://x.example/?sub1={gk_click_id}#top'],
    ['an empty fragment', 'https://x.example/#', 'https://x.example/?sub1={gk_click_id}#'],
    ['a ? in the fragment', 'https://x.example/#top?y', 'https://x.example/?sub1={gk_click_id}#top?y'],
    ['semicolons', 'https://x.example/?a=1;b=2', 'https://x.example/?a=1;b=2;sub1={gk_click_id}'],
    ['a trailing semicolon', 'https://x.example/?a=1;b=2;', 'https://x.example/?a=1;b=2;sub1={gk_click_id}'],
    ['a semicolon in a value', 'https://x.example/?a=1;b', 'https://x.example/?a=1;b&sub1={gk_click_id}'],
    ['both', 'https://x.example/?a=1;b=2&c=3', 'https://x.example/?a=1;b=2&c=3&sub1={gk_click_id}'],
    ['a name only', 'https://x.example/?flag', 'https://x.example/?flag&sub1={gk_click_id}'],
    ['a name that only ends so', 'https://x.example/?xsub1=', 'https://x.example/?xsub1=&sub1={gk_click_id}'],
    ['white space around', ' https://x.example/?a=1 \n', ' https://x.example/?a=1&sub1={gk_click_id} \n'],
    ['other macros', 'https://x.example/{country}?a={ip}', 'https://x.example/{country}?a={ip}&sub1={gk_click_id}'],
    ['odd bytes', 'https://x.example/%zz?ü=%&b= c', 'https://x.example/%zz?ü=%&b= c&sub1={gk_click_id}'],
    ['an app scheme', 'myapp://open/x?a=1', 'myapp://open/x?a=1&sub1={gk_click_id}'],
    ['an intent', 'intent://x#Intent;scheme=a;end', 'intent://x?sub1={gk_click_id}#Intent;scheme=a;end'],
    ['no scheme', 'x.example/a', 'x.example/a?sub1={gk_click_id}'],
  ])('after %s', (_, link, expected) => {
    const result = add(link)
    expect(result).toMatchObject({ link: expected, already: false, warnings: [] })
    expect(expected.slice(result.added?.start, result.added?.end)).toBe(result.added?.text)
  })

  it('is the seed’s example', () => {
    expect(addClickParameter('https://google.com', OTHER_TRACKER, { parameter: 'click_id' }).link).toBe(
      'https://google.com?click_id={gk_click_id}',
    )
  })

  it('says what was added', () => {
    expect(add('https://x.example/?a=1#top').added).toEqual({ start: 22, end: 41, text: '&sub1={gk_click_id}' })
  })

  it.each([
    ['branch', undefined, 'https://x.app.link/a?%243p=a_x', '&~click_id={gk_click_id}'],
    ['other', '%24id', 'https://x.example/?a=1', '&%24id={gk_click_id}'],
    ['other', 'sub[1]', 'https://x.example/?a=1', '&sub[1]={gk_click_id}'],
    ['everflow', 'sub2', 'https://x.example/?sub1=x', '&sub2={gk_click_id}'],
    ['voluum', 'cid', 'https://x.voluumtrk.com/a?b=1', '&cid={gk_click_id}'],
  ])('of %s named %s', (id, parameter, link, text) => {
    expect(add(link, id, { parameter }).link).toBe(link + text)
  })

  it.each(['', ' ', 'a b', 'a=b', 'a&b', 'a#b', '{a}', 'ü', '%zz', 'a'.repeat(65), 'a\nb'])(
    'cannot be named %j',
    (parameter) => {
      const link = 'https://x.example/?a=1'
      expect(add(link, 'other', { parameter })).toMatchObject({
        link,
        added: null,
        warnings: [{ code: 'parameter_invalid' }],
      })
    },
  )
})

describe('an empty slot', () => {
  it.each([
    ['cake', 'https://x.example/?s1=&s2=', 'https://x.example/?s1=&s2={gk_click_id}'],
    ['cake', 'https://x.example/?s2=&s1=&a=1', 'https://x.example/?s2={gk_click_id}&s1=&a=1'],
    ['cake', 'https://x.example/?a=1;s2=;c=2', 'https://x.example/?a=1;s2={gk_click_id};c=2'],
    ['cake', 'https://x.example/?s2', 'https://x.example/?s2={gk_click_id}'],
    ['cake', 'https://x.example/?s2&a=1#s2=', 'https://x.example/?s2={gk_click_id}&a=1#s2='],
    ['cake', 'https://x.example/?s2=&s2=', 'https://x.example/?s2={gk_click_id}&s2='],
    [
      'torox',
      'https://www.offertoro.com/click_track/api?USER_ID=',
      'https://www.offertoro.com/click_track/api?USER_ID={gk_click_id}',
    ],
    ['branch', 'https://x.app.link/a?%7Eclick_id=&b=1', 'https://x.app.link/a?%7Eclick_id={gk_click_id}&b=1'],
    ['everflow', 'https://x.example/#/offer?sub1=&b=1', 'https://x.example/#/offer?sub1={gk_click_id}&b=1'],
    ['everflow', 'https://x.example/?sub1=#/offer?sub1=', 'https://x.example/?sub1={gk_click_id}#/offer?sub1='],
  ])('of %s is filled: %s', (id, link, expected) => {
    expect(add(link, id)).toMatchObject({ link: expected, warnings: [] })
  })
})

describe('a value that stands there', () => {
  it.each([
    ['sub1', '{sub1}'],
    ['sub1', '%7Bsub1%7D'],
    ['sub1', '{{click_id}}'],
    ['sub1', '${SUBID}'],
    ['sub1', '[sub1]'],
    ['sub1', '[[[subid]]]'],
    ['sub1', '[=SID=]'],
    ['sub1', '[%UID%]'],
    ['sub1', '(clickid)'],
    ['sub1', '!!!clickRef!!!'],
    ['sub1', '%%CLICK%%'],
    ['sub1', '%23s2%23'],
    ['sub1', '<click id>'],
    ['sub1', 'SUB1'],
    ['sub1', 'CLICK_ID'],
    ['sub1', 'YOUR_CLICK_ID'],
    ['sub1', 'INSERT_TRANSACTION_ID_HERE'],
    ['sub1', 'REPLACE'],
    ['sub1', 'XXXX'],
    ['sub1', 'gk_click_id'],
  ])('%s=%s is a placeholder: it stays, and the fix replaces it', (name, value) => {
    const link = `https://x.example/?a=1&${name}=${value}&b=2#x`
    const { added, warnings, ...rest } = add(link)
    expect(rest).toEqual({ link, already: false })
    expect(added).toBeNull()
    expect(warnings).toMatchObject([
      { code: 'placeholder', fix: 'https://x.example/?a=1&sub1={gk_click_id}&b=2#x', severity: 'warning' },
    ])
  })

  it.each([
    'abc',
    '0',
    'user1',
    'Partner',
    '{pub_sub_1}',
    '{country}',
    'a{b}',
    'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32',
    '{' + 'a'.repeat(200) + '}',
  ])('sub1=%s is a value: it stays, and nothing replaces it', (value) => {
    const link = `https://x.example/?sub1=${value}`
    const { warnings, ...rest } = add(link)
    expect(rest).toEqual({ link, added: null, already: false })
    expect(warnings).toMatchObject([{ code: 'occupied' }])
    expect(warnings[0]).not.toHaveProperty('fix')
    expect(warnings[0]?.remedy).toContain('sub2, sub3, sub4, sub5')
    expect(warnings[0]?.message.length).toBeLessThan(100)
  })

  it('counts where another slot of the name is empty', () => {
    expect(add('https://x.example/?sub1=&sub1=abc').warnings).toMatchObject([{ code: 'occupied' }])
  })

  it('counts in a fragment’s query', () => {
    expect(add('https://x.example/#/a?sub1=abc').warnings).toMatchObject([{ code: 'occupied' }])
  })
})

describe('a path', () => {
  it.each([
    [
      'partnerize',
      'https://prf.hn/click/camref:X/destination:https://a.example/?b=1',
      '/click/camref:X/pubref:{gk_click_id}/destination:https://a.example/?b=1',
    ],
    [
      'partnerize',
      'https://prf.hn/click/camref:X/ar:Y/destination:https://a.example',
      '/click/camref:X/pubref:{gk_click_id}/ar:Y/destination:https://a.example',
    ],
    ['partnerize', 'https://prf.hn/click/camref:X', '/click/camref:X/pubref:{gk_click_id}'],
    ['partnerize', 'https://prf.hn/click/camref:X/', '/click/camref:X/pubref:{gk_click_id}/'],
    ['partnerize', 'https://prf.hn/click/camref:X?a=1#b', '/click/camref:X/pubref:{gk_click_id}?a=1#b'],
    [
      'partnerize',
      'https://prf.hn/click/camref:X/pubref:/destination:https://a.example',
      '/click/camref:X/pubref:{gk_click_id}/destination:https://a.example',
    ],
    [
      'partnerize',
      'https://prf.hn/click/camref:X/destination:https://a.example/pubref:/',
      '/click/camref:X/pubref:{gk_click_id}/destination:https://a.example/pubref:/',
    ],
    ['kiwiwall', 'https://www.kiwiwall.com/wall/abc', '/wall/abc/{gk_click_id}'],
    ['kiwiwall', 'https://www.kiwiwall.com/wall/abc/', '/wall/abc/{gk_click_id}'],
    ['kiwiwall', 'https://www.kiwiwall.com/wall/abc?s=1', '/wall/abc/{gk_click_id}?s=1'],
    ['adgaterewards', 'https://wall.adgaterewards.com/abc', '/abc/{gk_click_id}'],
    ['adgaterewards', 'https://wall.adgaterewards.com/abc/?x=1', '/abc/{gk_click_id}?x=1'],
  ])('of %s takes it: %s', (id, link, expected) => {
    const result = add(link, id)
    expect(result.link).toBe(new URL(link).origin + expected)
    expect(result.warnings).toEqual([])
  })

  it.each([
    ['kiwiwall', 'https://www.kiwiwall.com/wall/abc/user1', 'occupied'],
    ['kiwiwall', 'https://www.kiwiwall.com/wall/abc/{sub_id}', 'placeholder'],
    ['kiwiwall', 'https://www.kiwiwall.com/wall/', 'path_incomplete'],
    ['kiwiwall', 'https://www.kiwiwall.com', 'path_incomplete'],
    ['adgaterewards', 'https://wall.adgaterewards.com//', 'path_incomplete'],
    ['adgaterewards', 'https://wall.adgaterewards.com/abc/YOUR_USER_ID', 'placeholder'],
    ['partnerize', 'https://prf.hn/l/abc', 'path_incomplete'],
    ['partnerize', 'https://prf.hn/click/camref:X/pubref:abc', 'occupied'],
  ])('of %s does not: %s', (id, link, code) => {
    expect(add(link, id)).toMatchObject({ link, added: null, warnings: [{ code }] })
  })

  it('gives way to a query parameter that the user names', () => {
    expect(add('https://www.kiwiwall.com/wall/abc', 'kiwiwall', { parameter: 'sub_id_2' }).link).toBe(
      'https://www.kiwiwall.com/wall/abc?sub_id_2={gk_click_id}',
    )
  })
})

describe('trackers with rules of their own', () => {
  it.each([
    [
      'webgains',
      'https://track.webgains.com/click.html?a=1&wgtarget=https://s.example/?b=1',
      '?a=1&clickref={gk_click_id}&wgtarget=https://s.example/?b=1',
    ],
    ['webgains', 'https://track.webgains.com/click.html?wgtarget=x', '?clickref={gk_click_id}&wgtarget=x'],
    ['webgains', 'https://track.webgains.com/click.html?a=1', '?a=1&clickref={gk_click_id}'],
    ['tradedoubler', 'https://clk.tradedoubler.com/click?a(1)p(2)', '?a(1)p(2)epi({gk_click_id})'],
    ['tradedoubler', 'https://clk.tradedoubler.com/click?a(1)p(2)epi()', '?a(1)p(2)epi({gk_click_id})'],
    [
      'tradedoubler',
      'https://clk.tradedoubler.com/click?a(1)p(2)url(https://s.example/?b=(1))',
      '?a(1)p(2)epi({gk_click_id})url(https://s.example/?b=(1))',
    ],
    [
      'tradedoubler',
      'https://clk.tradedoubler.com/click?p=1&a=2&url=https://s.example/?b=1',
      '?p=1&a=2&epi={gk_click_id}&url=https://s.example/?b=1',
    ],
    ['everflow', 'https://x.example/?f(x)=1', '?f(x)=1&sub1={gk_click_id}'],
  ])('%s: %s', (id, link, query) => {
    expect(add(link, id).link).toBe(link.slice(0, link.indexOf('?')) + query)
  })

  it('adjust: the whole postback URL is the value, with the click macro left to be filled in', () => {
    const { link } = add('https://app.adjust.com/abc?campaign=x#y', 'adjust')
    const [before, callback] = link.slice(0, link.indexOf('#')).split('install_callback=')
    expect(before).toBe('https://app.adjust.com/abc?campaign=x&')
    expect(link.endsWith('#y')).toBe(true)
    expect(callback).toMatch(/^[\w.%-]+\{gk_click_id\}[\w.%-]+$/)
    expect(decodeURIComponent(callback ?? '')).toBe(
      `${BASE}/postback?gk_click_id={gk_click_id}&cnv_event_id={event_name}&cnv_amount={revenue}`,
    )
  })

  it('adjust: other callbacks work the same', () => {
    for (const parameter of ['adj_install_callback', 'event_callback_abc123']) {
      const { link } = add('https://app.adjust.com/abc', 'adjust', { parameter })
      expect(link).toMatch(new RegExp(`\\?${parameter}=https%3A%2F%2Fapi\\.getgokart\\.ai%2Fpostback%3Fgk_click_id%3D`))
    }
  })

  it('adjust: needs the base', () => {
    const link = 'https://app.adjust.com/abc'
    expect(addClickParameter(link, tracker('adjust'))).toMatchObject({
      link,
      added: null,
      warnings: [{ code: 'postback_base_missing' }],
    })
  })

  it('voluum: says that the name is a suggestion', () => {
    expect(add('https://x.voluumtrk.com/a', 'voluum').warnings).toMatchObject([{ code: 'parameter_configured' }])
  })

  it.each(['affise_reach', 'other'])('%s: asks for the parameter', (id) => {
    const link = 'https://x.example/?a=1'
    expect(add(link, id)).toMatchObject({ link, added: null, warnings: [{ code: 'parameter_unknown' }] })
    expect(add(link, id, { parameter: 'c' }).link).toBe(`${link}&c={gk_click_id}`)
  })
})

describe('a page that routes by its fragment', () => {
  it.each([
    [
      'https://x.example/#/?x=1',
      'https://x.example/?sub1={gk_click_id}#/?x=1',
      'https://x.example/#/?x=1&sub1={gk_click_id}',
    ],
    ['https://x.example#!/a', 'https://x.example?sub1={gk_click_id}#!/a', 'https://x.example#!/a?sub1={gk_click_id}'],
  ])('%s gets it in the query, the fix has it in the fragment', (link, expected, fix) => {
    expect(add(link)).toMatchObject({ link: expected, warnings: [{ code: 'routed_fragment', fix }] })
  })

  it('is no question where there is a query', () => {
    expect(add('https://x.example/?a=1#/b').warnings).toEqual([])
  })
})

describe('a link that has the click macro', () => {
  it.each([
    'https://x.example/?sub1={gk_click_id}',
    'https://x.example/?sub4={gk_click_id}',
    'https://x.example/?sub1=%7Bgk_click_id%7D',
    'https://x.example/?u=https%3A%2F%2Fy.example%2F%3Fc%3D{gk_click_id}',
    'https://x.example/{gk_click_id}',
  ])('%s stays as it is', (link) => {
    expect(add(link)).toEqual({ link, added: null, already: true, warnings: [] })
  })

  it('is warned where the tracker does not give that parameter back', () => {
    expect(add('https://x.example/?foo={gk_click_id}')).toMatchObject({
      already: true,
      warnings: [{ code: 'other_parameter', message: expect.stringContaining('foo') }],
    })
    expect(add('https://app.adjust.com/a?click_id={gk_click_id}', 'adjust').warnings).toHaveLength(1)
  })
})

describe('clickParameterOf', () => {
  it.each([
    ['https://google.com?click_id={gk_click_id}', 'click_id'],
    ['https://x.example/?a=1;s2={gk_click_id};c=2', 's2'],
    ['https://x.example/?%7Eclick_id=%7Bgk_click_id%7D', '%7Eclick_id'],
    ['https://x.example/#/a?sub2={gk_click_id}', 'sub2'],
    ['https://prf.hn/click/camref:X/pubref:{gk_click_id}/destination:https://a.example', 'pubref'],
    ['https://clk.tradedoubler.com/click?a(1)epi({gk_click_id})', 'epi'],
    ['https://x.example/wall/{gk_click_id}', undefined],
    ['https://x.example/?a=x-{gk_click_id}', undefined],
    ['https://x.example/?u=https%3A%2F%2Fy.example%2F%3Fc%3D{gk_click_id}', undefined],
    ['https://x.example/?a=1', undefined],
    ['', undefined],
  ])('of %s is %s', (link, name) => expect(clickParameterOf(link)).toBe(name))
})

describe('any text, any tracker', () => {
  const piece = fc.oneof(
    fc.constantFrom(...'/?#&=;:@.%{}()\\[] \n'.split('')),
    fc.constantFrom(
      'https://',
      'x.example',
      'camref:',
      'destination:',
      'sub1',
      's2=',
      'url=',
      'a=1',
      'p(2)',
      '\ud800',
      'ü',
    ),
  )
  const link = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
  const parameter = fc.option(fc.constantFrom('sub1', '~x', '%24a', 'a b', ''), { nil: undefined })

  it('gets one insertion and no other change', () => {
    fc.assert(
      fc.property(link, fc.constantFrom(...TRACKERS, OTHER_TRACKER), parameter, (text, one, name) => {
        const result = addClickParameter(text, one, { postbackBase: BASE, parameter: name })
        if (result.added === null) {
          expect(result.link).toBe(text)
          expect(result.warnings.length > 0).toBe(!result.already)
        } else {
          const { start, end, text: added } = result.added
          expect(result.link.slice(start, end)).toBe(added)
          expect(added.split('{gk_click_id}')).toHaveLength(2)
          expect(result.link.slice(0, start) + result.link.slice(end)).toBe(text)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps the other parameters of a web link, and adds one', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 5 })
    const query = names.map((all) => all.map((name) => `${name}=v`).join('&'))
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['https'] }), query, (base, text) => {
        const before = new URL(`${base}?${text}`)
        const after = new URL(add(before.href).link)
        expect([...after.searchParams]).toEqual([...before.searchParams, ['sub1', '{gk_click_id}']])
        expect([after.host, after.pathname, after.hash]).toEqual([before.host, before.pathname, before.hash])
      }),
    )
  })

  it.each([
    ['parameters', 'https://x.example/?' + 'sub=1&'.repeat(20_000)],
    ['brackets', 'https://x.example/?' + 'a(1)'.repeat(25_000)],
    ['segments', 'https://prf.hn/' + 'camref'.repeat(5000) + '/'.repeat(70_000)],
    ['fragments', 'https://x.example/#' + '?'.repeat(100_000)],
    ['braces', 'https://x.example/?sub1=' + '{'.repeat(100_000)],
  ])('is quick with 100 kB of %s', (_, text) => {
    const start = performance.now()
    add(text)
    add(text, 'partnerize')
    expect(performance.now() - start).toBeLessThan(500)
  })
})
