import type { PostbackUrl } from '@gokart/shared'
import { OTHER_TRACKER, TRACKERS } from '@gokart/shared/trackers'
import { describe, expect, test } from 'vitest'
import { refusal, useGoKart } from '../test/harness.js'

const base = 'https://go.example.com'
const gokart = await useGoKart({ config: { publicUrl: base } })
const { make } = gokart
const token = 's'.repeat(32)

async function asAdvertiser(over: Parameters<typeof make.advertiser>[0] = {}) {
  const advertiser = await make.advertiser(over)
  return { advertiser, client: gokart.as(await make.user({ advertiser_id: advertiser.id })) }
}
const joined = ({ segments }: PostbackUrl) => segments.map(({ text }) => text).join('')

test('the catalogue is whole, and ends with the choice for all others', async () => {
  const { client } = await asAdvertiser()
  const { items, total } = await client.trackers.list()
  expect(items.map(({ id }) => id)).toEqual([...TRACKERS.map(({ id }) => id), OTHER_TRACKER.id])
  expect(total).toBe(items.length)
  expect(items.find(({ id }) => id === 'cake')).toMatchObject({ name: 'CAKE', clickParam: 's2', clickMacro: '#s2#' })
})

describe('recognising a pasted link', () => {
  const recognise = (body: Parameters<ReturnType<typeof gokart.as>['trackers']['recognise']>[0]['body']) =>
    gokart.as('ops').trackers.recognise({ body })

  test('names the tracker and adds its parameter', async () => {
    const pasted = ' https://demo.go2cloud.org/aff_c?offer_id=1001&aff_id=2002 '
    const answer = await recognise({ trackingLink: pasted })
    expect(answer).toMatchObject({ trackerId: 'tune', confidence: 'host', warnings: [] })
    expect(answer.trackingLink).toBe(`${pasted.trim()}&aff_click_id={gk_click_id}`)
    const { start, end, text } = answer.added!
    expect(answer.trackingLink.slice(start, end)).toBe(text)
  })

  test('takes another tracker or parameter where the user says so', async () => {
    const trackingLink = 'https://trk.example/?a=12&c=34'
    const chosen = await recognise({ trackingLink, trackerId: 'cake', parameter: 's3' })
    expect(chosen).toMatchObject({ trackerId: 'cake', trackingLink: `${trackingLink}&s3={gk_click_id}` })
    expect(await refusal(recognise({ trackingLink, trackerId: 'nonesuch' }))).toMatchObject({
      status: 422,
      faults: [{ pointer: '/body/trackerId' }],
    })
  })

  test('says what the lint says of the link that comes out', async () => {
    const odd = await recognise({ trackingLink: 'http://adv.example/?x={pub_sub_16}', trackerId: 'everflow' })
    expect(odd.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['insecure', 'unknown_macro']))
    const unknown = await recognise({ trackingLink: 'https://adv.example/' })
    expect(unknown).toMatchObject({ trackerId: null, added: null })
    expect(unknown.warnings.map(({ code }) => code)).toEqual(['tracker_not_recognised', 'missing_click_id'])
  })

  test.each(['', 'no link at all', '{', 'https://', 'javascript:alert(1)'])(
    'takes any text: %j',
    async (trackingLink) => {
      const { warnings } = await recognise({ trackingLink })
      expect(warnings.some(({ severity }) => severity === 'error')).toBe(true)
    },
  )
})

