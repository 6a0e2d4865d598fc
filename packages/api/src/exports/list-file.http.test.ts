import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { useGoKart } from '../test/harness.js'

const gokart = await useGoKart()
const { make } = gokart

const HOSTILE = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(1)',
  '\tx',
  '\rx',
  '＝1',
  '＠x',
  'a"b',
  'a,b',
  'a\nb',
  'a\r\nb',
  "'",
  'ü😀',
  '',
  ' ',
]

test('what a visitor sends is text in its own cell, and no formula', async () => {
  const offer = await make.offer({ name: '＋"x",\n' })
  const time = Date.parse('2026-11-21T10:00:00Z')
  for (const [index, value] of HOSTILE.entries()) {
    const created_at = new Date(time - index)
    await make.click({ offer, created_at, pub_click_id: value, pub_member_id: value.repeat(2), country: null })
  }
  const csv = await gokart.as('ops').exports.clicks()
  const rows: Record<string, string>[] = parse(csv, { bom: true, columns: true, record_delimiter: '\r\n' })
  const formula = /^[=+\-@\t\r＝＋－＠]/
  const harmless = (text: string) => (formula.test(text) ? `'${text}` : text)
  expect(rows.map((row) => [row['Offer'], row['pub_click_id'], row['pub_member_id'], row['Country']])).toEqual(
    HOSTILE.map((value) => [`'${offer.name}`, harmless(value), harmless(value.repeat(2)), '']),
  )
})

test('a file has what its list shows, to the last digit', async () => {
  const partner = await make.partner()
  const click = await make.click({ partner_id: partner.id, pub_click_id: 'pc', pub_member_id: 'm', device: 'mobile' })
  await make.conversion({ click, revenue: '12345678901.2345', amount: '0.1000', conversion_ref: 'order 1' })
  await make.conversion({ click, status: 'rejected', amount: null })
  await make.postback({
    click,
    outcome: 'rejected',
    reason: 'unknown_event',
    message: 'Own text',
    remedy: 'Own remedy',
  })
  await make.postback({ outcome: 'queued', click_id: null })
  const client = gokart.as('ops')
  const compare = (csv: string, items: readonly object[], fields: Record<string, string>) => {
    const rows: Record<string, string>[] = parse(csv, { bom: true, columns: true })
    expect(Object.keys(rows[0]!)).toEqual(Object.keys(fields))
    const shown = items.map((item) =>
      Object.entries(fields).map(([title, field]) => [title, String((item as Record<string, unknown>)[field] ?? '')]),
    )
    expect(rows.map((row) => Object.entries(row))).toEqual(shown)
    expect(items.length).toBeGreaterThan(0)
  }
  const offer = { 'Offer ID': 'offerId', Offer: 'offerName' }
  const advertiser = { 'Advertiser ID': 'advertiserId', Advertiser: 'advertiserName' }
  const partnerFields = { 'Partner ID': 'partnerId', Partner: 'partnerName' }
  compare(await client.exports.clicks(), (await client.clicks.list()).items, {
    'Click ID': 'clickId',
    Time: 'createdAt',
    ...offer,
    ...advertiser,
    ...partnerFields,
    Outcome: 'outcome',
    Traffic: 'trafficClass',
    IP: 'ip',
    Country: 'country',
    Device: 'device',
    OS: 'os',
    Browser: 'browser',
    pub_click_id: 'pubClickId',
    pub_member_id: 'pubMemberId',
  })
  compare(await client.exports.conversions(), (await client.conversions.list()).items, {
    ID: 'id',
    Converted: 'convertedAt',
    Clicked: 'clickedAt',
    Status: 'status',
    ...offer,
    ...advertiser,
    ...partnerFields,
    'Event ID': 'eventId',
    Event: 'eventName',
    Revenue: 'revenue',
    Amount: 'amount',
    Currency: 'currency',
    'Conversion ID': 'conversionId',
    'Click ID': 'clickId',
    'Postback ID': 'postbackId',
  })
  compare(await client.exports.postbacks(), (await client.postbacks.list()).items, {
    ID: 'id',
    Received: 'receivedAt',
    Outcome: 'outcome',
    Reason: 'reason',
    Message: 'message',
    Remedy: 'remedy',
    ...offer,
    ...advertiser,
    'Event ID': 'eventId',
    'Click ID': 'clickId',
    Conversion: 'conversionId',
    Method: 'method',
    IP: 'ip',
  })
})
