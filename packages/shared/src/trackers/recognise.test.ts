import { describe, expect, it } from 'vitest'
import { findTracker, OTHER_TRACKER } from './catalogue/index.js'
import { recogniseTrackingLink } from './recognise.js'

const postbackBase = 'https://api.getgokart.ai'
const recognise = (link: string, more: { id?: string; parameter?: string } = {}) =>
  recogniseTrackingLink(link, {
    postbackBase,
    tracker: more.id === undefined ? undefined : findTracker(more.id),
    parameter: more.parameter,
  })

describe('recogniseTrackingLink', () => {
  it('names the tracker by host and adds its parameter', () => {
    expect(recognise('https://demo.go2cloud.org/aff_c?offer_id=1&aff_id=2')).toEqual({
      trackerId: 'tune',
      confidence: 'host',
      trackingLink: 'https://demo.go2cloud.org/aff_c?offer_id=1&aff_id=2&aff_click_id={gk_click_id}',
      added: { start: 51, end: 78, text: '&aff_click_id={gk_click_id}' },
      warnings: [],
    })
  })

  it('lets the user confirm what only looks like a tracker’s link', () => {
    const found = recognise('https://t.example.com/click?pid=1&offer_id=2&pub_id=3')
    expect(found).toMatchObject({
      trackerId: 'affise',
      confidence: 'pattern',
      warnings: [{ code: 'tracker_suggested' }],
    })
    expect(found.trackingLink).toContain('&sub1={gk_click_id}')
    expect(found.warnings[0]?.message).toBe('This looks like a link of Affise. It may also be of Swaarm.')
  })

  it('names a tracker whose parameters are not known, and asks for one', () => {
    const link = 'https://abc.rdtk.io/x'
    const found = recognise(link)
    expect(found).toMatchObject({ trackerId: 'other', confidence: 'host', trackingLink: link, added: null })
    expect(found.warnings).toMatchObject([{ code: 'parameter_unknown', message: expect.stringContaining('RedTrack') }])
    expect(recognise(link, { parameter: 'ref_id' })).toMatchObject({
      trackerId: 'other',
      trackingLink: `${link}?ref_id={gk_click_id}`,
      warnings: [],
    })
  })

  it('takes the user’s choice of tracker and parameter', () => {
    const link = 'https://demo.go2cloud.org/aff_c?offer_id=1'
    expect(recognise(link, { id: 'everflow', parameter: 'sub3' })).toMatchObject({
      trackerId: 'everflow',
      confidence: 'chosen',
      trackingLink: `${link}&sub3={gk_click_id}`,
    })
    expect(recognise(link, { parameter: 'aff_sub' })).toMatchObject({
      trackerId: 'tune',
      confidence: 'host',
      trackingLink: `${link}&aff_sub={gk_click_id}`,
    })
  })

  it('puts the postback URL into the link of a tracker that wants it there', () => {
    expect(recognise('https://app.adjust.com/abc').trackingLink).toContain(
      'install_callback=https%3A%2F%2Fapi.getgokart.ai%2Fpostback%3Fgk_click_id%3D{gk_click_id}',
    )
  })

  it('says so where nothing is recognised', () => {
    const link = 'https://adv.example/track?x=1'
    expect(recognise(link)).toMatchObject({
      trackerId: null,
      confidence: null,
      trackingLink: link,
      added: null,
      warnings: [{ code: 'tracker_not_recognised' }],
    })
    expect(recognise(link, { parameter: 'click_id' })).toMatchObject({
      trackerId: OTHER_TRACKER.id,
      confidence: 'chosen',
      trackingLink: `${link}&click_id={gk_click_id}`,
      warnings: [],
    })
    expect(recognise('https://google.com?click_id={gk_click_id}').warnings).toEqual([])
  })

  it.each(['', 'garbage', 'javascript:alert(1)', '%%%', '\ud800'])('takes %j', (text) => {
    expect(recognise(text)).toMatchObject({ trackerId: null, trackingLink: text })
  })
})
