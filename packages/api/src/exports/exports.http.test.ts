import Excel from 'exceljs'
import { expect, test } from 'vitest'
import { refusal, useGoKart } from '../test/harness.js'

const gokart = await useGoKart()
const { make } = gokart
const RANGE = { from: '2026-11-20T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' }
const at = (text: string) => new Date(text)
const lines = (csv: string) => csv.replace('\uFEFF', '').trimEnd().split('\r\n')

async function bytesOf(path: string, who: 'ops' | { id: number }) {
  const response = await gokart.fetch(path, { headers: { cookie: await gokart.cookie(who) } })
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

test('a report as CSV is the report, with the total, to the last digit', async () => {
  const offer = await make.offer({ name: '=HYPERLINK("http://evil.example")' })
  const click = await make.click({ offer, created_at: at('2026-11-21T10:00:00Z') })
  await make.conversion({ click, converted_at: at('2026-11-21T11:00:00Z'), revenue: '0.1234' })
  await make.conversion({ click, converted_at: at('2026-11-21T11:00:00Z'), revenue: '7', currency: 'EUR' })
  const query = { ...RANGE, dimensions: 'offer', metrics: 'clicks,conversions,cr,revenue,rejected_postbacks' }
  const csv = await gokart.as('ops').exports.report({ query })
  const { bytes } = await bytesOf(`/api/exports/report?${new URLSearchParams(query)}`, 'ops')
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(lines(csv)).toEqual([
    'Offer,Offer ID,Clicks,Conversions,CR,Revenue EUR,Revenue USD,Rejected postbacks',
    `"'=HYPERLINK(""http://evil.example"")",${offer.id},1,2,2,7.00,0.1234,0`,
    'Total,,1,2,2,7.00,0.1234,0',
  ])
})

test('times are those of the reader’s zone', async () => {
  await make.click({ created_at: at('2026-11-21T20:00:00.123Z') })
  const csv = await gokart.as('ops').exports.clicks({ query: { zone: 'Asia/Kathmandu' } })
  expect(csv).toContain(',2026-11-22T01:45:00.123+05:45,')
})

test('a workbook has the same, money as numbers, and no formula', async () => {
  const offer = await make.offer({ name: '=1+1' })
  await make.conversion({ offer, revenue: '12.5' })
  const { response, bytes } = await bytesOf('/api/exports/conversions?format=xlsx', 'ops')
  expect(response.headers.get('content-type')).toContain('spreadsheetml')
  const workbook = new Excel.Workbook()
  await workbook.xlsx.load(bytes as never)
  const sheet = workbook.getWorksheet('conversions')!
  const titles = sheet.getRow(1).values as string[]
  const cell = (title: string) => sheet.getRow(2).getCell(titles.indexOf(title))
  expect([cell('Offer').value, cell('Offer').type]).toEqual(['=1+1', Excel.ValueType.String])
  expect([cell('Revenue').value, cell('Currency').value]).toEqual([12.5, 'USD'])
  expect(sheet.rowCount).toBe(2)
})

test.each(['clicks', 'conversions', 'postbacks', 'offers'] as const)(
  'an advertiser’s user gets own %s, without what is for ops',
  async (name) => {
    const other = await make.conversion()
    const own = await make.conversion()
    const user = await make.user({ advertiser_id: own.advertiser_id })
    const all = await gokart.as('ops').exports[name]()
    const csv = await gokart.as(user).exports[name]()
    expect([lines(all).length, lines(csv).length]).toEqual([3, 2])
    expect([lines(all)[0], lines(csv)[0]]).toEqual([
      expect.stringContaining('Advertiser'),
      expect.not.stringContaining('Advertiser'),
    ])
    for (const query of [
      { advertiserId: other.advertiser_id },
      ...(name === 'offers' ? [] : [{ offerId: other.offer_id }]),
    ]) {
      expect(lines(await gokart.as(user).exports[name]({ query }))).toHaveLength(1)
    }
  },
)

test('what is asked wrongly is a problem, and no file', async () => {
  const problem = await refusal(gokart.as('ops').exports.clicks({ query: { format: 'pdf' as never } }))
  expect(problem.faults?.map(({ pointer }) => pointer)).toEqual(['/query/format'])
})
