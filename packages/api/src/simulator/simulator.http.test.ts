import { TRACKERS } from '@gokart/shared/trackers'
import { beforeEach, describe, expect, it } from 'vitest'
import { bytesToUuid } from '../db/uuid.js'
import { mintTestMark } from '../snapshot/test-mark.js'
import type { OfferWithEvents } from '../test/factories.js'
import { refusal, useGoKart } from '../test/harness.js'

const PUBLIC = 'https://go.example'
const gokart = await useGoKart({ config: { publicUrl: PUBLIC } })

const EVENTS = [
  { name: 'Sign up', event_id: 'SignUp', payout: '2.0000' },
  { name: 'First trade', event_id: 'FirstTrade', payout: '30.0000' },
]
let offer: OfferWithEvents

beforeEach(async () => {
  offer = await gokart.make.offer({
    tracker_id: 'everflow',
    tracking_link: 'https://trk.example.com/A/B/?sub1={gk_click_id}',
    events: EVENTS,
  })
})

const client = () => gokart.as('ops')
const run = (body: object = {}, id = offer.id) => client().simulations.run({ params: { id }, body })

async function make(tracking_link: string, tracker_id: string | null) {
  offer = await gokart.make.offer({ tracking_link, tracker_id })
}

describe('a simulation', () => {
  it('tells the story from the click to the conversions', async () => {
    const story = await run()
    const clickId = story.click.clickId ?? expect.fail('no click ID')
    expect(story).toMatchObject({
      trackerId: 'everflow',
      trackerName: 'Everflow',
      click: { outcome: 'sent', status: 302, location: `https://trk.example.com/A/B/?sub1=${clickId}` },
      visit: { parameter: 'sub1', clickId, kept: [{ parameter: 'sub1', value: clickId }], losses: [], callback: null },
    })
    expect(story.postbacks.map(({ status, answer }) => [status, answer?.status])).toEqual([
      [200, 'accepted'],
      [200, 'accepted'],
    ])
    const [first] = story.postbacks
    expect(first?.url).toMatch(
      new RegExp(
        `^${PUBLIC}/postback\\?gk_click_id=${clickId}&cnv_event_id=SignUp&cnv_amount=100\\.00&cnv_conversion_id=[0-9a-f]{32}$`,
      ),
    )
    const click = await client().clicks.get({ params: { clickId } })
    expect(click).toMatchObject({ test: true, trafficClass: 'human', ip: '127.0.0.1', offerId: offer.id })
    expect(click.conversions.map(({ eventId, test }) => [eventId, test])).toEqual([
      ['SignUp', true],
      ['FirstTrade', true],
    ])
    expect(click.postbacks.map(({ id }) => id)).toEqual(
      story.postbacks.map(({ answer }) => answer && 'postback_id' in answer && answer.postback_id),
    )
  })

  it('counts nowhere, and is found by who asks for it', async () => {
    const { click } = await run()
    await run({ habit: 'unreplaced_macro' })
    const { reports, offers, clicks, conversions, postbacks } = client()
    const ever = { from: '2025-01-01T00:00:00Z', to: '2028-01-01T00:00:00Z' }
    const { totals } = await reports.run({
      query: { ...ever, metrics: 'clicks,conversions,revenue,rejected_postbacks' },
    })
    expect(totals).toEqual({ clicks: 0, conversions: 0, revenue: [], rejected_postbacks: 0 })
    expect((await offers.list()).items).toMatchObject([{ clicksToday: 0, conversionsToday: 0 }])
    for (const list of [clicks.list, conversions.list, postbacks.list]) {
      expect(await list()).toMatchObject({ total: 0, items: [] })
      expect((await list({ query: { test: 'only' } })).items.every(({ test }) => test)).toBe(true)
      expect((await list({ query: { q: click.clickId ?? '' } })).total).toBeGreaterThan(0)
    }
    expect((await clicks.list({ query: { test: 'only' } })).total).toBe(2)
    expect((await conversions.list({ query: { test: 'only' } })).total).toBe(2)
    expect((await postbacks.list({ query: { test: 'only' } })).total).toBe(4)
  })

  it('can be of one event, with an amount', async () => {
    const { postbacks } = await run({ eventId: 'FirstTrade', amount: '7.5' })
    expect(postbacks).toMatchObject([{ url: expect.stringContaining('cnv_event_id=FirstTrade&cnv_amount=7.5&') }])
    expect((await refusal(run({ eventId: 'Other' }))).code).toBe('not_found')
  })

  it('sends one URL for each event where the tracker cannot name it', async () => {
    const { postbacks } = await run({ trackerId: 'tune' })
    expect(postbacks.map(({ url }) => new URL(url).searchParams.get('cnv_event_id'))).toEqual(['SignUp', 'FirstTrade'])
  })

  it('shows what another tracker would lose', async () => {
    const { visit, postbacks } = await run({ trackerId: 'tune' })
    expect(visit).toMatchObject({ parameter: 'aff_click_id', clickId: '', losses: [{ why: 'absent' }] })
    expect(postbacks[0]?.answer).toMatchObject({ status: 'rejected', reason: 'missing_click_id' })
    expect((await refusal(run({ trackerId: 'nobody' }))).faults).toMatchObject([{ pointer: '/body/trackerId' }])
  })

  it('ends at an offer that takes no visitors', async () => {
    const paused = await gokart.make.offer({ status: 'paused' })
    expect(await run({}, paused.id)).toMatchObject({
      click: { outcome: 'offer_paused', status: 404, location: null, clickId: null },
      visit: null,
      postbacks: [],
    })
  })

  it('sends the token where the advertiser asks for one', async () => {
    const advertiser = await gokart.make.advertiser({ token_policy: 'required' })
    offer = await gokart.make.offer({
      advertiser_id: advertiser.id,
      tracking_link: offer.tracking_link,
      tracker_id: 'everflow',
    })
    expect((await run()).postbacks).toMatchObject([{ answer: { status: 'accepted' } }])
  })

  it('calls nobody else, whatever the link says', async () => {
    const callback = encodeURIComponent(`${gokart.url}/api/session?x=`)
    await make(`https://app.adjust.com/x?install_callback=${callback}{gk_click_id}`, 'adjust')
    expect((await run()).postbacks).toMatchObject([{ status: null, answer: null }])
    const near = encodeURIComponent(`${PUBLIC}.evil.example/postback?gk_click_id=`)
    await make(`https://app.adjust.com/x?install_callback=${near}{gk_click_id}`, 'adjust')
    expect((await run()).postbacks).toMatchObject([{ status: null, answer: null }])
  })
})

