import type { Client, Offer } from '@gokart/shared'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { apiAs } from './api-client.js'
import { expectAccessible } from './axe.js'
import { signIn, useBrowser } from './browser.js'

const gokart = inject('gokart')
const ops = inject('ops')
const world = useBrowser()
const VISITOR = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0' }
const user = { email: 'dev@checker.test', password: 'a password of theirs' }

let api: Client
let advertiserId: number
beforeAll(async () => {
  api = await apiAs(gokart, ops.email, ops.password)
  advertiserId = (await api.advertisers.create({ body: { name: 'Checker Ltd', tokenPolicy: 'optional' } })).id
  await api.users.create({ body: { ...user, role: 'advertiser', advertiserId } })
})

const offerOf = (name: string, trackerId: string, trackingLink: string, events?: string[]): Promise<Offer> =>
  api.offers.create({
    body: {
      advertiserId,
      name,
      trackerId,
      trackingLink,
      ...(trackerId === 'other' ? { clickParameter: 'click_id' } : {}),
      ...(events ? { events: events.map((event) => ({ name: event, payout: '3' })) } : {}),
    },
  })

let before: Page | undefined
/** Who looks at something else follows no more: so many tests at once are refused. */
async function visit(path: string): Promise<Page> {
  await before?.close()
  const page = await world.visit()
  before = page
  await signIn(page, user.email, user.password)
  await page.goto(path)
  return page
}

/** Follows a link of GoKart as a browser elsewhere does, as far as the redirect. */
async function location(link: string): Promise<string> {
  const answer = await fetch(link, { redirect: 'manual', headers: VISITOR })
  return answer.headers.get('location') ?? ''
}
const step = (page: Page, name: string, state: string) =>
  page.locator(`[data-step=${name}][data-state=${state}]`).waitFor({ timeout: 15_000 })

/** Trackers whose macros, or places of the click ID, are written in different ways. */
const TRACKERS = [
  ['everflow', 'Everflow', 'https://trk.example.com/2CTPL/3QQG7/?sub1={gk_click_id}'],
  ['cake', 'CAKE', 'https://trk.example.com/?a=12&c=34&s2={gk_click_id}'],
  ['appsflyer', 'AppsFlyer', 'https://app.appsflyer.com/com.example.app?pid=partner_int&clickid={gk_click_id}'],
  ['voluum', 'Voluum', 'https://abc.voluumtrk.com/81342a7e-96a9-4476-972d-21184556df1d?externalid={gk_click_id}'],
  [
    'partnerize',
    'Partnerize',
    'https://prf.hn/click/camref:abc/pubref:{gk_click_id}/destination:https%3A%2F%2Fx.example',
  ],
  ['other', 'Other tracker', 'https://shop.example.net/landing?click_id={gk_click_id}'],
] as const

describe('the live checker', () => {
  test('follows a click by itself, from the test link to the conversion', async () => {
    const offer = await offerOf('Live', 'cake', 'https://trk.example.com/?s2={gk_click_id}', ['Lead', 'Sale'])
    const page = await visit(`/offers/${offer.id}`)
    await page.getByRole('link', { name: 'Test it', exact: true }).click()
    await step(page, 'click', 'waiting')
    await page.evaluate(() => Object.assign(window, { loadedOnce: true }))
    const link = await page.getByRole('link', { name: 'Open the test link' }).getAttribute('href')
    const clickId = new URL(await location(link ?? '')).searchParams.get('s2') ?? ''
    await step(page, 'destination', 'done')
    await page.getByText('where CAKE reads it').waitFor()
    await fetch(`${gokart}/postback?gk_click_id=${clickId}&cnv_event_id=lead`)
    await step(page, 'conversion', 'failed')
    await page.getByText('cnv_event_id=Lead').first().waitFor()
    await expectAccessible(page, 'a test with a rejected postback')
    await fetch(`${gokart}/postback?gk_click_id=${clickId}&cnv_event_id=Lead`)
    await step(page, 'conversion', 'done')
    await page.getByTestId('live-steps').getByText('Not yet: Sale.').waitFor()
    await expectAccessible(page, 'a test that ended well')
    expect(await page.evaluate(() => 'loadedOnce' in window), 'the page was not loaded again').toBe(true)
    // It goes on where it was after a reload.
    await page.reload()
    await step(page, 'conversion', 'done')
    expect((await api.conversions.list({ query: { offerId: offer.id } })).total).toBe(0)
    expect((await api.clicks.list({ query: { offerId: offer.id } })).total).toBe(0)
  })

  test('opens the test link in a tab of its own, and shows in red what is missing', async () => {
    const offer = await offerOf('Wrong place', 'tune', 'https://demo.go2cloud.org/aff_c?offer_id=1&subid={gk_click_id}')
    const page = await visit(`/offers/${offer.id}/test`)
    const opened = page.context().waitForEvent('page')
    await page.getByRole('link', { name: 'Open the test link' }).click()
    const landed = await opened
    await landed.waitForURL(/go2cloud/)
    await step(page, 'destination', 'failed')
    await page.getByText('aff_click_id={gk_click_id}').waitFor()
    await expectAccessible(page, 'a test whose click ID does not arrive')
  })

  test('ends with the session', async () => {
    const offer = await offerOf('Signed out', 'cake', 'https://trk.example.com/?s2={gk_click_id}')
    const page = await visit(`/offers/${offer.id}/test`)
    await step(page, 'click', 'waiting')
    await page.request.delete('/api/session')
    await page.waitForURL(/sign-in/, { timeout: 20_000 })
    expect(new URL(page.url()).pathname).toBe('/sign-in')
  })
})

