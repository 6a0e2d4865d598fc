import { expect, inject, test } from 'vitest'
import { apiAs } from './api-client.js'

// The examples of the text that GoKart started from, word for word but for the host.
test('the tracking link of the seed takes the click ID in click_id, the postback with it is credited', async () => {
  const gokart = inject('gokart')
  const { email, password } = inject('ops')
  const ops = await apiAs(gokart, email, password)
  const advertiser = await ops.advertisers.create({ body: { name: 'Seed' } })
  const offer = await ops.offers.create({
    body: {
      advertiserId: advertiser.id,
      name: 'Seed',
      trackingLink: 'https://google.com?click_id={gk_click_id}',
      trackerId: 'other',
      clickParameter: 'click_id',
    },
  })
  expect(offer.postbackUrl).toBe(`${gokart}/postback?gk_click_id={click_id}`)

  const click = await fetch(offer.clickLink, {
    redirect: 'manual',
    headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0)' },
  })
  expect(click.status).toBe(302)
  const location = click.headers.get('location') ?? ''
  expect(location).toMatch(
    /^https:\/\/google\.com\?click_id=[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  const clickId = new URL(location).searchParams.get('click_id') ?? ''

  const answer = await fetch(offer.postbackUrl.replace('{click_id}', clickId))
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ status: 'accepted' })
  const { items } = await ops.conversions.list({ query: { clickId } })
  expect(items).toHaveLength(1)
})

test('without a tracker the postback URL says what to replace', async () => {
  const gokart = inject('gokart')
  const { email, password } = inject('ops')
  const ops = await apiAs(gokart, email, password)
  const { url, replace } = await ops.trackers.postbackUrl({ query: {} })
  expect(url).toBe(`${gokart}/postback?gk_click_id=TOBEREPLACED`)
  expect(replace?.instruction).toContain('Replace the capitalized portion (TOBEREPLACED)')
})
