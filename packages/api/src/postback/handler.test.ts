import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { PostbackAnswer } from '@gokart/shared'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createHotPool, type HotPool } from '../db/hot-pool.js'
import type { ConversionRow, PostbackRow } from '../db/tables.js'
import { bytesToUuid, uuidToBytes } from '../db/uuid.js'
import { createSnapshotStore, type SnapshotStore } from '../snapshot/snapshot-store.js'
import { clean, testDatabase, type TestDatabase } from '../test/database.js'
import { createFactories, type Factories } from '../test/factories.js'
import { createPostback } from './handler.js'

/** The click ID of the seed's examples, an imported click here. */
const SEED_ID = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

let database: TestDatabase
let pool: HotPool
let snapshot: SnapshotStore
let server: Server
let make: Factories
let base = ''

beforeAll(async () => {
  database = await testDatabase()
  const log = pino({ level: 'silent' })
  pool = createHotPool(database.url, 4)
  snapshot = createSnapshotStore({ pool, log })
  await snapshot.start()
  make = createFactories(database.db, () => snapshot.refresh())
  const spool = { append: () => Promise.reject(new Error('There is no spool here')) }
  const clientIp = () => '198.51.100.7'
  server = createServer(createPostback({ pool, snapshot, log, spool, clientIp, clock: () => new Date() }))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(async () => {
  await clean()
  await snapshot.refresh()
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  snapshot.stop()
  await pool.end()
})

async function call(path: string, init: RequestInit = {}) {
  const response = await fetch(base + path, init)
  const text = await response.text()
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('content-length')).toBe(text === '' ? null : String(Buffer.byteLength(text)))
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text && PostbackAnswer.parse(JSON.parse(text)),
  }
}
const conversions = (): Promise<ConversionRow[]> => database.db('conversions').orderBy('id')
const postbacks = (): Promise<PostbackRow[]> => database.db('postbacks').orderBy('id')
const seedClick = (offer?: Awaited<ReturnType<Factories['offer']>>) =>
  make.click({ id: uuidToBytes(SEED_ID), ...(offer && { offer }) })

describe('the examples of the seed', () => {
  it('credit the imported click', async () => {
    await seedClick()
    const answer = await call(`/postback?gk_click_id=${SEED_ID}`)
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'accepted', conversion_id: expect.stringMatching(UUID) },
    })
    expect((await conversions()).map((row) => bytesToUuid(row.click_id))).toEqual([SEED_ID])
  })

  it.each(['TOBEREPLACED', '{click_id}', '%7Bclick_id%7D'])('tell that %s was not replaced', async (text) => {
    expect(await call(`/postback?gk_click_id=${text}`)).toMatchObject({
      status: 400,
      body: { status: 'rejected', reason: 'unreplaced_macro', postback_id: expect.stringMatching(UUID) },
    })
  })
})

