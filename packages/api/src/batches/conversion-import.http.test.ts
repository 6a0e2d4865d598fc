import { connect } from 'node:net'
import type { BatchDetail } from '@gokart/shared'
import { describe, expect, test, vi } from 'vitest'
import { bytesToUuid } from '../db/uuid.js'
import { refusal, useGoKart } from '../test/harness.js'
import type { OfferWithEvents } from '../test/factories.js'

const gokart = await useGoKart()
const { make, db } = gokart
const batches = () => gokart.context.services.batches

async function settled(id: number): Promise<BatchDetail> {
  for (let batch = await batches().get(id); ; batch = await batches().get(id)) {
    if (batch.state !== 'checking' && batch.state !== 'running') return batch
    await batches().run()
  }
}

async function upload(lines: readonly string[], advertiserId: number): Promise<BatchDetail> {
  const query = { kind: 'conversion_import', fileName: 'conversions.csv', advertiserId } as const
  const { id } = await gokart.as('ops').batches.upload({ query, file: [COLUMNS, ...lines].join('\n') })
  return settled(id)
}
const COLUMNS = 'time,gk_click_id,cnv_event_id,cnv_amount,cnv_conversion_id,cnv_email'

async function run(id: number): Promise<BatchDetail> {
  await gokart.as('ops').batches.start({ params: { id } })
  return settled(id)
}

const linesOf = async (id: number) => (await gokart.as('ops').batches.lines({ params: { id } })).items
const outcomesOf = (batch: BatchDetail) => Object.fromEntries(batch.outcomes.map((one) => [one.outcome, one.lines]))

async function clickOf(offer: OfferWithEvents): Promise<string> {
  return bytesToUuid((await make.click({ offer, created_at: new Date('2026-10-01T00:00:00Z') })).id)
}
const TIME = '2026-11-01 10:00:00'