describe('the simulator', () => {
  test.each(TRACKERS)('is %s: received, kept, sent, accepted', async (trackerId, name, trackingLink) => {
    const offer = await offerOf(`Simulated ${trackerId}`, trackerId, trackingLink)
    const page = await visit(`/offers/${offer.id}/test`)
    await page.getByRole('button', { name: 'Simulate the tracker' }).click()
    const story = page.getByTestId('simulation')
    await story.getByText(`${name} takes the click ID from`).waitFor()
    const sent = story.getByTestId('sent-postback')
    expect(await sent.locator('[data-status=accepted]').count()).toBe(1)
    await expectAccessible(page, `the simulation of ${name}`)
    // The live test sees the same click.
    await step(page, 'conversion', 'done')
  })

  test.each([
    ['everflow', '{sub1}'],
    ['cake', '#s2#'],
    ['appsflyer', '(clickid)'],
    ['voluum', '{externalid}'],
  ])('leaves the macro of %s as it is written, and is told so', async (trackerId, macro) => {
    const [, , trackingLink] = TRACKERS.find(([id]) => id === trackerId)!
    const offer = await offerOf(`Unreplaced ${trackerId}`, trackerId, trackingLink)
    const page = await visit(`/offers/${offer.id}/test?habit=unreplaced_macro`)
    await page.getByText('Leaves its macros as they are written.').waitFor()
    await page.getByRole('button', { name: 'Simulate the tracker' }).click()
    const sent = page.getByTestId('sent-postback')
    await sent.locator('[data-status=rejected]').waitFor()
    const request = await sent.getByTestId('url-text').first().textContent()
    // A fragment is never sent: of #s2# nothing arrives.
    expect(request).toContain(macro.startsWith('#') ? 'gk_click_id=' : `gk_click_id=${macro}`)
    await sent.getByRole('link', { name: /Rule by rule/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Postback' }).waitFor()
  })

  test('a late postback is too late for the offer that has a window', async () => {
    const offer = await offerOf('Late', 'everflow', 'https://trk.example.com/A/B/?sub1={gk_click_id}')
    await api.offers.patch({ params: { id: offer.id }, body: { maxDaysAfterClick: 60 } })
    const page = await visit(`/offers/${offer.id}/test?habit=late`)
    await page.getByRole('button', { name: 'Simulate the tracker' }).click()
    const sent = page.getByTestId('sent-postback')
    await sent.getByText('would be sent 61 days after the click').waitFor()
    await sent.getByText('a longer conversion window can be set').waitFor()
    expect(await sent.locator('[data-status=rejected]').count()).toBe(1)
    await expectAccessible(page, 'a late simulation')
    await api.offers.patch({ params: { id: offer.id }, body: { maxDaysAfterClick: null } })
    await page.getByRole('button', { name: 'Simulate the tracker' }).click()
    await sent.locator('[data-status=accepted]').waitFor()
    await page.getByText('it takes a conversion however late it comes').waitFor()
  })

  test('another tracker and a retry storm are chosen in the form, and stand in the URL', async () => {
    const offer = await offerOf('Chosen', 'everflow', 'https://trk.example.com/A/B/?sub1={gk_click_id}')
    const page = await visit(`/offers/${offer.id}/test`)
    await page.getByLabel('Habit').click()
    await page.getByRole('option', { name: 'Retry storm' }).click()
    await page.waitForURL(/habit=retry_storm/)
    await page.getByRole('button', { name: 'Simulate the tracker' }).click()
    await page.getByRole('heading', { name: 'What it sent: 11 postbacks' }).waitFor()
    expect(await page.getByTestId('simulation').locator('[data-status=duplicate]').count()).toBe(10)
    await page.getByLabel('Amount').fill('a lot')
    await page.getByRole('button', { name: 'Simulate the tracker' }).click()
    await page.getByText('Must be a decimal number').waitFor()
  })
})

describe('the story of a click', () => {
  test.each(TRACKERS)('of %s: what was sent where, each request, who changed what', async (trackerId, _name, link) => {
    const offer = await offerOf(`Story ${trackerId}`, trackerId, link)
    const destination = await location(`${offer.clickLink}?pub_sub_1=summer`)
    // Voluum has an ID of its own in its links.
    const found = destination.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g)?.at(-1) ?? ''
    await fetch(`${gokart}/postback?gk_click_id=${found}&cnv_amount=1x2x3`)
    const answer = await fetch(`${gokart}/postback?gk_click_id=${found}&cnv_conversion_id=s-${trackerId}`)
    const { conversion_id: id = '' } = (await answer.json()) as Record<string, string>
    await api.conversions.patch({ params: { id }, body: { status: 'rejected', reason: 'Sent back' } })
    const page = await visit(`/clicks/${found}`)
    await page.getByText('2 postbacks · 1 conversion').waitFor()
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents()
    expect(headings).toEqual([
      'The visit',
      'Macros as they were sent',
      'Where the visitor was sent',
      'Postback rejected',
      'Postback accepted',
      'Conversion',
      'Status changed',
    ])
    await page.locator('[data-macro=gk_click_id]').getByText(found).waitFor()
    await page.getByText('cnv_amount=1x2x3').first().waitFor()
    await page.getByText('GoKart ops').waitFor()
    expect(await page.getByText(ops.email).count()).toBe(0)
    await expectAccessible(page, 'the story of a click')
  })
})