describe('a bad habit', () => {
  it.each([
    ['retry_storm', ['accepted', ...Array.from({ length: 10 }, () => 'duplicate')]],
    ['double_send', ['accepted', 'duplicate']],
    ['late', ['accepted']],
    ['out_of_order', ['accepted']],
    ['unreplaced_macro', ['unreplaced_macro']],
    ['cut_click_id', ['malformed_click_id']],
    ['upper_case', ['accepted']],
    ['encoded_twice', ['accepted']],
    ['own_id', ['malformed_click_id']],
    ['post_form', ['accepted']],
    ['post_json', ['accepted']],
  ] as const)('%s', async (habit, expected) => {
    await make('https://trk.example.com/?external_id={gk_click_id}', 'keitaro')
    const { postbacks } = await run({ habit })
    const verdicts = postbacks.map(({ answer }) => (answer?.status === 'rejected' ? answer.reason : answer?.status))
    expect(verdicts.toSorted()).toEqual(expected.toSorted())
    const rows = await gokart.db('postbacks').select('test', 'offer_id', 'advertiser_id')
    const whose = { test: 1, offer_id: offer.id, advertiser_id: offer.advertiser_id }
    expect(rows).toEqual(postbacks.map(() => whose))
  })

  it('sends the last event first', async () => {
    const { postbacks } = await run({ habit: 'out_of_order' })
    expect(postbacks.map(({ url }) => new URL(url).searchParams.get('cnv_event_id'))).toEqual(['FirstTrade', 'SignUp'])
  })
})

