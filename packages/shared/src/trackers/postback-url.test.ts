import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findTracker, OTHER_TRACKER, TRACKERS, UNMAPPED_TRACKERS } from './catalogue/index.js'
import { postbackUrl } from './postback-url.js'
import type { Tracker } from './tracker.js'

const BASE = 'https://api.getgokart.ai'
const tracker = (id: string): Tracker => findTracker(id) ?? expect.fail(`no tracker ${id}`)

describe('the examples of the help page', () => {
  it('leaves the click ID macro of an unknown tracker to be replaced', () => {
    const { url, segments, replace, caveat } = postbackUrl(BASE, OTHER_TRACKER)
    expect(url).toBe('https://api.getgokart.ai/postback?gk_click_id=TOBEREPLACED')
    expect(segments).toEqual([
      { text: 'https://api.getgokart.ai/postback?gk_click_id=', kind: 'fixed' },
      { text: 'TOBEREPLACED', kind: 'replace' },
    ])
    expect(replace).toEqual({
      text: 'TOBEREPLACED',
      instruction:
        'Replace the capitalized portion (TOBEREPLACED) with the advertiser’s click ID macro — this dynamically inserts the GoKart click ID that was passed in the tracking link.',
    })
    expect(caveat).toBeUndefined()
  })

  it('makes a macro of a typed parameter name', () => {
    const result = postbackUrl(BASE, OTHER_TRACKER, { parameterName: 'click_id' })
    expect(result.url).toBe('https://api.getgokart.ai/postback?gk_click_id={click_id}')
    expect(result.segments.at(-1)).toEqual({ text: '{click_id}', kind: 'tracker-macro' })
    expect(result.replace).toBeUndefined()
  })
})

describe('macros', () => {
  it.each([
    ['tune', 'gk_click_id={aff_click_id}&cnv_amount={amount}&cnv_conversion_id={transaction_id}'],
    ['cake', 'gk_click_id=#s2#&cnv_amount=#price#&cnv_conversion_id=#leadid#'],
    [
      'everflow',
      'gk_click_id={sub1}&cnv_event_id={event_name}&cnv_amount={sale_amount}&cnv_conversion_id={transaction_id}',
    ],
    [
      'impact',
      'gk_click_id={SubId1}&cnv_event_id={ActionTrackerName}&cnv_amount={Amount}&cnv_conversion_id={ActionId}',
    ],
    ['appsflyer', 'gk_click_id=(clickid)&cnv_event_id=(event-name)&cnv_amount=(monetary)'],
    [
      'branch',
      'gk_click_id=${(last_attributed_touch_data.~click_id)!}&cnv_event_id=${(name)!}&cnv_conversion_id=${(id)!}',
    ],
    ['singular', 'gk_click_id={cl?NetworkName}&cnv_event_id={EVTNAME}&cnv_amount={AMOUNT}'],
    ['awin', 'gk_click_id=!!!clickRef!!!&cnv_amount=!!!commission!!!'],
    ['swaarm', 'gk_click_id=#{click.publisher.clickId}&cnv_event_id=#{offer.eventTypeId}&cnv_conversion_id=#{id}'],
    ['linktrust', 'gk_click_id=[=AffiliateReferenceID=]&cnv_amount=[=TotalSales=]&cnv_conversion_id=[=_TransID=]'],
    ['bitlabs', 'gk_click_id=[%UID%]&cnv_event_id=[%TASK_NAME%]&cnv_amount=[%RAW%]&cnv_conversion_id=[%TX%]'],
    ['monlix', 'gk_click_id={{userId}}&cnv_amount={{payout}}&cnv_conversion_id={{transactionId}}'],
    ['adjust', 'gk_click_id={gk_click_id}&cnv_event_id={event_name}&cnv_amount={revenue}'],
  ])('of %s stand as they are', (id, query) => {
    expect(postbackUrl(BASE, tracker(id)).url).toBe(`${BASE}/postback?${query}`)
  })

  it('show which part of a macro the user fills in', () => {
    const { segments, replace } = postbackUrl(BASE, tracker('singular'), { includeOptional: false })
    expect(segments.slice(1)).toEqual([
      { text: '{cl?', kind: 'tracker-macro' },
      { text: 'NetworkName', kind: 'replace' },
      { text: '}', kind: 'tracker-macro' },
    ])
    expect(replace?.instruction).toBe('Replace NetworkName with the exact name of the partner in Singular.')
  })
})

