import { get, type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { useGoKart } from '../test/harness.js'

const gokart = await useGoKart()
const { make } = gokart
const at = (text: string) => new Date(text)
const lines = (csv: string) => csv.replace('\uFEFF', '').trimEnd().split('\r\n')

async function bytesOf(path: string, who: 'ops') {
  const response = await gokart.fetch(path, { headers: { cookie: await gokart.cookie(who) } })
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

/** How often rows of clicks are read from now on. */
function countReads() {
  let reads = 0
  const count = ({ sql }: { sql: string }) => void (sql.includes('`r`.`pub_click_id`') && reads++)
  gokart.db.on('query', count)
  return {
    stop() {
      gokart.db.off('query', count)
      expect(reads).toBeGreaterThan(0)
      return reads
    },
  }
}

/** Clicks like one of an offer, a millisecond apart. */
async function manyClicks(count: number, over: object = {}) {
  const offer = await make.offer()
  const { offer_group: _group, ...like } = await make.click({ offer, created_at: at('2026-11-21T10:00:00Z') })
  const first = Date.parse('2026-11-21T11:00:00Z')
  const rows = Array.from({ length: count }, (_, index) => ({
    ...like,
    ...over,
    id: Buffer.from((first + index).toString(16).padStart(12, '0') + '0'.repeat(20), 'hex'),
  }))
  await gokart.db.batchInsert('clicks', rows, 2_000)
  return offer
}

test('every row of a list comes, in its order, with the same filters', async () => {
  const offer = await manyClicks(12_000)
  await make.click({ created_at: at('2026-11-21T10:00:00Z') })
  const { response, bytes } = await bytesOf(`/api/exports/clicks?offerId=${offer.id}`, 'ops')
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toBe('attachment; filename=gokart-clicks.csv')
  expect(Number(response.headers.get('x-total-count'))).toBeGreaterThanOrEqual(10_000)
  const [head, ...found] = lines(bytes.toString())
  expect(head).toMatch(/^Click ID,Time,Offer ID,Offer,Advertiser ID,Advertiser,/)
  const ids = found.map((line) => line.split(',')[0])
  expect(ids).toHaveLength(12_001)
  expect(new Set(ids).size).toBe(12_001)
  expect(ids).toEqual(ids.toSorted().toReversed())
})

test('a reader who goes away stops the reading', async () => {
  await manyClicks(24_000)
  const headers = { cookie: await gokart.cookie('ops') }
  const reads = countReads()
  await new Promise((left) => {
    get(`${gokart.url}/api/exports/clicks`, { headers }, (response) => {
      response.once('data', () => response.destroy()).once('close', left)
    })
  })
  // All of it takes a fraction of that.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(reads.stop()).toBeLessThan(6)
  // Its turn is another's.
  for (let n = 0; n < 3; n++) expect(lines(await gokart.as('ops').exports.clicks())).toHaveLength(24_002)
})

test('while a reader takes its time, the table can be changed', async () => {
  await manyClicks(30_000, { pub_click_id: 'x'.repeat(255), pub_member_id: 'y'.repeat(255), os: 'z'.repeat(32) })
  const headers = { cookie: await gokart.cookie('ops') }
  const reads = countReads()
  const response = await new Promise<IncomingMessage>((resolve) => {
    get(`${gokart.url}/api/exports/clicks`, { headers }, (answer) => resolve(answer.pause()))
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  await gokart.db.transaction(async (trx) => {
    await trx.raw('SET SESSION lock_wait_timeout = 2')
    await trx.raw("ALTER TABLE clicks COMMENT = ''")
  })
  expect(reads.stop()).toBeLessThan(28)
  let bytes = 0
  for await (const chunk of response) bytes += (chunk as Buffer).length
  expect(bytes).toBeGreaterThan(15_000_000)
})
