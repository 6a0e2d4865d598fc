import type { LiveStep, Offer, StoryPostback } from '@gokart/shared'
import { findTracker, postbackUrl, receive } from '@gokart/shared/trackers'
import { expect, it } from 'vitest'
import type { SentClick } from '../clicks/test-clicks.js'
import { liveSteps, type TestFacts } from './live-steps.js'

const startedAt = new Date('2026-11-27T12:00:00.000Z')
const at = (seconds: number) => new Date(startedAt.getTime() + seconds * 1000)
const clickId = '0190b2f4-8c1a-8e3f-b8a1-81b4568e9f32'
const tracker = findTracker('everflow')!
const trackingLink = 'https://trk.example.com/A/B/?sub1={gk_click_id}'
const setup = {
  tracker,
  trackingLink,
  postbackUrl: postbackUrl('https://go.example', tracker, { parameterName: 'sub1' }),
  eventIds: [],
  tokenRequired: false,
}
const offer = { status: 'active', events: [{ name: '', eventId: null }] } as unknown as Offer
const click: SentClick = {
  clickId,
  createdAt: at(5).toISOString(),
  outcome: 'sent',
  trafficClass: 'human',
  device: 'desktop',
  destination: `https://trk.example.com/A/B/?sub1=${clickId}`,
  macros: [],
}
const visit = receive(tracker, click.destination!, 'sub1')
const rejected = {
  receivedAt: at(9).toISOString(),
  outcome: 'rejected',
  message: 'No.',
  remedy: 'Yes.',
  correctedUrl: 'u',
}

function steps(facts: Partial<TestFacts>): Record<LiveStep['step'], LiveStep> {
  const base = { now: at(6), startedAt, offer, setup, click: undefined, visit: undefined }
  const all = liveSteps({ ...base, postbacks: [], conversions: [], strays: [], ...facts })
  return Object.fromEntries(all.map((one) => [one.step, one])) as Record<LiveStep['step'], LiveStep>
}

it('waits for a click, and misses it after a while', () => {
  expect(steps({}).click.state).toBe('waiting')
  const { click: missing, postback } = steps({ now: at(21) })
  expect([missing.state, missing.causes.length, postback.state]).toEqual(['missing', 2, 'waiting'])
  const paused = steps({ now: at(21), offer: { ...offer, status: 'paused' } })
  expect(paused.click.causes[0]?.title).toContain('paused')
})

it('waits for a postback, and then says why it may not come, with the URL', () => {
  expect(steps({ click, visit }).postback.state).toBe('waiting')
  const { destination, postback } = steps({ click, visit, now: at(60) })
  expect(destination.state).toBe('done')
  expect(postback.state).toBe('missing')
  expect(postback.causes[0]?.copy?.text).toContain('/postback?gk_click_id={sub1}')
})

it('takes a visitor who was not sent for a failure at once', () => {
  const { destination } = steps({
    click: { ...click, outcome: 'offer_paused', destination: null },
    offer: { ...offer, status: 'paused' },
  })
  expect(destination).toMatchObject({ state: 'failed', causes: [{ remedy: 'Make the offer active, and test again.' }] })
})

it('takes a rejected postback and one without a click ID for a failure at once', () => {
  const postbacks = [rejected] as unknown as StoryPostback[]
  const cause = { title: 'No.', remedy: 'Yes.', copy: { label: 'Corrected URL', text: 'u' } }
  const { postback, conversion } = steps({ click, visit, postbacks })
  expect([postback.state, conversion.state, conversion.causes]).toEqual(['done', 'failed', [cause]])
  expect(steps({ click, visit, strays: postbacks }).postback).toMatchObject({ state: 'failed', causes: [cause] })
})

it('names the events that are still to come', () => {
  const events = [
    { name: 'Sign up', eventId: 'S' },
    { name: 'Trade', eventId: 'T' },
  ] as Offer['events']
  const conversions = [{ eventId: 'S', convertedAt: at(9).toISOString() }] as unknown as TestFacts['conversions']
  const { conversion } = steps({ click, visit, offer: { ...offer, events }, conversions })
  expect(conversion).toMatchObject({ state: 'done', message: expect.stringContaining('Not yet: Trade.') })
})
