import type { Client, Offer } from '@gokart/shared'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { apiAs } from './api-client.js'
import { expectAccessible } from './axe.js'
import { clipboard, signIn, useBrowser } from './browser.js'

/* Explain, replay and share, with trackers whose macros are written in different ways. */

const gokart = inject('gokart')
const ops = inject('ops')
const world = useBrowser()
const VISITOR = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0' }

const TRACKERS = [
  {
    name: 'TUNE (HasOffers)',
    link: 'https://demo.go2cloud.org/aff_c?offer_id=1001&aff_id=2002',
    macro: '{aff_click_id}',
  },
  { name: 'CAKE', link: 'https://trk.example.com/?a=12&c=34&s1=&s2=', macro: '#s2#' },
  { name: 'AppsFlyer', link: 'https://app.appsflyer.com/com.example.app?pid=partner_int&c=camp', macro: '(clickid)' },
  { name: 'Partnerize', link: 'https://prf.hn/click/camref:1100abc/destination:https://example.com', macro: undefined },
] as const

interface Made {
  offer: Offer
  user: { email: string; password: string }
  clickId: string
}
let api: Client
const made = new Map<string, Made>()
const madeFor = (name: string) => made.get(name) ?? expect.fail(`Nothing was made for ${name}`)

async function clickOn({ clickLink }: Offer): Promise<string> {
  const answer = await fetch(clickLink, { redirect: 'manual', headers: VISITOR })
  const ids = /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/
  return ids.exec(decodeURIComponent(answer.headers.get('location') ?? ''))?.[0] ?? ''
}
async function send(query: string): Promise<Record<string, string>> {
  return (await (await fetch(`${gokart}/postback?${query}`)).json()) as Record<string, string>
}

beforeAll(async () => {
  api = await apiAs(gokart, ops.email, ops.password)
  for (const { name, link } of TRACKERS) {
    const { id: advertiserId } = await api.advertisers.create({ body: { name: `Tools ${name}`, tokenPolicy: 'off' } })
    const user = { email: `tools-${advertiserId}@advertiser.test`, password: 'a password of theirs' }
    await api.users.create({ body: { ...user, role: 'advertiser', advertiserId } })
    const { trackerId, trackingLink } = await api.trackers.recognise({ body: { trackingLink: link } })
    const body = { advertiserId, name: `Tools of ${name}`, trackingLink, trackerId: trackerId ?? 'other' }
    const offer = await api.offers.create({
      body: {
        ...body,
        events: [
          { name: 'SignUp', payout: '2' },
          { name: 'Lead', payout: '1' },
        ],
      },
    })
    made.set(name, { offer, user, clickId: await clickOn(offer) })
  }
})

async function visit(user: { email: string; password: string }, path: string, width = 1280): Promise<Page> {
  const page = await world.visit({ width })
  await signIn(page, user.email, user.password)
  await page.goto(path)
  return page
}
async function copied(page: Page, what: string): Promise<string> {
  await page.getByRole('button', { name: `Copy ${what}` }).click()
  await expect.poll(() => clipboard(page)).toMatch(/^http/)
  return clipboard(page)
}
/** In both themes, and where nothing fades any more. */
async function expectAccessibleThemes(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.waitForFunction(
      (dark) => document.documentElement.classList.contains('dark') === dark && document.getAnimations().length === 0,
      colorScheme === 'dark',
    )
    await expectAccessible(page, `${what}, ${colorScheme}`)
  }
}

describe.each(TRACKERS)('a postback of $name', ({ name, macro }) => {
  test('is explained where it is pasted, and the corrected URL is accepted', async () => {
    const { user, clickId } = madeFor(name)
    const page = await visit(user, '/postbacks')
    await page.getByRole('link', { name: 'Explain a postback' }).click()
    const field = page.getByLabel('Postback', { exact: true })
    // The macro of another tracker, which none of these replaces.
    await field.fill(`  ${gokart}/postback?gk_click_id=[[wrong_macro]]&cnv_event_id=SignUp\n`)
    const story = page.getByRole('region', { name: 'Explanation' })
    await story.getByText('Unreplaced macro').first().waitFor()
    await story.getByText('Its sender would get HTTP 400.').waitFor()
    const corrected = await copied(page, 'Corrected URL')
    expect(corrected).toBe(`${gokart}/postback?gk_click_id=${macro ?? 'TOBEREPLACED'}&cnv_event_id=SignUp`)
    if (name === 'CAKE') await expectAccessibleThemes(page, 'an explanation')

    await field.fill(corrected.replace(`=${macro ?? 'TOBEREPLACED'}`, `=${clickId}`))
    await story.getByText('Accepted').first().waitFor()
    await story.getByText('Its sender would get HTTP 200.').waitFor()
    const { total } = await api.conversions.list({ query: { clickId } })
    expect(total).toBe(0)
    expect(await send(new URL(await field.inputValue()).search.slice(1))).toMatchObject({ status: 'accepted' })
    await page.goto('/postbacks/explain')
    await field.fill(`curl '${gokart}/postback?gk_click_id=${clickId}&cnv_event_id=SignUp'`)
    await story.getByText('Duplicate').first().waitFor()
  })

  test('is shared with its sender, who opens it without an account', async () => {
    const { user, clickId, offer } = madeFor(name)
    const { postback_id: id } = await send(`gk_click_id=${clickId}&cnv_event_id=lead&cnv_email=ann@example.com`)
    const page = await visit(user, `/postbacks/${id}`)
    await page.getByRole('button', { name: 'Share with the sender' }).click()
    const link = await copied(page, 'Link')
    expect(link.startsWith(`${gokart}/p/`)).toBe(true)
    const stranger = await world.visit({ width: 390 })
    await stranger.goto(link)
    await stranger.getByRole('heading', { level: 1, name: `Postback of Tools ${name}` }).waitFor()
    await stranger.getByText('Unknown event').first().waitFor()
    expect(await copied(stranger, 'Corrected URL')).toBe(`${gokart}/postback?gk_click_id=${clickId}&cnv_event_id=Lead`)
    const shown = await stranger.locator('body').innerText()
    expect(shown).not.toContain(offer.name)
    expect(shown).not.toContain('ann@example.com')
    expect(await stranger.getByRole('navigation').count()).toBe(0)
    if (name === 'CAKE') await expectAccessibleThemes(stranger, 'a shared postback, 390 wide')
  })
})