describe('the time of a simulated postback', () => {
  const LINK = { tracker_id: 'everflow', tracking_link: 'https://trk.example.com/A/B/?sub1={gk_click_id}' }
  const DAY_MS = 86_400_000
  const answersOf = async (over: Parameters<typeof gokart.make.offer>[0], body: object = {}) => {
    offer = await gokart.make.offer({ ...LINK, ...over })
    const story = await run(body)
    const answers = story.postbacks.map(({ answer }) =>
      answer?.status === 'rejected' ? answer.reason : answer?.status,
    )
    return { ...story, answers }
  }

  it.each([
    ['the window of the offer', { max_days_after_click: 30 }, 45],
    ['a long one', { max_days_after_click: 365 }, 366],
    ['the deadline of the event', { events: [{ deadline_days: 60 }] }, 61],
  ])('late is too late for %s', async (_, over, days) => {
    const { answers, postbacks, causes } = await answersOf(over, { habit: 'late' })
    expect(answers).toEqual(['too_late'])
    expect(postbacks[0]).toMatchObject({
      afterMs: days * DAY_MS + 60_000,
      answer: { remedy: expect.stringContaining('longer conversion window') },
    })
    expect(causes).toEqual([])
    expect(await gokart.db('postbacks').first()).toMatchObject({
      notes: expect.stringContaining(`as if it had come ${days} days after the click`),
    })
  })

  it('late is taken without a window, and it is said why', async () => {
    const { answers, causes } = await answersOf({}, { habit: 'late' })
    expect(answers).toEqual(['accepted'])
    expect(causes).toMatchObject([{ title: expect.stringContaining('no conversion window') }])
  })

  const SEQUENCE = [
    { name: 'Sign up', event_id: 'SignUp', sequence_number: 1 },
    { name: 'Trade', event_id: 'Trade', sequence_number: 2, min_seconds_after_previous: 172_800 },
  ]

  it('is as late as the offer and its events ask for', async () => {
    const over = { min_seconds_after_click: 86_400, max_days_after_click: 4, events: SEQUENCE }
    const { answers, postbacks, causes } = await answersOf(over)
    expect(answers).toEqual(['accepted', 'accepted'])
    expect(postbacks.map(({ afterMs }) => afterMs / DAY_MS)).toEqual([1, 3])
    expect(causes).toEqual([])
  })

  it('follows the numbers of the events, not their list', async () => {
    const { answers, postbacks } = await answersOf({ events: SEQUENCE.toReversed() })
    expect(answers).toEqual(['accepted', 'accepted'])
    expect(postbacks.map(({ url }) => new URL(url).searchParams.get('cnv_event_id'))).toEqual(['SignUp', 'Trade'])
  })

  it('is still in the wrong order where that is the habit', async () => {
    expect((await answersOf({ events: SEQUENCE }, { habit: 'out_of_order' })).answers).toEqual([
      'event_out_of_order',
      'accepted',
    ])
  })

  it('moves only the decision: what is stored has the time of arrival', async () => {
    await answersOf({ min_seconds_after_click: 86_400 })
    const [postback] = await gokart.db('postbacks').select('received_at')
    const [conversion] = await gokart.db('conversions').select('converted_at')
    for (const at of [postback.received_at, conversion.converted_at]) {
      expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(60_000)
    }
  })

  it('moves no real click’s', async () => {
    const over = { min_seconds_after_click: 86_400 }
    const real = await gokart.make.offer(over)
    const click = await gokart.make.click({ offer: real })
    // A tracker that calls the URL of the link, which names a real click.
    const callback = encodeURIComponent(`${PUBLIC}/postback?gk_click_id=${bytesToUuid(click.id)}`)
    const link = `https://app.adjust.com/x?install_callback=${callback}&label={gk_click_id}`
    const { answers } = await answersOf({ ...over, tracker_id: 'adjust', tracking_link: link })
    expect(answers).toEqual(['too_early'])
    expect(await gokart.db('postbacks').select('test', 'offer_id')).toEqual([{ test: 0, offer_id: real.id }])
  })

  it('is nothing that a request from outside can say', async () => {
    offer = await gokart.make.offer({ ...LINK, min_seconds_after_click: 86_400 })
    const { macs } = gokart.context.snapshot.current()
    const mark = mintTestMark(macs[0], offer.id, Date.now() + 60_000)
    const click = await gokart.make.click({ offer, test: 1 })
    const said = { gk_click_id: bytesToUuid(click.id), afterClickMs: '90000000', receivedAt: '2100-01-01' }
    const headers = { 'gk-test': mark, afterClickMs: '90000000', 'content-type': 'application/json' }
    const sent = { method: 'POST', headers, body: JSON.stringify(said) }
    const response = await gokart.fetch(`/postback?${new URLSearchParams(said).toString()}`, sent)
    expect(await response.json()).toMatchObject({ status: 'rejected', reason: 'too_early' })
  })
})

