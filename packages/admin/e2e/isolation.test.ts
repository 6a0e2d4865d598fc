import { beforeAll, expect, inject, test } from 'vitest'
import { signIn, useBrowser } from './browser.js'
import { populate } from './populate.js'

const gokart = inject('gokart')
const ops = inject('ops')
const world = useBrowser()
let mine: Awaited<ReturnType<typeof populate>>
let other: Awaited<ReturnType<typeof populate>>

beforeAll(async () => {
  mine = await populate(gokart, ops.email, ops.password, 'Mine')
  other = await populate(gokart, ops.email, ops.password, 'Other')
})

test('an advertiser’s user sees own and only own', async () => {
  const page = await world.visit()
  await signIn(page, mine.user.email, mine.user.password)

  for (const path of ['/offers', '/conversions', '/clicks', '/postbacks']) {
    await page.goto(path)
    await page.getByText(mine.offer.name).first().waitFor()
    expect(await page.getByText(other.offer.name).count(), `${path} shows another advertiser’s`).toBe(0)
  }
  for (const path of [
    `/offers/${other.offer.id}`,
    `/clicks/${other.clickId}`,
    `/conversions/${other.conversionId}`,
    `/postbacks/${other.rejectedId}`,
  ]) {
    await page.goto(path)
    await page.getByRole('heading', { name: /^There is no such/ }).waitFor()
  }
  expect(await page.getByRole('link', { name: 'Advertisers' }).count()).toBe(0)
})

test('an advertiser’s user makes an offer and copies its postback URL', async () => {
  const page = await world.visit()
  await signIn(page, mine.user.email, mine.user.password)
  await page.goto('/offers/new')
  expect(await page.getByLabel('Advertiser', { exact: true }).count()).toBe(0)
  await page.getByLabel('Name', { exact: true }).fill('Made by the advertiser')
  await page.getByLabel('Tracking link', { exact: true }).fill('https://brand.pxf.io/c/1234567/654321/4321')
  await page.getByRole('button', { name: 'Save offer' }).click()
  await page.getByRole('heading', { level: 1, name: 'Made by the advertiser' }).waitFor()
  await expect
    .poll(async () => page.getByTestId('url-text').allTextContents())
    .toEqual(expect.arrayContaining([expect.stringContaining('/postback?gk_click_id={SubId1}')]))
})
