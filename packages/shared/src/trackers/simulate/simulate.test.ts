import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTemplate } from '../../macros/parse.js'
import { renderTemplate } from '../../macros/render.js'
import { addClickParameter } from '../add-click-parameter.js'
import { findTracker, OTHER_TRACKER, TRACKERS } from '../catalogue/index.js'
import { clickParameterOf } from '../click-macro.js'
import { postbackUrl } from '../postback-url.js'
import { recogniseTrackingLink } from '../recognise.js'
import type { Tracker } from '../tracker.js'
import { behaviourOf, KNOWN_WAYS } from './behaviour.js'
import { HABIT_NAMES, HABITS, type Habit } from './habits.js'
import { postbacks, type SimulatedConversion } from './postbacks.js'
import { receive, type SimulatedVisit } from './receive.js'

const BASE = 'https://api.getgokart.ai'
const CLICK_ID = '0190b2f4-8c1a-8e3f-b8a1-81b4568e9f32'
const TYPED = 'click_id'
const all = [...TRACKERS, OTHER_TRACKER].map((tracker) => [tracker.id, tracker] as const)
const named = (id: string): Tracker => findTracker(id) ?? expect.fail(`no tracker ${id}`)

/** A link of the tracker with the click parameter, and what the offer's user has chosen. */
function paste(tracker: Tracker, link = tracker.exampleLink ?? 'https://trk.example.com/path?x=1', chosen?: string) {
  const typed = tracker.clickParam === null && !tracker.pathSlot ? TYPED : undefined
  const parameter = chosen ?? typed
  const { link: trackingLink } = addClickParameter(link, tracker, { postbackBase: BASE, parameter })
  return { trackingLink, parameter: clickParameterOf(trackingLink) ?? parameter }
}

function click(trackingLink: string, clickId = CLICK_ID): string {
  return renderTemplate(parseTemplate(trackingLink), { gk_click_id: clickId })
}

interface Way {
  tracker: Tracker
  visit: SimulatedVisit
  url: string
}

/** From the pasted link to the visit, and the postback URL that goes with it. */
function arrive(tracker: Tracker, { chosen, link }: { chosen?: string; link?: string } = {}): Way {
  const { trackingLink, parameter } = paste(tracker, link, chosen)
  const { url } = postbackUrl(BASE, tracker, { parameterName: parameter })
  return { tracker, visit: receive(tracker, click(trackingLink), parameter), url }
}

const CONVERSION = { event: 'Sign Up & more', amount: '12.50', conversionId: 'order#7/ä' }

function send({ tracker, visit, url }: Way, habit?: Habit, more: Partial<SimulatedConversion> = {}) {
  return postbacks(tracker, visit, [{ postbackUrl: url, ...CONVERSION, ...more }], habit)
}

function query(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams)
}

/** As GoKart reads it: dashes are put back. */
const digits = (id: string | undefined) => id?.replaceAll('-', '')