it('a test link makes test clicks for a while', async () => {
  const owner = gokart.as(await gokart.make.user({ advertiser_id: offer.advertiser_id }))
  const { clickLink, expiresAt } = await owner.simulations.testLink({ params: { id: offer.id } })
  expect(clickLink).toMatch(new RegExp(`^${PUBLIC}/c/${offer.link_key}\\?gk_test=[\\w-]+$`))
  expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now())
  await gokart.fetch(clickLink.slice(PUBLIC.length))
  await gokart.fetch(`/c/${offer.link_key}`)
  expect((await gokart.db('clicks').orderBy('id')).map(({ test }: { test: number }) => test)).toEqual([1, 0])
})

describe('the postback of each tracker is understood', () => {
  it.each(TRACKERS.map((tracker) => [tracker.id, tracker] as const))('%s', async (_, tracker) => {
    const typed = tracker.clickParam === null && !tracker.pathSlot ? { parameter: 'click_id' } : {}
    const link = tracker.exampleLink ?? 'https://trk.example.com/path?x=1'
    const body = { trackingLink: link, trackerId: tracker.id, ...typed }
    const { trackingLink } = await client().trackers.recognise({ body })
    // A callback that cannot name its event is for one event.
    const single = tracker.postbackMode === 'embedded-callback' && tracker.eventMacro === null
    const events = single ? [{}] : EVENTS
    offer = await gokart.make.offer({ tracking_link: trackingLink, tracker_id: tracker.id, events })
    const { click, visit, postbacks } = await run({ amount: '12.34' })
    expect(visit?.clickId.replaceAll('-', '')).toBe(click.clickId?.replaceAll('-', ''))
    expect(postbacks.map(({ answer }) => answer?.status)).toEqual(events.map(() => 'accepted'))
    const { conversions } = await client().clicks.get({ params: { clickId: click.clickId ?? '' } })
    const sent = new URL(postbacks[0]?.url ?? '').searchParams
    expect(conversions.map(({ eventId, amount, conversionId }) => [eventId, amount, conversionId])).toEqual(
      offer.events.map(({ event_id }, index) => [
        event_id,
        tracker.amountMacro && '12.34',
        // Everflow sends its own click ID, the same for both.
        tracker.transactionMacro && (tracker.id === 'everflow' ? sent.get('cnv_conversion_id') : `test-${index + 1}`),
      ]),
    )
  })
})