describe('the global postback URL', () => {
  test('of an advertiser’s user: its default tracker, and its token where the policy says so', async () => {
    const { client } = await asAdvertiser({
      default_tracker_id: 'everflow',
      token_policy: 'optional',
      postback_token: token,
    })
    const answer = await client.trackers.postbackUrl()
    expect(answer.url).toBe(
      `${base}/postback?gk_click_id={sub1}&cnv_event_id={event_name}&cnv_amount={sale_amount}&cnv_conversion_id={transaction_id}&token=${token}`,
    )
    expect(joined(answer)).toBe(answer.url)
    expect(answer.segments.filter(({ kind }) => kind === 'secret')).toEqual([{ text: token, kind: 'secret' }])
    const cake = await client.trackers.postbackUrl({ query: { trackerId: 'cake' } })
    expect(cake.url).toMatch(/\?gk_click_id=#s2#&/)
  })

  test('of an advertiser without a tracker and token: the seed’s own, with its instruction', async () => {
    const { client } = await asAdvertiser({ postback_token: token })
    const answer = await client.trackers.postbackUrl()
    expect(answer.url).toBe(`${base}/postback?gk_click_id=TOBEREPLACED`)
    expect(answer.replace?.text).toBe('TOBEREPLACED')
    const named = await client.trackers.postbackUrl({ query: { trackerId: 'other', parameter: 'click_id' } })
    expect(named.url).toBe(`${base}/postback?gk_click_id={click_id}`)
  })

  test('ops: of any advertiser, and without one no token', async () => {
    const required = await make.advertiser({ token_policy: 'required', postback_token: token })
    const client = gokart.as('ops')
    const theirs = await client.trackers.postbackUrl({ query: { advertiserId: required.id } })
    expect(theirs.url).toContain(`&token=${token}`)
    const nobodys = await client.trackers.postbackUrl({ query: { trackerId: 'tune' } })
    expect(nobodys.url).not.toContain('token')
    expect(await refusal(client.trackers.postbackUrl({ query: { advertiserId: 2_000_000 } }))).toMatchObject({
      status: 404,
    })
  })

  test('of another advertiser is not there', async () => {
    const { client } = await asAdvertiser()
    const other = await make.advertiser({ token_policy: 'required', postback_token: token })
    const theirs = await refusal(client.trackers.postbackUrl({ query: { advertiserId: other.id } }))
    const nobodys = await refusal(client.trackers.postbackUrl({ query: { advertiserId: 2_000_000 } }))
    expect({ ...theirs, requestId: '' }).toEqual({ ...nobodys, requestId: '' })
    expect(theirs.status).toBe(404)
  })
})

describe('the postback URL of an offer', () => {
  test('is the one that the offer shows, and one for each event', async () => {
    const { client, advertiser } = await asAdvertiser({ token_policy: 'required', postback_token: token })
    const { id } = await make.offer({
      advertiser_id: advertiser.id,
      tracker_id: 'everflow',
      tracking_link: 'https://adv.example/?sub1={gk_click_id}',
      events: [
        { name: 'SignUp', event_id: 'SignUp' },
        { name: 'Trade', event_id: 'First Trade' },
      ],
    })
    const offer = await client.offers.get({ params: { id } })
    const dynamic = await client.trackers.postbackUrl({ query: { offerId: id } })
    expect(dynamic.url).toBe(offer.postbackUrl)
    const fixed = await client.trackers.postbackUrl({ query: { offerId: id, eventId: 'First Trade' } })
    expect(fixed.url).toBe(offer.postbackUrls[1]?.url)
    expect(fixed.url).toContain('cnv_event_id=First%20Trade')
    const unknown = client.trackers.postbackUrl({ query: { offerId: id, eventId: 'first trade' } })
    expect(await refusal(unknown)).toMatchObject({ status: 404 })
  })

  test('of others is not there', async () => {
    const { client, advertiser } = await asAdvertiser()
    const offer = await make.offer()
    for (const query of [
      { offerId: offer.id },
      { offerId: offer.id, advertiserId: advertiser.id },
      { offerId: offer.id, advertiserId: offer.advertiser_id },
      { offerId: 2_000_000 },
    ]) {
      expect(await refusal(client.trackers.postbackUrl({ query }))).toMatchObject({ status: 404, code: 'not_found' })
    }
  })

  test.each([
    [{ trackerId: 'nonesuch' }, '/query/trackerId'],
    [{ eventId: 'SignUp' }, '/query/eventId'],
    [{ parameter: 'a b' }, '/query/parameter'],
  ])('refuses %j', async (query, pointer) => {
    const problem = await refusal(gokart.as('ops').trackers.postbackUrl({ query }))
    expect(problem).toMatchObject({ status: 422, faults: [{ pointer }] })
  })
})
