import { readFile } from 'node:fs/promises'
import type { Client } from '@gokart/shared'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { apiAs } from './api-client.js'
import { expectAccessible } from './axe.js'
import { signIn, useBrowser } from './browser.js'
import { populate } from './populate.js'

const gokart = inject('gokart')
const ops = inject('ops')
const world = useBrowser()
type Populated = Awaited<ReturnType<typeof populate>>
let mine: Populated
let other: Populated
let api: Client

const PHONE = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1' }

beforeAll(async () => {
  mine = await populate(gokart, ops.email, ops.password, 'Reported')
  other = await populate(gokart, ops.email, ops.password, 'Elsewhere')
  api = await apiAs(gokart, ops.email, ops.password)
  // Two clicks more, and a conversion of one of them.
  for (const sub of ['summer', 'winter']) {
    const click = await fetch(`${mine.offer.clickLink}?pub_sub_1=${sub}`, { redirect: 'manual', headers: PHONE })
    const clickId = new URL(click.headers.get('location') ?? '').searchParams.get('sub1')
    if (sub === 'winter')
      await fetch(`${gokart}/postback?gk_click_id=${clickId}&cnv_event_id=SignUp&cnv_conversion_id=w`)
  }
})

async function visit(path: string, as = ops): Promise<Page> {
  const page = await world.visit()
  await signIn(page, as.email, as.password)
  await page.goto(path)
  await settled(page)
  return page
}
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
}
/** The file of the page's export button, as CSV. */
async function exported(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  return readFile(await (await download).path(), 'utf8')
}
const table = (page: Page) => page.getByRole('table', { name: 'Report' })
const tile = (page: Page, metric: string) => page.locator(`[data-metric=${metric}]`)
const query = (page: Page) => new URL(page.url()).searchParams

describe('the dashboard', () => {
  test('its numbers are those of the rows behind them', async () => {
    const page = await visit(`/?range=today&advertiserId=${mine.advertiser.id}`)
    for (const [metric, name, rows] of [
      ['clicks', 'Clicks', '3 clicks'],
      ['conversions', 'Conversions', '2 conversions'],
      ['payout', 'Payout', '2 conversions'],
      ['rejected_postbacks', 'Rejected postbacks', '1 rejected postback,'],
    ] as const) {
      const shown = await tile(page, metric).getByTestId('value').textContent()
      if (metric === 'payout') expect(shown).toBe('US$5.00')
      else expect(rows.startsWith(`${shown} `), `${metric} is ${shown}`).toBe(true)
      await tile(page, metric)
        .getByRole('link', { name: `The rows behind ${name}` })
        .click()
      await page.getByRole('heading', { level: 1, name: `Behind ${name}` }).waitFor()
      await page.getByText(rows).waitFor()
      await page.goBack()
      await settled(page)
    }
  })

  test('a tile chooses the line of the chart, and t shows the same numbers as a table', async () => {
    const page = await visit(`/?range=today&advertiserId=${mine.advertiser.id}`)
    await page.getByTestId('trend').locator('svg path').first().waitFor({ state: 'attached' })
    await tile(page, 'conversions').getByRole('button').click()
    await page.keyboard.press('t')
    const rows = page.getByTestId('trend').getByRole('row')
    await expect.poll(() => rows.count()).toBeGreaterThan(20)
    const counts = await page.getByTestId('trend').locator('tbody tr td:nth-of-type(1)').allTextContents()
    expect(counts.reduce((sum, text) => sum + Number.parseInt(text, 10), 0)).toBe(2)
    await expectAccessible(page, 'the dashboard as a table')
  })

  test('what stands out leads to its report', async () => {
    const page = await visit('/?range=today')
    await page.getByRole('region', { name: 'Top offers' }).getByRole('link', { name: mine.offer.name }).click()
    await settled(page)
    await page.getByText(`Offer: ${mine.offer.name}`).waitFor()
    expect(query(page).get('dimensions')).toBe('day')
  })
})

