import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { expectAccessible } from './axe.js'
import { signIn, useBrowser } from './browser.js'
import { populate } from './populate.js'

const gokart = inject('gokart')
const ops = inject('ops')
const world = useBrowser()
let made: Awaited<ReturnType<typeof populate>>

beforeAll(async () => {
  made = await populate(gokart, ops.email, ops.password, 'Pages')
})

/** Every page of the admin, and the heading that tells that it is there. */
const shared = (): [path: string, heading: string][] => [
  ['/', 'Dashboard'],
  ['/?range=today&grain=hour', 'Dashboard'],
  ['/reports', 'Reports'],
  ['/reports?dimensions=offer,day&compare=previous&clock=click&country=DE', 'Reports'],
  ['/reports/rows?metric=clicks', 'Behind Clicks'],
  ['/reports/rows?metric=revenue', 'Behind Revenue'],
  ['/reports/rows?metric=rejected_postbacks', 'Behind Rejected postbacks'],
  ['/offers', 'Offer Management'],
  ['/offers/new', 'New offer'],
  [`/offers/${made.offer.id}`, made.offer.name],
  [`/offers/${made.offer.id}/test`, 'Test'],
  ['/conversions', 'Conversions'],
  [`/conversions/${made.conversionId}`, 'Conversion'],
  ['/clicks', 'Clicks'],
  [`/clicks/${made.clickId}`, 'Click'],
  ['/postbacks', 'Postbacks'],
  [`/postbacks/${made.rejectedId}`, 'Postback'],
  ['/postbacks/explain', 'Explain a postback'],
  [`/postbacks/explain?postback=${made.rejectedId}`, 'Explain a postback'],
  ['/profile/account', 'Profile'],
  ['/profile/postback', 'Profile'],
  ['/profile/sessions', 'Profile'],
  ['/no-such-page', 'Nothing here'],
]
const forOps = (): [string, string][] => [
  ['/imports', 'Imports'],
  ['/imports/new', 'New import'],
  [`/imports/${made.batch.id}`, made.batch.fileName ?? ''],
  [`/postbacks/replays/${made.replay.id}`, `Replay of ${made.replay.lines} postback`],
  ['/advertisers', 'Advertisers'],
  [`/advertisers/${made.advertiser.id}`, made.advertiser.name],
  ['/users', 'Users'],
  ['/rates', 'Rates'],
  ['/system', 'System'],
]

async function open(page: Page, path: string, heading: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
  await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
}

/** What still moves or has the other theme, by name. */
function unsettled(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  return page.evaluate((dark) => {
    const moving = document.getAnimations().map((animation) => {
      const { target } = animation.effect as KeyframeEffect
      return `${animation.constructor.name} ${target?.outerHTML.slice(0, 200)}`
    })
    return document.documentElement.classList.contains('dark') === dark ? moving : ['the other theme', ...moving]
  }, colorScheme === 'dark')
}

/** Looks at a page in one theme after the other. */
async function expectAccessibleThemes(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // The page follows the system, and its colours fade over.
    await expect
      .poll(() => unsettled(page, colorScheme), { message: `${what} comes to rest in the ${colorScheme} theme` })
      .toEqual([])
    await expectAccessible(page, `${what} in the ${colorScheme} theme`)
  }
}

describe('axe finds nothing in either theme, and nothing scrolls sideways', () => {
  test('on the sign-in page', async () => {
    const page = await world.visit()
    await page.goto('/sign-in')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expectAccessibleThemes(page, '/sign-in')
  })

  test.each([1280, 390])(
    'on the pages of ops, %i wide',
    async (width) => {
      const page = await world.visit({ width })
      await signIn(page, ops.email, ops.password)
      for (const [path, heading] of [...shared(), ...forOps()]) {
        await open(page, path, heading)
        await expectAccessibleThemes(page, `${path}, ${width} wide,`)
      }
    },
    300_000,
  )

  test('on the pages of an advertiser’s user, who finds no page of ops', async () => {
    const page = await world.visit()
    await signIn(page, made.user.email, made.user.password)
    for (const [path, heading] of shared()) {
      await open(page, path, heading)
      await expectAccessibleThemes(page, path)
    }
    for (const [path] of forOps()) await open(page, path, 'Nothing here')
  }, 300_000)
})

test('a page that needs a sign-in leads there and back', async () => {
  const page = await world.visit()
  await page.goto(`/clicks/${made.clickId}`)
  await page.getByLabel('Email').fill(ops.email)
  await page.getByLabel('Password', { exact: true }).fill(ops.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Click', exact: true }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/clicks/${made.clickId}`)
})