describe('an import of conversions', () => {
  test('shows what the rules would say, and is decided by them, as of its own time', async () => {
    const events = [
      { name: 'SignUp', event_id: 'SignUp' },
      { name: 'Sale', event_id: 'Sale', payout_type: 'percent', payout: '10' },
    ] as const
    const offer = await make.offer({ events: [...events], currency: 'EUR' })
    const others = await make.offer()
    const [first, second, third] = [await clickOf(offer), await clickOf(offer), await clickOf(others)]
    const lines = [
      `${TIME},${first},SignUp,,order-1,rosa@example.com`,
      `${TIME},${first},Sale,49.90,order-1,`,
      `${TIME},${second},SignUp,,order-1,`,
      `${TIME},${third},SignUp,,order-2,`,
      `${TIME},${first},Signup,,order-3,`,
      `${TIME},{sub1},SignUp,,order-4,`,
      `tomorrow,${first},SignUp,,order-5,`,
      `${TIME},${first},Sale,"49,90,00",order-6,`,
    ]
    const batch = await upload(lines, offer.advertiser_id)
    expect(batch).toMatchObject({ state: 'ready', lines: 8, advertiserId: offer.advertiser_id })
    expect(outcomesOf(batch)).toEqual({ accepted: 3, rejected: 4, faulty: 1 })
    expect(await db('conversions')).toEqual([])
    expect(await db('postbacks')).toEqual([])
    expect(outcomesOf(await run(batch.id))).toEqual({ accepted: 2, duplicate: 1, rejected: 4, faulty: 1 })
    const items = await linesOf(batch.id)
    expect(items.map(({ findings }) => findings[0]?.column)).toEqual([
      undefined,
      undefined,
      null,
      'gk_click_id',
      'cnv_event_id',
      'gk_click_id',
      'time',
      'cnv_amount',
    ])
    expect(items[3]?.findings[0]?.message).toBe('The click belongs to another advertiser than the file.')
    const stored = await gokart.as('ops').conversions.list({ query: { sort: 'revenue' } })
    expect(stored.items).toMatchObject([
      { eventName: 'Sale', convertedAt: '2026-11-01T10:00:00.000Z', amount: '49.90', revenue: '4.99' },
      { eventName: 'SignUp', convertedAt: '2026-11-01T10:00:00.000Z', revenue: '10.00', conversionId: 'order-1' },
    ])
    expect(items[0]).toMatchObject({ outcome: 'accepted', conversionId: stored.items[1]?.id, done: true })
  })

  test('is in the postback log as what it is, without secrets', async () => {
    const offer = await make.offer()
    const clickId = await clickOf(offer)
    const batch = await upload([`${TIME},${clickId},,,order-1,rosa@example.com`], offer.advertiser_id)
    await run(batch.id)
    const [line] = await linesOf(batch.id)
    const story = await gokart.as('ops').postbacks.get({ params: { id: line!.postbackId! } })
    expect(story).toMatchObject({
      method: 'IMPORT',
      outcome: 'accepted',
      receivedAt: '2026-11-01T10:00:00.000Z',
      userAgent: `GoKart import ${batch.id}`,
    })
    const { postback_token } = await db('advertisers').where({ id: offer.advertiser_id }).first()
    const everything = JSON.stringify([story, await db('postbacks'), await db('batch_lines'), await db('conversions')])
    expect(everything).not.toContain(postback_token)
    expect(everything).not.toMatch(/rosa/)
    expect((await db('conversions').first()).email_hash).toMatch(/^[0-9a-f]{64}$/)
  })

  test('needs no token in the file where the advertiser requires one, and refuses a token of others', async () => {
    const advertiser = await make.advertiser({ token_policy: 'required' })
    const offer = await make.offer({ advertiser_id: advertiser.id })
    const batch = await upload([`${TIME},${await clickOf(offer)},,,order-1,`], advertiser.id)
    expect(outcomesOf(await run(batch.id))).toEqual({ accepted: 1 })
  })

  test('is not held against the addresses from which the advertiser’s tracker may send', async () => {
    const advertiser = await make.advertiser({ ip_allow_list: JSON.stringify(['203.0.113.0/24']) })
    const offer = await make.offer({ advertiser_id: advertiser.id })
    const batch = await upload([`${TIME},${await clickOf(offer)},,,order-1,`], offer.advertiser_id)
    expect(outcomesOf(await run(batch.id))).toEqual({ accepted: 1 })
  })

  test('of the same file twice changes nothing, also where lines were added', async () => {
    const offer = await make.offer()
    const [first, second] = [await clickOf(offer), await clickOf(offer)]
    const lines = [`${TIME},${first},,,order-1,`, `${TIME},${first},,,order-1,`, `${TIME},{sub1},,,order-2,`]
    expect(outcomesOf(await run((await upload(lines, offer.advertiser_id)).id))).toEqual({
      accepted: 1,
      duplicate: 1,
      rejected: 1,
    })
    const again = await upload([...lines, `${TIME},${second},,,order-3,`], offer.advertiser_id)
    expect(outcomesOf(again)).toEqual({ duplicate: 3, accepted: 1 })
    expect(outcomesOf(await run(again.id))).toEqual({ duplicate: 3, accepted: 1 })
    expect((await linesOf(again.id)).map(({ findings }) => findings[0]?.message)).toEqual([
      'The same line was imported before, and its postback was accepted.',
      'The same line was imported before, and its postback was duplicate.',
      'The same line was imported before, and its postback was rejected.',
      undefined,
    ])
    expect(await db('conversions')).toHaveLength(2)
    expect(await db('postbacks')).toHaveLength(4)
  })

  test('that was cut off between a postback and its line goes on as if it was not', async () => {
    const offer = await make.offer()
    const lines = []
    for (let number = 0; number < 30; number++) lines.push(`${TIME},${await clickOf(offer)},,,order-${number},`)
    const batch = await upload(lines, offer.advertiser_id)
    await run(batch.id)
    // What a crash leaves: the postbacks are recorded, and their lines do not know it.
    const payload = JSON.stringify({ time: 0, parameters: [] })
    await db('batch_lines')
      .where({ batch_id: batch.id })
      .where('line', '<', 20)
      .update({ step: 1, outcome: 'accepted', payload })
    await db('batches').where({ id: batch.id }).update({ state: 'running' })
    expect(outcomesOf(await settled(batch.id))).toEqual({ accepted: 30 })
    expect(await db('conversions')).toHaveLength(30)
    expect(await db('postbacks')).toHaveLength(30)
  })

  test('by two processes at once records each line once', async () => {
    const offer = await make.offer()
    const lines = []
    for (let number = 0; number < 60; number++) lines.push(`${TIME},${await clickOf(offer)},,,order-${number},`)
    const first = await upload(lines, offer.advertiser_id)
    const second = await upload(lines, offer.advertiser_id)
    const ops = gokart.as('ops')
    for (const { id } of [first, second]) await ops.batches.start({ params: { id } })
    await Promise.all([settled(first.id), settled(second.id), batches().run()])
    const counted = [await batches().get(first.id), await batches().get(second.id)].map(outcomesOf)
    expect((counted[0]!['accepted'] ?? 0) + (counted[1]!['accepted'] ?? 0)).toBe(60)
    expect(await db('conversions')).toHaveLength(60)
  })

  test.each([
    ['nobody’s file', {}, 422, '/query/advertiserId'],
    ['an advertiser who is not there', { advertiserId: 2_147_483_647 }, 422, '/query/advertiserId'],
  ] as const)('of %s is refused', async (_what, whose, status, pointer) => {
    const query = { kind: 'conversion_import', fileName: 'x.csv', ...whose } as const
    const problem = await refusal(gokart.as('ops').batches.upload({ query, file: COLUMNS }))
    expect(problem).toMatchObject({ status, faults: [{ pointer }] })
  })
})

