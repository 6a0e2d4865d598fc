import { describe, expect, it } from 'vitest'
import { parseTemplate } from '../macros/parse.js'
import { renderTemplate } from '../macros/render.js'
import { addClickParameter } from './add-click-parameter.js'
import { findTracker, OTHER_TRACKER, TRACKERS } from './catalogue/index.js'
import { clickParameterOf } from './click-macro.js'
import { linkCauses, postbackCauses, type TestSetup } from './likely-causes.js'
import { postbackUrl } from './postback-url.js'
import { receive } from './simulate/index.js'
import type { Tracker } from './tracker.js'

const BASE = 'https://api.getgokart.ai'
const CLICK_ID = '0190b2f4-8c1a-8e3f-b8a1-81b4568e9f32'
const all = [...TRACKERS, OTHER_TRACKER].map((tracker) => [tracker.id, tracker] as const)
const named = (id: string): Tracker => findTracker(id) ?? expect.fail(`no tracker ${id}`)

function setupOf(tracker: Tracker, trackingLink: string, more: Partial<TestSetup> = {}): TestSetup {
  const parameterName = clickParameterOf(trackingLink)
  return {
    tracker,
    trackingLink,
    postbackUrl: postbackUrl(BASE, tracker, { parameterName }),
    eventIds: [],
    tokenRequired: false,
    ...more,
  }
}

function rightLink(tracker: Tracker): string {
  const parameter = tracker.clickParam === null && !tracker.pathSlot ? 'click_id' : undefined
  const link = tracker.exampleLink ?? 'https://trk.example.com/path?x=1'
  return addClickParameter(link, tracker, { postbackBase: BASE, parameter }).link
}

function visitOf({ tracker, trackingLink }: TestSetup) {
  const location = renderTemplate(parseTemplate(trackingLink), { gk_click_id: CLICK_ID })
  return receive(tracker, location, clickParameterOf(trackingLink))
}

describe.each(all)('%s', (_, tracker) => {
  it('has nothing against its own link, and says why no postback comes', () => {
    const setup = setupOf(tracker, rightLink(tracker))
    expect(linkCauses(setup, visitOf(setup))).toEqual([])
    const causes = postbackCauses(setup, visitOf(setup))
    expect(causes.length).toBeGreaterThanOrEqual(2)
    for (const { title, remedy } of causes) {
      expect(title).toMatch(/^[A-Z].*\.$/)
      expect(remedy).toMatch(/\.$/)
      expect(title).not.toContain('TRACKER')
    }
    const able = tracker.postbackMode === 'macro-template'
    // What it cannot do stands first; each has the URL to copy.
    expect(causes[0]?.title.startsWith('The postback URL is not in')).toBe(able)
    expect(causes[0]?.copy?.text).toBe(setup.postbackUrl.url)
  })
})

describe('a click ID in a parameter that the tracker does not read', () => {
  it.each([
    ['tune', 'https://demo.go2cloud.org/aff_c?offer_id=1&subid={gk_click_id}&b=2', 'aff_click_id'],
    ['appsflyer', 'https://app.appsflyer.com/com.example.app?pid=x&click={gk_click_id}', 'clickid'],
    ['everflow', 'https://trk.example.com/A/B/?cid={gk_click_id}', 'sub1'],
  ])('of %s is told, with the link that is right', (id, link, parameter) => {
    const setup = setupOf(named(id), link)
    const [cause, ...more] = linkCauses(setup, visitOf(setup))
    expect(more).toEqual([])
    expect(cause?.title).toContain(`from ${parameter}`)
    const right = setupOf(named(id), cause?.copy?.text ?? '')
    expect(right.trackingLink).toContain(`${parameter}={gk_click_id}`)
    expect(linkCauses(right, visitOf(right))).toEqual([])
  })

  it('gets no link where the right one holds something else', () => {
    const setup = setupOf(named('tune'), 'https://demo.go2cloud.org/aff_c?aff_click_id=mine&subid={gk_click_id}')
    const visit = { ...visitOf(setup), losses: [loss('absent', '')], parameter: 'aff_click_id' }
    expect(linkCauses(setup, visit)).toMatchObject([{ copy: null }])
  })
})

const loss = (why: 'absent' | 'cut' | 'removed', kept: string) => ({
  parameter: 'aff_click_id',
  why,
  sent: CLICK_ID,
  kept,
})

it('a field that is too short or takes IDs out is told', () => {
  const setup = setupOf(named('tune'), rightLink(named('tune')))
  const visit = visitOf(setup)
  const cut = linkCauses(setup, { ...visit, losses: [loss('cut', CLICK_ID.slice(0, 32))] })
  expect(cut[0]?.title).toBe('TUNE (HasOffers) keeps 32 characters of aff_click_id, and 36 were sent.')
  expect(linkCauses(setup, { ...visit, losses: [loss('removed', '')] })[0]?.title).toContain('takes IDs out')
})

it('token and events are told where they matter', () => {
  const titles = (id: string, more: Partial<TestSetup>) =>
    postbackCauses(setupOf(named(id), rightLink(named(id)), more)).map(({ title }) => title)
  expect(titles('cake', { tokenRequired: true })).toContain('The token was left out.')
  expect(titles('cake', {})).not.toContain('The token was left out.')
  const events = { eventIds: ['SignUp', 'FirstTrade'] }
  const remedies = postbackCauses(setupOf(named('everflow'), rightLink(named('everflow')), events))
  expect(remedies.map(({ remedy }) => remedy).join(' ')).toContain('one of SignUp, FirstTrade')
})