describe('the report builder', () => {
  test('a report is built, drilled into to its rows, and is the same from its URL', async () => {
    const page = await visit('/reports?range=today')
    await page.getByRole('button', { name: 'Do not split by Day' }).click()
    await page.getByRole('button', { name: 'Split the report' }).click()
    await page.getByRole('menuitem', { name: 'Offer', exact: true }).click()
    await page.getByRole('button', { name: 'Split further' }).click()
    await page.getByRole('menuitem', { name: 'Event', exact: true }).click()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByTestId('metrics').getByLabel('Payout').check()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Conversions', exact: true }).click()
    await settled(page)
    expect(Object.fromEntries(query(page))).toMatchObject({
      range: 'today',
      dimensions: 'offer,event',
      metrics: 'clicks,conversions,cr,revenue,payout',
      sort: '-conversions',
    })
    await expectAccessible(page, 'a report of two dimensions')

    const before = await table(page).innerText()
    await page.reload()
    await settled(page)
    expect(await table(page).innerText()).toBe(before)

    const row = table(page).getByRole('row').filter({ hasText: mine.offer.name }).filter({ hasText: 'SignUp' })
    await row.getByRole('link', { name: /^Payout of/ }).click()
    await page.getByText('2 conversions,').waitFor()
    await expect.poll(() => page.getByRole('table', { name: 'Rows' }).getByRole('row').count()).toBe(3)
    await page.getByRole('table', { name: 'Rows' }).getByRole('row').nth(1).getByRole('link').first().click()
    await page.getByRole('heading', { level: 1, name: 'Conversion', exact: true }).waitFor()
  })

  test('a click on a row splits it further; a filter is found by its name, and by the keyboard', async () => {
    const page = await visit('/reports?range=today&dimensions=advertiser')
    await table(page).getByRole('link', { name: mine.advertiser.name, exact: true }).click()
    await table(page).getByRole('link', { name: mine.offer.name, exact: true }).waitFor()
    expect(query(page).get('advertiserId')).toBe(String(mine.advertiser.id))
    await page.getByRole('button', { name: 'Take the filter Advertiser away' }).click()
    await table(page).getByRole('link', { name: other.offer.name, exact: true }).waitFor()

    await page.keyboard.press('/')
    await page.getByTestId('filter').getByLabel('Value').click()
    await page.getByRole('option', { name: mine.offer.name }).click()
    await expect.poll(() => query(page).get('offerId')).toBe(String(mine.offer.id))
    await expect.poll(() => table(page).getByRole('link', { name: other.offer.name, exact: true }).count()).toBe(0)
    await page.getByText(`Offer: ${mine.offer.name}`).waitFor()
  })

  test('totals are those of the API, by either clock and beside the range before', async () => {
    const page = await visit(
      `/reports?range=today&offerId=${mine.offer.id}&dimensions=pub_sub_1&compare=previous&zone=UTC`,
    )
    const totals = page.getByTestId('totals')
    await totals.getByText('3').first().waitFor()
    await page.getByLabel('Click time').check()
    await expect.poll(() => query(page).get('clock')).toBe('click')
    await settled(page)
    await table(page).getByRole('row').filter({ hasText: 'winter' }).getByText('still maturing').waitFor()
    expect(await totals.getByRole('link', { name: /^Conversions/ }).innerText()).toContain('2')
    const day = new Date().toISOString().slice(0, 10)
    const report = await api.reports.run({
      query: { from: `${day}T00:00:00Z`, to: `${day}T23:59:59Z`, offerId: mine.offer.id, clock: 'click' },
    })
    expect(report.totals).toMatchObject({ clicks: 3, conversions: 2 })
  })

  test('an exported report has the numbers of the page, and so has the list of clicks', async () => {
    const page = await visit(`/reports?range=today&dimensions=pub_sub_1&offerId=${mine.offer.id}&metrics=clicks,payout`)
    const file = await exported(page)
    const row = table(page).getByRole('row').filter({ hasText: 'winter' })
    expect(await row.innerText()).toMatch(/1\s+US\$2\.50/)
    expect(await page.getByTestId('totals').innerText()).toMatch(/3\s+US\$5\.00/)
    expect(file).toMatch(/^winter,1,.*2\.50/m)
    expect(file).toMatch(/^Total,3,.*5\.00/m)
    await page.goto(`/clicks?offerId=${mine.offer.id}`)
    await settled(page)
    const lines = (await exported(page)).trim().split('\r\n')
    expect(lines).toHaveLength(1 + 3)
    expect(lines.slice(1).every((line) => line.includes(mine.offer.name))).toBe(true)
  })

  test('a report is saved, opened from the palette, renamed and deleted', async () => {
    const page = await visit(`/reports?range=last7&dimensions=offer&offerId=${mine.offer.id}`)
    await page.getByRole('button', { name: 'Saved reports' }).click()
    await page.getByRole('menuitem', { name: 'Save this report' }).click()
    await page.getByLabel('Name', { exact: true }).fill('My week')
    await page.getByRole('button', { name: 'Save report' }).click()
    await page.getByRole('heading', { level: 1, name: 'My week' }).waitFor()
    const { items } = await api.reportViews.list()
    expect(items.find(({ name }) => name === 'My week')?.url).toContain('range=last7')

    await page.goto('/')
    await settled(page)
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByPlaceholder(/^Pages, reports/).fill('my wee')
    await page.getByRole('option', { name: 'My week' }).click()
    await page.getByRole('heading', { level: 1, name: 'My week' }).waitFor()
    await table(page).getByRole('link', { name: mine.offer.name, exact: true }).waitFor()

    await page.getByRole('button', { name: 'Saved reports' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete report' }).click()
    await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor()
  })
})

test('an advertiser’s user reports on own and only own, and no saved report of ops', async () => {
  await api.reportViews.create({ body: { name: 'Of ops', url: '/reports?dimensions=advertiser', shared: true } })
  const page = await visit('/reports?range=today&dimensions=advertiser,offer', mine.user)
  await table(page).getByRole('link', { name: mine.offer.name, exact: true }).waitFor()
  expect(await page.getByText(other.offer.name).count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Do not split by Advertiser' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Saved reports' }).click()
  await page.getByRole('menuitem', { name: 'Save this report' }).waitFor()
  expect(await page.getByText('Of ops').count()).toBe(0)
  await page.goto(`/reports/rows?range=today&metric=clicks&offerId=${other.offer.id}`)
  await page.getByText('No rows').waitFor()
  await page.goto('/?range=today')
  await settled(page)
  expect(await tile(page, 'clicks').getByTestId('value').textContent()).toBe('3')
  expect(await page.getByText(other.offer.name).count()).toBe(0)
})

test('ops enter and import rates, and a report is shown in one currency', async () => {
  const page = await visit('/rates')
  await page.getByRole('button', { name: 'Enter rate' }).click()
  await page.getByLabel('Is worth so many USD').fill('1.1')
  await page.getByRole('button', { name: 'Save rate' }).click()
  await page.getByRole('cell', { name: '1.1', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Import' }).click()
  const file = (text: string) => ({ name: 'rates.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.getByLabel('CSV file').setInputFiles(file('date,from,to,rate\n2026-01-01,USD,EUR,none\n'))
  await page.getByRole('button', { name: 'Import', exact: true }).last().click()
  await page.getByText('Must be a decimal number').waitFor()
  await page.getByLabel('CSV file').setInputFiles(file('date,from,to,rate\n2026-01-01,USD,EUR,0.5\n'))
  await page.getByRole('button', { name: 'Import', exact: true }).last().click()
  await page.getByText('1 rate imported').first().waitFor()
  await page.goto(`/reports?range=today&dimensions=offer&offerId=${mine.offer.id}&currency=EUR&metrics=payout`)
  await settled(page)
  expect(await page.getByTestId('totals').innerText()).toContain('€2.50')
})