describe('parameter name', () => {
  it.each([
    ['everflow', 'sub1', '{sub1}'],
    ['everflow', 'SUB1', '{sub1}'],
    ['everflow', 'sub3', '{sub3}'],
    ['cake', 's3', '#s3#'],
    ['awin', 'clickref4', '!!!clickRef4!!!'],
    ['impact', 'subId1', '{SubId1}'],
    ['impact', 'subid2', '{SubId2}'],
    ['appcarry', 'custom_param_1', '{custom_param1}'],
    ['branch', '%7Eclick_id', '${(last_attributed_touch_data.~click_id)!}'],
    ['affise_reach', 'anything', '{pub_click_id}'], // its link parameter is not known, its macro is
    ['voluum', 'cid', '{externalid}'], // the name is the user's, the macro is not
    ['other', ' click_id ', '{click_id}'],
    ['other', '#s9#', '#s9#'],
    ['other', '[[sub]]', '[[sub]]'],
  ])('of %s: %s comes back by %s', (id, parameterName, macro) => {
    const { url, replace } = postbackUrl(BASE, tracker(id), { parameterName, includeOptional: false })
    expect(url).toBe(`${BASE}/postback?gk_click_id=${macro}`)
    expect(replace).toBeUndefined()
  })

  it.each([
    ['everflow', 'foo', 'the macro of Everflow for foo,'],
    ['impact', 'sharedid', 'the macro of impact.com for sharedid,'],
    ['skimlinks', undefined, 'the macro of Skimlinks for xcust,'],
    ['skimlinks', 'xcust', 'the macro of Skimlinks for xcust,'],
    ['other', '  ', 'the advertiser’s click ID macro'],
  ])('of %s: the macro of %s is not guessed', (id, parameterName, words) => {
    const { url, replace } = postbackUrl(BASE, tracker(id), { parameterName, includeOptional: false })
    expect(url).toBe(`${BASE}/postback?gk_click_id=TOBEREPLACED`)
    expect(replace?.instruction).toContain(words)
  })

  it('makes a macro of the name for trackers that are known by name only', () => {
    for (const unmapped of UNMAPPED_TRACKERS) {
      expect(postbackUrl(BASE, unmapped).url).toBe(`${BASE}/postback?gk_click_id=TOBEREPLACED`)
      expect(postbackUrl(BASE, unmapped, { parameterName: 'ref_id' }).url).toBe(`${BASE}/postback?gk_click_id={ref_id}`)
    }
  })
})

describe('event', () => {
  const urlOf = (eventId: string | null | undefined, includeOptional = true) =>
    postbackUrl(BASE, tracker('wannads'), { eventId, includeOptional }).url.replace(`${BASE}/postback?`, '')

  it('is the tracker’s macro in the global and the dynamic URL', () => {
    expect(urlOf(undefined)).toBe(
      'gk_click_id={aff_sub}&cnv_event_id={goal_id}&cnv_amount={reward}&cnv_conversion_id={transaction_id}',
    )
  })

  it('is fixed for one event, and encoded', () => {
    expect(urlOf('First Trade & more=ü#1')).toBe(
      'gk_click_id={aff_sub}&cnv_event_id=First%20Trade%20%26%20more%3D%C3%BC%231&cnv_amount={reward}&cnv_conversion_id={transaction_id}',
    )
    expect(urlOf('SignUp', false)).toBe('gk_click_id={aff_sub}&cnv_event_id=SignUp')
  })

  it('is not named for a single-event offer', () => {
    expect(urlOf(null)).toBe('gk_click_id={aff_sub}&cnv_amount={reward}&cnv_conversion_id={transaction_id}')
  })

  it('can be fixed where the tracker has no macro for it', () => {
    expect(postbackUrl(BASE, OTHER_TRACKER, { eventId: 'SignUp', parameterName: 'c' }).url).toBe(
      `${BASE}/postback?gk_click_id={c}&cnv_event_id=SignUp`,
    )
  })

  it('comes back whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (eventId) => {
        const { url } = postbackUrl(BASE, OTHER_TRACKER, { eventId, token: 't' })
        expect(new URL(url).searchParams.get('cnv_event_id')).toBe(eventId)
        expect(new URL(url).searchParams.get('token')).toBe('t')
      }),
    )
    expect(postbackUrl(BASE, OTHER_TRACKER, { eventId: 'a\ud800' }).url).toContain('cnv_event_id=a%EF%BF%BD')
  })
})

describe('the rest', () => {
  it('puts the token last, as a secret', () => {
    const { url, segments } = postbackUrl(BASE, tracker('cake'), { token: 'a b&c' })
    expect(url).toBe(`${BASE}/postback?gk_click_id=#s2#&cnv_amount=#price#&cnv_conversion_id=#leadid#&token=a%20b%26c`)
    expect(segments.at(-1)).toEqual({ text: 'a%20b%26c', kind: 'secret' })
    expect(postbackUrl(BASE, tracker('cake'), { token: '' }).url).not.toContain('token')
  })

  it.each([
    ['http://localhost:3000/', 'http://localhost:3000/postback?gk_click_id=TOBEREPLACED'],
    ['https://x.example/go//', 'https://x.example/go/postback?gk_click_id=TOBEREPLACED'],
  ])('takes the base %s', (base, url) => expect(postbackUrl(base, OTHER_TRACKER).url).toBe(url))

  it.each([
    ['cj', /can only be read from its API.*value of sid in place of TOBEREPLACED/],
    ['rakuten', /on request only\. Send this URL to its support.*value of u1/],
    ['admantum', /parameter names of its own.*value of uid/],
    ['adjust', /no place for a postback URL.*install_callback of the tracking link/],
    ['swaarm_mmp', /install_callback/],
    ['skimlinks', /not known whether Skimlinks can.*value of xcust/],
  ])('says what %s cannot do and what to do instead', (id, words) => {
    expect(postbackUrl(BASE, tracker(id)).caveat).toMatch(words)
  })

  it('tells the menu path where it is known', () => {
    expect(postbackUrl(BASE, tracker('digistore24')).setup).toBe('Account > S2S postback')
    expect(postbackUrl(BASE, tracker('cake'))).not.toHaveProperty('setup')
  })

  it('has segments that make up the URL, for every tracker and option', () => {
    const options = fc.record(
      {
        eventId: fc.option(fc.string()),
        parameterName: fc.string(),
        token: fc.string(),
        includeOptional: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.constantFrom(...TRACKERS), options, (one, chosen) => {
        const { url, segments, replace } = postbackUrl(BASE, one, chosen)
        expect(segments.map(({ text }) => text).join('')).toBe(url)
        expect(segments.filter(({ kind }) => kind === 'replace').map(({ text }) => text)).toEqual(
          replace ? [replace.text] : [],
        )
      }),
    )
  })
})