describe.each(all)('%s', (_, tracker) => {
  it('keeps the click ID that came in its link', () => {
    const { visit } = arrive(tracker)
    expect(digits(visit.clickId)).toBe(digits(CLICK_ID))
    const lossy = behaviourOf(tracker.id).fields?.[visit.parameter]?.drops !== undefined
    expect(visit.losses.map(({ why }) => why)).toEqual(lossy ? ['characters'] : [])
  })

  it('sends back what it has, in its own macros', () => {
    const way = arrive(tracker)
    const [postback, ...more] = send(way)
    expect(more).toEqual([])
    expect(postback).toMatchObject({ method: 'GET', afterMs: 60_000 })
    const sent = query(postback?.url ?? '')
    const { event, amount } = CONVERSION
    const conversionId = tracker.id === 'everflow' ? way.visit.ownId : CONVERSION.conversionId
    expect(sent).toEqual({
      gk_click_id: way.visit.clickId,
      ...(tracker.eventMacro !== null && { cnv_event_id: event }),
      ...(tracker.amountMacro !== null && { cnv_amount: amount }),
      ...(tracker.transactionMacro !== null && { cnv_conversion_id: conversionId }),
    })
  })

  it('sends any value whole', () => {
    const way = arrive(tracker)
    const text = fc.string({ minLength: 1, unit: 'grapheme' })
    fc.assert(
      fc.property(text, text, text, (event, amount, conversionId) => {
        const [postback] = send(way, undefined, { event, amount, conversionId })
        const sent = query(postback?.url ?? '')
        if (tracker.eventMacro !== null) expect(sent['cnv_event_id']).toBe(event)
        if (tracker.amountMacro !== null) expect(sent['cnv_amount']).toBe(amount)
        expect(postback?.url).toMatch(/^[\x21-\x7e]+$/)
      }),
      { numRuns: 20 },
    )
  })

  it('has every habit', () => {
    const way = arrive(tracker)
    const { clickId, ownId, callback } = way.visit
    for (const habit of HABIT_NAMES) {
      const sent = send(way, habit)
      const gk = query(sent[0]?.url ?? '')['gk_click_id']
      const spoilt: Partial<Record<Habit, string | undefined>> = {
        cut_click_id: clickId.slice(0, 32),
        upper_case: clickId.toUpperCase(),
        encoded_twice: clickId.replaceAll('-', '%2D'),
        own_id: ownId,
        unreplaced_macro: new URL(way.url).searchParams.get('gk_click_id') ?? '',
        post_form: undefined,
        post_json: undefined,
      }
      const body = habit.startsWith('post')
      expect([habit, gk]).toEqual([habit, habit in spoilt && (!callback || body) ? spoilt[habit] : clickId])
      const copies = { retry_storm: (behaviourOf(tracker.id).retries?.times ?? 10) + 1, double_send: 2 }
      expect(sent).toHaveLength(copies[habit as keyof typeof copies] ?? 1)
    }
  })

  it('keeps it in the other parameters that give it back', () => {
    for (const [parameter, macro] of Object.entries(tracker.altClickMacros ?? {})) {
      const way = arrive(tracker, { chosen: parameter, link: 'https://trk.example.com/a/b/c?x=1' })
      expect(way.url).toContain(`gk_click_id=${macro}`)
      expect(way.visit.clickId).toBe(CLICK_ID)
      expect(query(send(way)[0]?.url ?? '')['gk_click_id']).toBe(CLICK_ID)
    }
  })

  it('takes any text for a link', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true })), (location) => {
        const visit = receive(tracker, location)
        expect(visit.ownId).not.toBe('')
        for (const { url } of send({ tracker, visit, url: `${BASE}/postback?gk_click_id=TOBEREPLACED` })) {
          expect(url).toMatch(/^[\x21-\x7e]*$/)
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('what is known of the ways of trackers', () => {
  it.each(KNOWN_WAYS.map((id) => [id] as const))('%s is of the catalogue', (id) => {
    const { name } = named(id)
    expect(behaviourOf(id)).not.toEqual({})
    expect(name).not.toBe('')
  })

  it('names the parameters as the catalogue does', () => {
    for (const id of KNOWN_WAYS) {
      const { clickParam, altClickParams } = named(id)
      const others = ['SID']
      for (const field of Object.keys(behaviourOf(id).fields ?? {})) {
        expect([clickParam, ...altClickParams, ...others]).toContain(field)
      }
    }
  })
})

it('explains each habit', () => {
  for (const habit of HABIT_NAMES) expect(HABITS[habit]).toMatch(/^[A-Z].*\.$/)
})

it('a recognised link works as a chosen one does', () => {
  const examples = TRACKERS.filter(({ exampleLink }) => exampleLink !== null)
  for (const tracker of examples) {
    const { trackerId, trackingLink } = recogniseTrackingLink(tracker.exampleLink ?? '', { postbackBase: BASE })
    expect(trackerId).toBe(tracker.id)
    const visit = receive(named(tracker.id), click(trackingLink), clickParameterOf(trackingLink))
    expect(digits(visit.clickId)).toBe(digits(CLICK_ID))
  }
})
