import { describe, expect, it } from 'vitest'
import { findTracker } from '../catalogue/index.js'
import type { Habit } from './habits.js'
import { postbacks, type SimulatedConversion } from './postbacks.js'
import { receive } from './receive.js'

const BASE = 'https://go.example/postback'
const CLICK_ID = '0190b2f4-8c1a-8e3f-b8a1-81b4568e9f32'
const KEITARO = `${BASE}?gk_click_id={external_id}&cnv_event_id={status}&cnv_amount={revenue}`
const CONVERSION = { event: 'Sign Up & more', amount: '12.50', conversionId: 'order#7/ä' }
const named = (id: string) => findTracker(id) ?? expect.fail(`no tracker ${id}`)

/** What the tracker sends for a visit that it took from its own parameter. */
function send(id: string, conversions: readonly SimulatedConversion[], habit?: Habit) {
  const tracker = named(id)
  const visit = receive(tracker, `https://t.example/?${encodeURIComponent(tracker.clickParam ?? '')}=${CLICK_ID}`)
  return postbacks(tracker, visit, conversions, habit)
}

const fired = (id: string, query: string, conversion: Partial<SimulatedConversion> = CONVERSION) =>
  send(id, [{ postbackUrl: `${BASE}?${query}`, ...conversion }])[0]?.url.slice(`${BASE}?`.length)

const query = (url = '') => Object.fromEntries(new URL(url).searchParams)

describe('macros', () => {
  it.each([
    ['impact', 'gk_click_id={subid1}', 'gk_click_id={subid1}'],
    ['awin', 'gk_click_id=!!!clickref!!!', 'gk_click_id=!!!clickref!!!'],
    ['everflow', 'gk_click_id=[sub1]&x={y}', 'gk_click_id=[sub1]&x={y}'],
    ['everflow', 'gk_click_id={sub2}', 'gk_click_id='],
    ['cake', 'gk_click_id=#s9#&cnv_amount=#price#', 'gk_click_id='],
    ['cake', 'gk_click_id=#s2#&cnv_amount=#price#', `gk_click_id=${CLICK_ID}&cnv_amount=12.50`],
    ['branch', 'gk_click_id=${(no.such.thing)!}', 'gk_click_id='],
    ['singular', 'gk_click_id={cl?GoKart Ltd}', `gk_click_id=${CLICK_ID}`],
    ['rakuten', 'gk_click_id=TOBEREPLACED', `gk_click_id=${CLICK_ID.replaceAll('-', '')}`],
    [
      'keitaro',
      'cnv_event_id={status}&cnv_conversion_id={tid}',
      'cnv_event_id=Sign%20Up%20%26%20more&cnv_conversion_id=order%237%2F%C3%A4',
    ],
  ])('%s makes of %s', (id, template, expected) => {
    expect(fired(id, template)).toBe(expected)
  })

  it('without a value become nothing', () => {
    expect(fired('tune', 'gk_click_id={aff_click_id}&cnv_amount={amount}', {})).toBe(
      `gk_click_id=${CLICK_ID}&cnv_amount=`,
    )
  })
})

describe('a tracker that calls the URL of the link', () => {
  const adjust = named('adjust')
  const callback = `${BASE}?gk_click_id=${CLICK_ID}&cnv_event_id={event_name}&cnv_amount={revenue}`
  const visit = receive(adjust, `https://app.adjust.com/x?install_callback=${encodeURIComponent(callback)}`)

  it('calls no other, and leaves out what it does not know', () => {
    const [sent] = postbacks(adjust, visit, [{ postbackUrl: 'https://elsewhere.example/', amount: '1' }])
    expect(sent?.url).toBe(`${BASE}?gk_click_id=${CLICK_ID}&cnv_amount=1`)
  })

  it('calls none where none came', () => {
    expect(postbacks(adjust, receive(adjust, 'https://app.adjust.com/x'), [{ postbackUrl: BASE }])).toEqual([])
  })
})

describe('habits', () => {
  it.each([
    ['unreplaced_macro', '{external_id}'],
    ['cut_click_id', CLICK_ID.slice(0, 32)],
    ['upper_case', CLICK_ID.toUpperCase()],
    ['encoded_twice', CLICK_ID.replaceAll('-', '%2D')],
    ['own_id', expect.stringMatching(/^[0-9a-z]{13}$/)],
  ] as const)('%s brings %s', (habit, expected) => {
    const [sent] = send('keitaro', [{ postbackUrl: KEITARO }], habit)
    expect(query(sent?.url)['gk_click_id']).toEqual(expected)
  })

  it('put the parameters into a body', () => {
    const conversion = { postbackUrl: KEITARO, ...CONVERSION }
    const expected = query(send('keitaro', [conversion])[0]?.url)
    const [form] = send('keitaro', [conversion], 'post_form')
    expect(form).toMatchObject({ method: 'POST', url: BASE, contentType: 'application/x-www-form-urlencoded' })
    expect(Object.fromEntries(new URLSearchParams(form?.body))).toEqual(expected)
    const [json] = send('keitaro', [conversion], 'post_json')
    expect(json).toMatchObject({ method: 'POST', url: BASE, contentType: 'application/json' })
    expect(JSON.parse(json?.body ?? '')).toEqual(expected)
  })

  it('change when postbacks come, and how often', () => {
    const times = (id: string, habit?: Habit) =>
      send(
        id,
        ['first', 'second'].map((event) => ({ postbackUrl: KEITARO, event })),
        habit,
      ).map(({ afterMs, url }) => [query(url)['cnv_event_id'], afterMs / 60_000])
    const [first, second] = [
      ['first', 1],
      ['second', 2],
    ]
    expect(times('keitaro')).toEqual([first, second])
    expect(times('keitaro', 'out_of_order')).toEqual([
      ['second', 1],
      ['first', 2],
    ])
    expect(times('keitaro', 'double_send')).toEqual([first, first, second, second])
    expect(times('keitaro', 'late')[0]).toEqual(['first', 45 * 24 * 60 + 1])
    expect(times('keitaro', 'retry_storm')).toHaveLength(22)
    const storm = send('ayet', [{ postbackUrl: BASE, afterMs: 0 }], 'retry_storm')
    expect(storm.map(({ afterMs }) => afterMs / 60_000)).toEqual(Array.from({ length: 13 }, (_, time) => 5 * time))
  })
})

it('late is weeks after the click, and later than it counts', () => {
  const days = (untilMs?: number) =>
    send('keitaro', [{ postbackUrl: KEITARO, untilMs }], 'late')[0]!.afterMs / 86_400_000
  expect([undefined, 30 * 86_400_000].map((until) => Math.floor(days(until)))).toEqual([45, 45])
  expect(days(90 * 86_400_000)).toBeGreaterThan(91)
})