describe('a file that is none', () => {
  const send = async (file: string | Uint8Array<ArrayBuffer>) => {
    const { id } = await make.advertiser()
    const query = { kind: 'conversion_import', fileName: 'x.csv', advertiserId: id } as const
    return refusal(gokart.as('ops').batches.upload({ query, file }))
  }

  test.each([
    ['empty', '', 422, /is empty/],
    ['columns alone', `${COLUMNS}\n`, 422, /no line behind the first/],
    ['of other columns', 'a,b\n1,2\n', 422, /does not name the column time and gk_click_id/],
    ['of 1,000 columns', `${Array.from({ length: 1_000 }, (_, i) => `c${i}`).join(',')}\n1\n`, 422, /1000 columns/],
    ['with NUL', `${COLUMNS}\n\0\n`, 422, /NUL/],
    ['of one line of 10 MB', 'x'.repeat(10_000_000), 422, /longer than 16 kB/],
    ['of 100 MB', new Uint8Array(100 * 1024 * 1024), 413, /20 MB/],
  ] as const)('%s is refused with the reason, and leaves nothing', async (_what, file, status, detail) => {
    const problem = await send(file)
    expect(problem.status).toBe(status)
    expect(problem.detail).toMatch(detail)
    expect(await db('batches')).toEqual([])
    expect(await db('batch_lines')).toEqual([])
  })

  test('that breaks off leaves nothing', async () => {
    const { hostname, port } = new URL(gokart.url)
    const cookie = await gokart.cookie('ops')
    const socket = connect(Number(port), hostname)
    const head = `POST /api/batches?kind=status_import&fileName=x.csv HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n`
    const lines = `conversion_id,status\n${'x,success\n'.repeat(1_200)}`
    socket.write(`${head}Content-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n${lines}`)
    await vi.waitFor(async () => expect(await db('batch_lines')).not.toEqual([]), 5_000)
    socket.destroy()
    await vi.waitFor(async () => expect(await db('batches')).toEqual([]), 5_000)
    expect(await db('batch_lines')).toEqual([])
  })

  test('is refused as JSON', async () => {
    const headers = { 'content-type': 'application/json', cookie: await gokart.cookie('ops') }
    const url = '/api/batches?kind=status_import&fileName=x.csv'
    expect((await gokart.fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(415)
  })
})