test('a link that opens nothing says so, with 404', async () => {
  const page = await world.visit({ width: 390 })
  const answer = await page.goto('/p/made-up')
  expect(answer?.status()).toBe(404)
  expect(answer?.headers()['x-robots-tag']).toContain('noindex')
  await page.getByRole('heading', { level: 1, name: 'This link does not open anything' }).waitFor()
  await expectAccessibleThemes(page, 'a link that opens nothing')
})

test('a postback that is pasted into the command palette is explained', async () => {
  const page = await visit(madeFor('CAKE').user, '/offers')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await page
    .getByPlaceholder('Pages, reports, offers, a pasted click ID or postback')
    .fill(`${gokart}/postback?gk_click_id=#s2#`)
  await page.getByRole('option', { name: 'Explain this postback' }).click()
  await page.getByRole('region', { name: 'Explanation' }).getByText('Unreplaced macro').first().waitFor()
  expect(page.url()).toBe(`${gokart}/postbacks/explain`)
})

test('a log row is explained with today’s rules', async () => {
  const { offer, user } = madeFor('AppsFlyer')
  const { postback_id: id } = await send(`gk_click_id=${await clickOn(offer)}&cnv_event_id=lead`)
  const page = await visit(user, `/postbacks/${id}`)
  await page.getByRole('link', { name: 'Explain with today’s rules' }).click()
  const story = page.getByRole('region', { name: 'Explanation' })
  await story.getByText('Unknown event').first().waitFor()
  await page.getByText('A postback of the log').waitFor()
  await page.getByRole('button', { name: 'Explain another one' }).click()
  await page.getByLabel('Postback', { exact: true }).waitFor()
  expect(new URL(page.url()).search).toBe('')
})

test('rejected postbacks of all trackers are replayed once their event is there, and counted once', async () => {
  const wrong: { offer: Offer; id: string }[] = []
  for (const { name } of TRACKERS) {
    const { offer } = madeFor(name)
    const query = `gk_click_id=${await clickOn(offer)}&cnv_event_id=FirstTrade`
    for (const copy of [query, query]) wrong.push({ offer, id: (await send(copy))['postback_id'] ?? '' })
  }
  for (const { name } of TRACKERS) {
    const { offer } = madeFor(name)
    const events = [...offer.events, { name: 'FirstTrade', payout: '7' }]
    await api.offers.patch({ params: { id: offer.id }, body: { events } })
  }
  const { offer } = madeFor(TRACKERS[0].name)
  const page = await visit(ops, `/postbacks?reason=unknown_event&offerId=${offer.id}`)
  await page.getByRole('row').nth(1).waitFor()
  await page.getByRole('button', { name: 'Replay…' }).click()
  await page.getByRole('heading', { level: 1, name: /^Replay of \d+ postbacks$/ }).waitFor()
  const replay = page.getByRole('button', { name: /^Replay \d+ postbacks$/ })
  await replay.waitFor()
  await page.getByText('By today’s rules').first().waitFor()
  await expectAccessibleThemes(page, 'the preview of a replay')
  const before = await api.conversions.list({ query: { offerId: offer.id } })
  await replay.click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Replay \d+ postbacks$/ })
    .click()
  await page.getByText('Done', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Conversion', exact: true }).first().waitFor()
  await expectAccessibleThemes(page, 'the result of a replay')
  const after = await api.conversions.list({ query: { offerId: offer.id } })
  expect(after.total).toBe(before.total + 1)

  // The others of all trackers, and nothing of what is counted already.
  await page.goto('/postbacks?reason=unknown_event&q=Tools')
  await page.getByRole('row').nth(1).waitFor()
  await page.getByRole('button', { name: 'Replay…' }).click()
  await replay.click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Replay \d+ postbacks$/ })
    .click()
  await page.getByText('Done', { exact: true }).waitFor()
  for (const [index, one] of wrong.entries()) {
    const story = await api.postbacks.get({ params: { id: one.id } })
    expect(story.outcome).toBe(index % 2 ? 'duplicate' : 'accepted')
    expect(story.replays).toMatchObject([{ by: ops.email, from: { reason: 'unknown_event' } }])
  }
  await page.goto(`/postbacks/${wrong[2]?.id}`)
  await page.getByText(`by ${ops.email}`).waitFor()
  await expectAccessibleThemes(page, 'a postback that was replayed')
})
