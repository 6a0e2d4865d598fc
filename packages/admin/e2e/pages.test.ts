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
  ['/', 'Today'],
  ['/offers', 'Offer Management'],
  ['/offers/new', 'New offer'],
  [`/offers/${made.offer.id}`, made.offer.name],
  ['/conversions', 'Conversions'],
  [`/conversions/${made.conversionId}`, 'Conversion'],
  ['/clicks', 'Clicks'],
  [`/clicks/${made.clickId}`, 'Click'],
  ['/postbacks', 'Postbacks'],
  [`/postbacks/${made.rejectedId}`, 'Postback'],
  ['/profile/account', 'Profile'],
  ['/profile/postback', 'Profile'],
  ['/profile/sessions', 'Profile'],
  ['/no-such-page', 'Nothing here'],
]
const forOps = (): [string, string][] => [
  ['/advertisers', 'Advertisers'],
  [`/advertisers/${made.advertiser.id}`, made.advertiser.name],
  ['/users', 'Users'],
]

async function open(page: Page, path: string, heading: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
  await page.waitForLoadState('networkidle')
}

describe.each(['light', 'dark'] as const)('in the %s theme axe finds nothing', (scheme) => {
  test('on the sign-in page', async () => {
    const page = await world.visit({ scheme })
    await page.goto('/sign-in')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expectAccessible(page, '/sign-in')
  })

  test.each([1280, 390])('on the pages of ops, %i wide', async (width) => {
    const page = await world.visit({ scheme, width })
    await signIn(page, ops.email, ops.password)
    for (const [path, heading] of [...shared(), ...forOps()]) {
      await open(page, path, heading)
      await expectAccessible(page, `${path} at ${width}`)
    }
  })

  test('on the pages of an advertiser’s user', async () => {
    const page = await world.visit({ scheme })
    await signIn(page, made.user.email, made.user.password)
    for (const [path, heading] of shared()) {
      await open(page, path, heading)
      await expectAccessible(page, path)
    }
    await page.goto('/advertisers')
    await page.getByRole('heading', { level: 1, name: 'Nothing here' }).waitFor()
  })
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
