import type { Client } from '@gokart/shared'
import type { Page } from 'playwright-core'
import { beforeAll, expect, inject, test } from 'vitest'
import { apiAs } from './api-client.js'
import { expectAccessible } from './axe.js'
import { signIn, useBrowser } from './browser.js'
import { populate } from './populate.js'

const gokart = inject('gokart')
const ops = inject('ops')
const world = useBrowser()
let api: Client
let offer: Awaited<ReturnType<typeof populate>>['offer']

const VISITOR = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0' }
const PENDING = 30

beforeAll(async () => {
  api = await apiAs(gokart, ops.email, ops.password)
  offer = (await populate(gokart, ops.email, ops.password, 'Status life')).offer
  for (let number = 1; number <= PENDING; number++) {
    const click = await fetch(offer.clickLink, { redirect: 'manual', headers: VISITOR })
    const clickId = new URL(click.headers.get('location') ?? '').searchParams.get('sub1')
    const query = `gk_click_id=${clickId}&cnv_event_id=SignUp&cnv_conversion_id=life-${number}&cnv_status=pending`
    await fetch(`${gokart}/postback?${query}`)
  }
})

async function visit(path: string): Promise<Page> {
  const page = await world.visit()
  await signIn(page, ops.email, ops.password)
  await page.goto(path)
  return page
}
const rows = (page: Page) => page.getByRole('checkbox', { name: /^Select Status life offer/ })
const counted = async (status: 'pending' | 'success' | 'rejected') =>
  (await api.conversions.list({ query: { offerId: offer.id, status } })).total

test('conversions are chosen with a range, rejected with a reason, and keep who, when and why', async () => {
  const page = await visit(`/conversions?offerId=${offer.id}&status=pending`)
  await rows(page).first().waitFor()
  await rows(page).nth(1).click()
  await rows(page)
    .nth(4)
    .click({ modifiers: ['Shift'] })
  await page.getByText('4 selected').waitFor()
  await expectAccessible(page, 'the list with a selection')
  await page.getByRole('button', { name: 'Reject', exact: true }).click()
  await page.getByRole('button', { name: 'Reject 4 conversions' }).click()
  await page.getByText('Say why, for those who read it later.').waitFor()
  await page.getByLabel('Reason').fill('Returned within the week')
  await page.getByRole('button', { name: 'Reject 4 conversions' }).click()
  await page.getByRole('link', { name: 'Every line and its report' }).waitFor()
  await expectAccessible(page, 'the result of a bulk change')
  await page.getByRole('button', { name: 'Close' }).last().click()
  expect(await counted('rejected')).toBe(4)
  const { items } = await api.conversions.list({ query: { offerId: offer.id, status: 'rejected' } })
  await page.goto(`/conversions/${items[0]?.id}`)
  await page.getByText('Returned within the week').waitFor()
  await page.getByText(ops.email).last().waitFor()
})

test('all that match are changed, page or not, and not when they have become more', async () => {
  const page = await visit(`/conversions?offerId=${offer.id}&status=pending`)
  await rows(page).first().waitFor()
  // By the keyboard alone.
  await page.getByRole('checkbox', { name: 'Select all rows of this page' }).focus()
  await page.keyboard.press('Space')
  await page.getByText('25 selected').waitFor()
  const all = PENDING - 4
  await page.getByRole('button', { name: `Select all ${all} that match` }).click()
  await page.getByRole('button', { name: 'Mark as success' }).click()
  await page.getByLabel('Reason').fill('Paid')
  const [one] = (await api.conversions.list({ query: { offerId: offer.id, status: 'pending' } })).items
  await api.conversions.patch({ params: { id: one!.id }, body: { status: 'rejected', reason: 'In the meantime' } })
  await page.getByRole('button', { name: `Mark ${all} conversions as success` }).click()
  await page.getByText(`You saw ${all} conversions, and now ${all - 1} match.`).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.reload()
  await rows(page).first().waitFor()
  await rows(page).first().click()
  await page.getByRole('button', { name: `Select all ${all - 1} that match` }).click()
  await page.getByRole('button', { name: 'Mark as success' }).click()
  await page.getByLabel('Reason').fill('Paid')
  await page.getByRole('button', { name: `Mark ${all - 1} conversions as success` }).click()
  await page.getByRole('link', { name: 'Every line and its report' }).waitFor()
  expect(await counted('pending')).toBe(0)
})

test('a file of statuses is checked, shown, started and reported', async () => {
  const page = await visit('/imports')
  await page.getByRole('link', { name: 'New import' }).first().click()
  await page.getByRole('button', { name: 'Check the file' }).click()
  await page.getByText('Choose a file.').waitFor()
  const choose = (text: string) =>
    page.getByLabel('CSV file').setInputFiles({ name: 'november.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await choose('id;state\n1;x\n')
  await page.getByRole('button', { name: 'Check the file' }).click()
  await page.getByText('does not name the column status').waitFor()
  await choose(
    [
      'cnv_conversion_id;advertiser;status;reason',
      'life-10;Status life;rejected;"Returned; late"',
      'life-11;Status life;refused;',
      'life-12;Nobody;rejected;',
    ].join('\r\n'),
  )
  await page.getByRole('button', { name: 'Check the file' }).click()
  await page.getByRole('button', { name: 'Start: 2 lines' }).waitFor()
  await page.getByText('"refused" is no status.').waitFor()
  await page.getByText('There is no advertiser "Nobody".').waitFor()
  expect(await counted('rejected')).toBe(5)
  await expectAccessible(page, 'the preview of an import')
  await page.getByRole('button', { name: 'Start: 2 lines' }).click()
  await page.getByText('Done', { exact: true }).waitFor()
  expect(await counted('rejected')).toBe(6)
  await page.getByRole('link', { name: /Changed/ }).click()
  await page.getByRole('cell', { name: /life-10/ }).waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Report', exact: true }).click()
  expect((await download).suggestedFilename()).toMatch(/^gokart-report-\d+\.csv$/)
})

test('an import that nobody wants is discarded', async () => {
  const page = await visit('/imports/new')
  await page.getByText('Conversions', { exact: true }).last().click()
  await page.getByLabel('CSV file').setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from('a') })
  await page.getByRole('button', { name: 'Check the file' }).click()
  await page.getByText('Say whose conversions these are.').waitFor()
  const { id } = await api.batches.upload({
    query: { kind: 'conversion_import', fileName: 'unwanted.csv', advertiserId: offer.advertiserId },
    file: 'time,gk_click_id\nyesterday,{sub1}\n2026-01-01,{sub1}\n',
  })
  await page.goto(`/imports/${id}`)
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  await page.getByRole('button', { name: 'Discard import' }).click()
  await page.waitForURL((url) => url.pathname === '/imports')
  await expect(api.batches.get({ params: { id } })).rejects.toThrow('There is no such')
})