describe('a postback', () => {
  it.each([
    ['GET', '', {}],
    ['GET with a slash', '/', {}],
    ['POST without a body', '', { method: 'POST' }],
  ])('may be a %s', async (_, slash, init) => {
    await seedClick()
    expect((await call(`/postback${slash}?gk_click_id=${SEED_ID}`, init)).body).toMatchObject({ status: 'accepted' })
  })

  it.each([
    ['a form', new URLSearchParams({ gk_click_id: SEED_ID, cnv_amount: '49.90', cnv_conversion_id: 'A' })],
    [
      'JSON',
      new Blob([`{"gk_click_id":"${SEED_ID}","cnv_amount":49.90,"cnv_conversion_id":"A"}`], {
        type: 'application/json',
      }),
    ],
    ['JSON without a type', `{"gk_click_id":"${SEED_ID}","cnv_amount":49.90,"cnv_conversion_id":"A"}`],
  ])('may have its parameters in %s, which wins over the query', async (_, body) => {
    await seedClick()
    const { status } = await call('/postback?gk_click_id=x&cnv_amount=1&cnv_user_id=q', { method: 'POST', body })
    expect(status).toBe(200)
    expect(await conversions()).toMatchObject([{ amount: '49.9000', conversion_ref: 'A', user_id: 'q' }])
  })

  it('may be multipart, as PHP sends an array', async () => {
    await seedClick()
    const body = new FormData()
    body.set('gk_click_id', SEED_ID)
    expect((await call('/postback', { method: 'POST', body })).body).toMatchObject({ status: 'accepted' })
  })

  it('counts by its query where its JSON is broken, and the log tells', async () => {
    await seedClick()
    const init = { method: 'POST', body: '{"gk_click_id":', headers: { 'Content-Type': 'application/json' } }
    expect((await call(`/postback?gk_click_id=${SEED_ID}`, init)).body).toMatchObject({ status: 'accepted' })
    expect((await postbacks())[0]).toMatchObject({
      body: '{"gk_click_id":',
      notes: expect.stringContaining('broken JSON'),
    })
    const refused = await call('/postback', init)
    expect(refused.body).toMatchObject({ reason: 'missing_click_id', message: expect.stringContaining('broken JSON') })
  })

  it('is logged as it came', async () => {
    const headers = { 'User-Agent': 'Tracker/1.0', 'Content-Type': 'text/plain' }
    await call('/postback?gk_click_id=nope&x=%00%F0%9F', { method: 'POST', body: 'a=b\0', headers })
    expect(await postbacks()).toMatchObject([
      {
        method: 'POST',
        url: '/postback?gk_click_id=nope&x=%00%F0%9F',
        body: 'a=b',
        content_type: 'text/plain',
        user_agent: 'Tracker/1.0',
        ip: '198.51.100.7',
        outcome: 'rejected',
      },
    ])
  })

  it('names the event of several', async () => {
    const events = [
      { name: 'Sign up', event_id: 'SignUp' },
      { name: 'Sale', event_id: 'Sale', payout: '30.0000' },
    ]
    await seedClick(await make.offer({ events }))
    const url = `/postback?gk_click_id=${SEED_ID}`
    expect((await call(url)).body).toMatchObject({ reason: 'missing_event' })
    expect((await call(`${url}&cnv_event_id=sale`)).body).toMatchObject({ remedy: expect.stringContaining('=Sale,') })
    expect((await call(`${url}&cnv_event_id=Sale`)).body).toMatchObject({ status: 'accepted' })
    expect((await call(`${url}&event_id=SignUp`)).body).toMatchObject({ status: 'accepted' })
    expect(await conversions()).toMatchObject([
      { event_id: 'Sale', revenue: '30.0000' },
      { event_id: 'SignUp', revenue: '10.0000' },
    ])
  })

  it('has a status of HTTP that is as true as its body', async () => {
    await seedClick()
    const statuses = []
    for (const query of [
      `gk_click_id=${SEED_ID}`,
      `gk_click_id=${SEED_ID}`,
      '',
      `gk_click_id=${SEED_ID.replace('e', 'a')}`,
    ]) {
      statuses.push((await call(`/postback?${query}`)).status)
    }
    expect(statuses).toEqual([200, 200, 400, 404])
  })
})

describe('a call that is no postback', () => {
  it('HEAD is answered and counts for nothing', async () => {
    await seedClick()
    expect(await call(`/postback?gk_click_id=${SEED_ID}`, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
    expect(await postbacks()).toEqual([])
    expect(await conversions()).toEqual([])
  })

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is refused in JSON', async (method) => {
    const { status, headers, body } = await call('/postback', { method })
    expect(status).toBe(405)
    expect(headers.get('allow')).toBe('GET, POST, HEAD')
    expect(body).toMatchObject({ status: 'error', reason: 'method_not_allowed' })
  })

  it.each([
    ['with its length', 'x'.repeat(70_000)],
    [
      'without its length',
      new ReadableStream({ start: (stream) => (stream.enqueue(new Uint8Array(200_000)), stream.close()) }),
    ],
  ])('a body that is too large is refused in JSON: %s', async (_, body) => {
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit
    expect(await call(`/postback?gk_click_id=${SEED_ID}`, init)).toMatchObject({
      status: 413,
      body: { status: 'error', reason: 'too_large' },
    })
    expect(await postbacks()).toEqual([])
  })

  it('takes a body of exactly 64 kB', async () => {
    expect((await call('/postback', { method: 'POST', body: 'x'.repeat(65_536) })).status).toBe(400)
    expect((await postbacks())[0]?.reason).toBe('missing_click_id')
  })

  it('that breaks off leaves nothing behind, and the next one is answered', async () => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write('POST /postback HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf')
    const closed = new Promise((resolve) => server.once('request', (req) => req.on('close', resolve)))
    setImmediate(() => socket.destroy())
    await closed
    expect((await call('/postback')).status).toBe(400)
    expect(await postbacks()).toHaveLength(1)
  })
})

it('answers JSON whatever the query holds', async () => {
  await seedClick()
  const values = ["' OR 1=1 --", '\\', '<script>', '\u2028', '😀', 'a'.repeat(3_000), '%', '%%%', '${7*7}', '\r\nX: y']
  for (const value of values) {
    const query = new URLSearchParams({ gk_click_id: value, cnv_event_id: value, cnv_amount: value, token: value })
    const answer = await call(`/postback?${query.toString()}`)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ status: 'rejected' })
    const ours = new URLSearchParams({
      gk_click_id: SEED_ID,
      cnv_conversion_id: value,
      cnv_user_id: value,
      cnv_sub_1: value,
    })
    expect((await call(`/postback?${ours.toString()}`)).status).toBe(200)
  }
  expect(await postbacks()).toHaveLength(values.length * 2)
})
