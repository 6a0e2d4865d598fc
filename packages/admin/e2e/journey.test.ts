import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { clipboard, signIn, useBrowser } from './browser.js'
import { TRACKER_CASES, type TrackerCase } from './trackers.js'

const gokart = inject('gokart')
const ops = inject('ops')
const world = useBrowser()
const ADVERTISER = 'Rocket Company'
let page: Page

beforeAll(async () => {
  page = await world.visit()
  await signIn(page, ops.email, ops.password)
})

test('ops makes an advertiser', async () => {
  await page.getByRole('link', { name: 'Advertisers' }).click()
  await page.getByRole('button', { name: 'New advertiser' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill(ADVERTISER)
  await page.getByLabel('Contact email').fill('tracking@rocket.test')
  await page.getByRole('button', { name: 'Save advertiser' }).click()
  await page.getByRole('heading', { level: 1, name: ADVERTISER }).waitFor()
  expect(new URL(page.url()).pathname).toMatch(/^\/advertisers\/\d+$/)
})

describe.each(TRACKER_CASES)('an offer on $tracker', (one) => {
  const name = `Offer with ${one.tracker}`
  let clickLink = ''
  let postbackUrl = ''

  test('is made by pasting the tracking link', async () => {
    await newOffer(name)
    await paste(one.paste)
    if (one.recognised) await page.getByText(one.recognised).first().waitFor()
    await expect.poll(() => page.getByLabel('Tracking link', { exact: true }).inputValue()).toBe(one.link)
    if (one.parameter) {
      await choose(page, 'Tracker', 'Other tracker')
      await page.getByLabel('Click ID parameter').fill(one.parameter)
    }
    await page.getByRole('button', { name: 'Save offer' }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    clickLink = await copied('Click link')
    postbackUrl = await copied('Postback URL')
    expect(clickLink.startsWith(`${gokart}/c/`)).toBe(true)
    expect(postbackUrl.startsWith(`${gokart}/postback?${one.macro}`)).toBe(true)
  })

  test('shows the same postback URL beside its row in Offer Management', async () => {
    await page.goto(`/offers?q=${encodeURIComponent(name)}`)
    await page.getByRole('button', { name: `Postback URL of ${name}` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Copy Postback URL' }).click()
    expect(await clipboard(page)).toBe(postbackUrl)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })

  test('takes a click to the advertiser, whose postback becomes a conversion', async () => {
    const clickId = await follow(clickLink, one)
    const answer = await fetch(fired(postbackUrl, one, clickId))
    expect(await answer.json()).toMatchObject({ status: 'accepted' })

    await page.goto(`/conversions?clickId=${clickId}`)
    await page.getByRole('cell', { name, exact: true }).waitFor()
    await page.goto(`/clicks/${clickId}`)
    await page.getByText('1 postback · 1 conversion').waitFor()
    await page.getByRole('heading', { name: 'Conversion', exact: true }).waitFor()
  })
})

test('an offer with several events has a URL for each', async () => {
  await newOffer('Funnel')
  await paste('https://trk.example.com/2CTPL/3QQG7/?source_id=x')
  await page.getByText('Everflow').first().waitFor()
  await page.getByRole('button', { name: 'Add event' }).click()
  await page.getByLabel('Event name').nth(0).fill('SignUp')
  await page.getByLabel('Event name').nth(1).fill('FirstTrade')
  await page.getByRole('button', { name: 'Save offer' }).click()
  await page.getByRole('heading', { level: 1, name: 'Funnel' }).waitFor()
  const clickLink = await copied('Click link')
  await expect
    .poll(() => page.getByTestId('url-text').allTextContents())
    .toEqual(
      expect.arrayContaining([
        expect.stringContaining('gk_click_id={sub1}&cnv_event_id=SignUp'),
        expect.stringContaining('gk_click_id={sub1}&cnv_event_id=FirstTrade'),
        expect.stringContaining('gk_click_id={sub1}&cnv_event_id={event_name}'),
      ]),
    )
  const clickId = await follow(clickLink, { take: (landed) => landed.searchParams.get('sub1') })
  const rejected = await fetch(`${gokart}/postback?gk_click_id=${clickId}&cnv_event_id=firsttrade`)
  expect(await rejected.json()).toMatchObject({ status: 'rejected', reason: 'unknown_event' })
  const accepted = await fetch(`${gokart}/postback?gk_click_id=${clickId}&cnv_event_id=FirstTrade`)
  expect(await accepted.json()).toMatchObject({ status: 'accepted' })

  await page.goto('/postbacks?outcome=rejected&reason=unknown_event')
  await page.getByRole('row').nth(1).getByRole('link').first().click()
  await page.getByRole('heading', { level: 1, name: 'Postback' }).waitFor()
  await page.getByText('FirstTrade').first().waitFor()
})

test('the Global Postback URL is the same in the profile and in Offer Management', async () => {
  await page.goto('/profile/postback')
  await choose(page, 'Tracking system', 'CAKE')
  await page.getByText('gk_click_id=').first().waitFor()
  const fromProfile = await copied('Global Postback URL')
  expect(fromProfile.startsWith(`${gokart}/postback?gk_click_id=#s2#`)).toBe(true)

  await page.goto('/offers')
  await page.getByRole('button', { name: 'Postback URL', exact: true }).click()
  await choose(page, 'Tracking system', 'CAKE')
  await expect.poll(() => copied('Global Postback URL')).toBe(fromProfile)
})

async function newOffer(name: string): Promise<void> {
  await page.goto('/offers')
  await page.getByRole('link', { name: 'New offer' }).first().click()
  await choose(page, 'Advertiser', ADVERTISER)
  await page.getByLabel('Name', { exact: true }).fill(name)
}

async function paste(link: string): Promise<void> {
  await page.evaluate((text) => navigator.clipboard.writeText(text), link)
  await page.getByLabel('Tracking link', { exact: true }).focus()
  await page.keyboard.press('ControlOrMeta+V')
}

async function choose(on: Page, label: string, option: string): Promise<void> {
  await on.getByLabel(label, { exact: true }).click()
  await on.keyboard.type(option)
  await on.getByRole('option', { name: option }).first().click()
}

async function copied(what: string): Promise<string> {
  await page
    .getByRole('button', { name: `Copy ${what}`, exact: true })
    .first()
    .click()
  return clipboard(page)
}

/** Opens the click link as a visitor of their own, and gives the click ID with which they arrive. */
async function follow(clickLink: string, { take }: Pick<TrackerCase, 'take'>): Promise<string> {
  const visitor = await world.visit()
  await visitor.goto(clickLink)
  await visitor.getByRole('heading', { name: 'Welcome at the advertiser' }).waitFor()
  return take(new URL(visitor.url())) ?? ''
}

/** The postback URL as the tracker calls it: its macros replaced, those that it has no value for left empty. */
function fired(url: string, { macro }: TrackerCase, clickId: string): string {
  const [base, rest] = url.split(macro)
  const others = (rest ?? '').replace(/=(\{[^}]*\}|#[^#]*#|\([^)]*\))/g, '=')
  return `${base}gk_click_id=${clickId}${others}`
}
