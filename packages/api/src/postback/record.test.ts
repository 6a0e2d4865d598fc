import { randomUUID } from 'node:crypto'
import { createClickIdMinter } from '@gokart/shared/click-id'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createHotPool, type HotPool } from '../db/hot-pool.js'
import type { AdvertiserRow, ConversionRow, PostbackRow } from '../db/tables.js'
import { bytesToUuid, uuidToBytes } from '../db/uuid.js'
import { createSnapshotStore, type SnapshotStore } from '../snapshot/snapshot-store.js'
import { clean, testDatabase, type TestDatabase } from '../test/database.js'
import { createFactories, type Factories } from '../test/factories.js'
import type { Answer } from './answer.js'
import { CLICK_WAIT_MS } from './case.js'
import { createTimeFirstIds } from './id.js'
import { identify } from './identify.js'
import { lookUp } from './look-up.js'
import { createPostbackQueue } from './queue.js'
import type { RawPostback } from './raw.js'
import { createReplay } from './replay.js'
import { createTake } from './take.js'

const log = pino({ level: 'silent' })
let database: TestDatabase
let pool: HotPool
let snapshot: SnapshotStore
let make: Factories
let now = new Date()
const clock = () => now
const nextId = createTimeFirstIds()
const spooled: Buffer[] = []
const refused: Buffer[] = []
const spool = {
  append: async (record: string | Buffer) => void spooled.push(Buffer.from(record)),
  refuse: async (record: Buffer) => void refused.push(record),
}

beforeAll(async () => {
  database = await testDatabase()
  pool = createHotPool(database.url, 8)
  snapshot = createSnapshotStore({ pool, log })
  await snapshot.start()
  make = createFactories(database.db, () => snapshot.refresh())
})
beforeEach(async () => {
  await clean()
  await snapshot.refresh()
  now = new Date()
  spooled.length = 0
  refused.length = 0
})
afterAll(async () => {
  snapshot.stop()
  await pool.end()
})

function rawOf(parameters: Record<string, string>): RawPostback {
  const url = `/postback?${new URLSearchParams(parameters).toString()}`
  const rest = {
    method: 'GET',
    contentType: null,
    body: null,
    userAgent: 'test',
    ip: '198.51.100.7',
    from: 'wire',
  } as const
  return { id: nextId(now), receivedAt: now.getTime(), url, ...rest }
}
const deps = () => ({ pool, snapshot, spool, log, clock })
const send = (parameters: Record<string, string>): Promise<Answer> => createTake(deps())(rawOf(parameters))
const conversions = (): Promise<ConversionRow[]> => database.db('conversions').orderBy('id')
const postbacks = (): Promise<PostbackRow[]> => database.db('postbacks').orderBy('id')
const uuidOf = ({ id }: { id: Buffer }) => bytesToUuid(id)

/** A click ID of ours, whose row is not there. */
function mint(offerId: number, age = 60_000): string {
  const [mac] = snapshot.current().macs
  return createClickIdMinter({ mac, node: 1, now: () => now.getTime() - age }).mint(offerId)
}

describe('a postback for a click', () => {
  it('becomes a conversion with all that was sent', async () => {
    const offer = await make.offer({ events: [{ payout_type: 'percent', payout: '10' }] })
    const partner = await make.partner()
    const click = await make.click({ offer, partner_id: partner.id })
    const answer = await send({
      gk_click_id: uuidOf(click),
      cnv_amount: '49.90',
      cnv_conversion_id: 'A-1',
      cnv_conversion_ip_address: '203.0.113.9',
      cnv_email: 'Ann@Example.com',
      cnv_user_id: 'u1',
      cnv_sub_1: 'ünï 🚗',
      cnv_sub_5: 's5',
      cnv_status: 'pending',
    })
    const [conversion] = await conversions()
    const [row] = await postbacks()
    expect(answer).toEqual({
      status: 200,
      body: { status: 'accepted', conversion_id: uuidOf(conversion!), postback_id: uuidOf(row!) },
    })
    expect(conversion).toMatchObject({
      postback_id: row?.id,
      click_id: click.id,
      offer_id: offer.id,
      advertiser_id: offer.advertiser_id,
      partner_id: partner.id,
      offer_event_id: offer.events[0].id,
      event_name: '',
      status: 'pending',
      clicked_at: click.created_at,
      converted_at: now,
      amount: '49.9000',
      revenue: '4.9900',
      currency: 'USD',
      conversion_ref: 'A-1',
      ip: '203.0.113.9',
      email: null,
      email_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      user_id: 'u1',
      cnv_sub_1: 'ünï 🚗',
      cnv_sub_2: null,
      cnv_sub_5: 's5',
    })
    expect(row).toMatchObject({
      outcome: 'accepted',
      reason: null,
      received_at: now,
      ip: '198.51.100.7',
      click_id: click.id,
      offer_id: offer.id,
      advertiser_id: offer.advertiser_id,
      conversion_id: conversion?.id,
    })
    expect(row?.url).not.toContain('Ann')
  })

  it('keeps the email where the advertiser wants it', async () => {
    const { id } = await make.advertiser({ keep_email: 1 })
    const click = await make.click({ offer: await make.offer({ advertiser_id: id }) })
    await send({ gk_click_id: uuidOf(click), cnv_email: 'ann@example.com' })
    expect((await conversions())[0]?.email).toBe('ann@example.com')
  })

  it('is the first one again when it comes again', async () => {
    const click = await make.click()
    const first = await send({ gk_click_id: uuidOf(click) })
    const again = await send({ gk_click_id: uuidOf(click) })
    expect(first.body.status).toBe('accepted')
    expect(again.body).toMatchObject({ ...first.body, status: 'duplicate', postback_id: expect.any(String) })
    const [, row] = await postbacks()
    expect(row).toMatchObject({ outcome: 'duplicate', reason: 'duplicate' })
    expect(await conversions()).toHaveLength(1)
  })
})

describe('postbacks at the same time', () => {
  it('make one conversion of 32 equal ones', async () => {
    const gk_click_id = uuidOf(await make.click())
    const answers = await Promise.all(Array.from({ length: 32 }, () => send({ gk_click_id })))
    const [conversion, ...more] = await conversions()
    expect(more).toEqual([])
    expect(answers.map(({ body }) => body.status).toSorted()).toEqual([
      'accepted',
      ...Array.from({ length: 31 }, () => 'duplicate'),
    ])
    const ids = answers.map(({ body }) => 'conversion_id' in body && body.conversion_id)
    expect(new Set(ids)).toEqual(new Set([uuidOf(conversion!)]))
    expect(await postbacks()).toHaveLength(32)
  })

  it('make one conversion of 32 clicks with one conversion ID', async () => {
    const offer = await make.offer()
    const clicks = await Promise.all(Array.from({ length: 32 }, () => make.click({ offer })))
    const sent = clicks.map((click) => send({ gk_click_id: uuidOf(click), cnv_conversion_id: 'A' }))
    const bodies = (await Promise.all(sent)).map(({ body }) => body)
    const [conversion, ...more] = await conversions()
    expect(more).toEqual([])
    expect(bodies.filter(({ status }) => status === 'accepted')).toHaveLength(1)
    expect(bodies.filter(({ status }) => status === 'duplicate')).toHaveLength(31)
    expect(new Set(bodies.map((body) => 'conversion_id' in body && body.conversion_id)).size).toBe(1)
    expect(conversion).toBeDefined()
  })

  it('with and without a conversion ID count the ID once, and no unnamed one after it', async () => {
    const gk_click_id = uuidOf(await make.click())
    const named = { gk_click_id, cnv_conversion_id: 'A' }
    await Promise.all(Array.from({ length: 32 }, (_, index) => send(index % 2 ? named : { gk_click_id })))
    const rows = await conversions()
    expect(rows.filter((row) => row.conversion_ref === 'A')).toHaveLength(1)
    expect(rows.length).toBeLessThanOrEqual(2)
    expect((await send({ gk_click_id })).body.status).toBe('duplicate')
    expect((await send(named)).body.status).toBe('duplicate')
    expect(await conversions()).toHaveLength(rows.length)
  })

  it('with conversion IDs of their own all count', async () => {
    const gk_click_id = uuidOf(await make.click())
    await Promise.all(Array.from({ length: 16 }, (_, index) => send({ gk_click_id, cnv_conversion_id: `A${index}` })))
    expect(await conversions()).toHaveLength(16)
  })
})

describe('a rejected postback', () => {
  it('is logged with its reason, and nobody’s where nothing tells whose it is', async () => {
    const answer = await send({ gk_click_id: '{sub1}' })
    const [row] = await postbacks()
    expect(answer).toEqual({
      status: 400,
      body: {
        status: 'rejected',
        reason: 'unreplaced_macro',
        message: expect.stringContaining('{sub1}'),
        remedy: expect.any(String),
        postback_id: uuidOf(row!),
      },
    })
    expect(row).toMatchObject({ outcome: 'rejected', reason: 'unreplaced_macro', advertiser_id: null, click_id: null })
  })

  it('belongs to the owner of its token', async () => {
    const owner = await make.advertiser({ token_policy: 'optional' })
    await send({ gk_click_id: 'x-9', token: owner.postback_token })
    await send({ gk_click_id: randomUUID(), token: owner.postback_token })
    const rows = await postbacks()
    expect(rows.map((row) => [row.reason, row.advertiser_id])).toEqual([
      ['malformed_click_id', owner.id],
      ['unknown_click', owner.id],
    ])
    expect(JSON.stringify(rows)).not.toContain(owner.postback_token)
  })

  it('belongs to the offer of a signed click ID, also when its click is not stored', async () => {
    const offer = await make.offer({
      events: [
        { name: 'A', event_id: 'a' },
        { name: 'B', event_id: 'b' },
      ],
    })
    expect((await send({ gk_click_id: mint(offer.id), cnv_event_id: 'c' })).status).toBe(422)
    expect((await postbacks())[0]).toMatchObject({
      reason: 'unknown_event',
      event_id: 'c',
      offer_id: offer.id,
      advertiser_id: offer.advertiser_id,
    })
  })

  it('with another advertiser’s token is the sender’s and names no offer', async () => {
    const sender = await make.advertiser()
    const click = await make.click()
    const answer = await send({ gk_click_id: uuidOf(click), token: sender.postback_token })
    expect(answer).toMatchObject({ status: 403, body: { reason: 'wrong_advertiser' } })
    expect((await postbacks())[0]).toMatchObject({ advertiser_id: sender.id, offer_id: null })
  })

  const HOUR = 3_600_000
  it.each([
    ['the token in use', (row: AdvertiserRow) => row.postback_token, 0, 'accepted'],
    ['the token before, while it is valid', (row: AdvertiserRow) => row.previous_token!, HOUR, 'accepted'],
    ['the token before, afterwards', (row: AdvertiserRow) => row.previous_token!, -HOUR, 'token_invalid'],
    ['no token', () => '', 0, 'token_missing'],
  ] as const)('is one without a valid token: %s', async (_, token, validFor, expected) => {
    const advertiser = await make.advertiser({
      token_policy: 'required',
      previous_token: 'p'.repeat(32),
      previous_token_until: new Date(now.getTime() + validFor),
    })
    const click = await make.click({ offer: await make.offer({ advertiser_id: advertiser.id }) })
    const { body } = await send({ gk_click_id: uuidOf(click), token: token(advertiser) })
    expect('reason' in body ? body.reason : body.status).toBe(expected)
  })
})

describe('a click ID of ours without a click', () => {
  const run = () => createPostbackQueue(deps()).run()

  it('is queued, and counted when the click comes', async () => {
    const offer = await make.offer()
    const gk_click_id = mint(offer.id)
    const partner = await make.partner()
    expect(await send({ gk_click_id, cnv_email: 'ann@example.com' })).toMatchObject({
      status: 202,
      body: { status: 'queued' },
    })
    const arrival = now
    now = new Date(now.getTime() + 5_000)
    expect(await run()).toBe(0)
    await make.click({ offer, id: uuidToBytes(gk_click_id), partner_id: partner.id })
    expect(await run()).toBe(1)
    expect(await conversions()).toMatchObject([
      { partner_id: partner.id, converted_at: arrival, email_hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ])
    expect(await postbacks()).toMatchObject([{ outcome: 'accepted', reason: null }])
    expect(await run()).toBe(0)
  })

  it('is credited from the ID when the click never comes', async () => {
    const offer = await make.offer()
    const gk_click_id = mint(offer.id)
    await send({ gk_click_id })
    await send({ gk_click_id })
    await send({ gk_click_id, cnv_conversion_id: 'A' })
    now = new Date(now.getTime() + CLICK_WAIT_MS)
    expect(await run()).toBe(3)
    expect(await conversions()).toMatchObject([{ partner_id: null, offer_id: offer.id }, { conversion_ref: 'A' }])
    const [first, second] = await postbacks()
    expect(first?.notes).toContain('signed ID')
    expect(second).toMatchObject({ outcome: 'duplicate', conversion_id: first?.conversion_id })
    expect((await send({ gk_click_id })).body.status).toBe('duplicate')
  })

  it('needs its token checked once only: the log knows the token by its fingerprint', async () => {
    const advertiser = await make.advertiser({ token_policy: 'required' })
    const offer = await make.offer({ advertiser_id: advertiser.id })
    const gk_click_id = mint(offer.id)
    expect((await send({ gk_click_id, token: 'wrong' })).body).toMatchObject({ reason: 'token_invalid' })
    expect((await send({ gk_click_id, token: advertiser.postback_token })).status).toBe(202)
    await make.click({ offer, id: uuidToBytes(gk_click_id) })
    expect(await run()).toBe(1)
    expect(await conversions()).toHaveLength(1)
  })

  it('is counted once by two processes at a time', async () => {
    const offer = await make.offer()
    const ids = Array.from({ length: 20 }, () => mint(offer.id))
    for (const gk_click_id of ids) await send({ gk_click_id })
    for (const id of new Set(ids)) await make.click({ offer, id: uuidToBytes(id) })
    const counts = await Promise.all([run(), run(), run()])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20)
    expect(await conversions()).toHaveLength(new Set(ids).size)
  })
})

describe('a database that is away', () => {
  it('leaves the postback to the spool, and it counts once however often it is replayed', async () => {
    const gk_click_id = uuidOf(await make.click())
    const gone = createHotPool('mysql://root@127.0.0.1:1/none', 1)
    const raw = rawOf({ gk_click_id, cnv_email: 'ann@example.com' })
    const answer = await createTake({ ...deps(), pool: gone })(raw)
    await gone.end()
    expect(answer).toEqual({ status: 202, body: { status: 'queued', postback_id: raw.id } })
    expect(spooled.map((record) => JSON.parse(record.toString()))).toEqual([raw])
    const arrival = now
    now = new Date(now.getTime() + 60_000)
    const replay = createReplay(deps())
    await Promise.all([replay(spooled), replay(spooled)])
    await replay(spooled)
    expect(await conversions()).toMatchObject([{ converted_at: arrival }])
    expect(await postbacks()).toMatchObject([{ id: uuidToBytes(raw.id), outcome: 'accepted', received_at: arrival }])
  })

  it('keeps what is spooled waiting, and only what can never be stored is set aside', async () => {
    const good = rawOf({ gk_click_id: '' })
    const unfit = ['no JSON', '{}', JSON.stringify({ ...good, id: 5 }), JSON.stringify({ ...good, receivedAt: 9e15 })]
    const records = [...unfit, JSON.stringify(good)].map((record) => Buffer.from(record))
    await createReplay(deps())(records)
    expect(refused).toEqual(records.slice(0, 4))
    expect(await postbacks()).toHaveLength(1)
    const gone = createHotPool('mysql://root@127.0.0.1:1/none', 1)
    await expect(createReplay({ ...deps(), pool: gone })(records.slice(4))).rejects.toThrow('ECONNREFUSED')
    await gone.end()
    expect(refused).toHaveLength(4)
  })

  it('and a spool that fails are told to the sender', async () => {
    const gone = createHotPool('mysql://root@127.0.0.1:1/none', 1)
    const full = { ...spool, append: () => Promise.reject(new Error('disk full')) }
    const answer = await createTake({ ...deps(), pool: gone, spool: full })(rawOf({ gk_click_id: randomUUID() }))
    await gone.end()
    expect(answer).toMatchObject({ status: 503, body: { status: 'error', reason: 'unavailable' } })
  })

  it('does not hold the sender: a locked click goes to the spool in time', async () => {
    const click = await make.click()
    const holder = await pool.getConnection()
    await holder.query('START TRANSACTION')
    await holder.query('SELECT 1 FROM clicks WHERE id = ? FOR UPDATE', [click.id])
    const started = performance.now()
    const answer = await send({ gk_click_id: uuidOf(click) })
    expect(performance.now() - started).toBeLessThan(3_000)
    expect(answer.status).toBe(202)
    await holder.query('ROLLBACK')
    holder.release()
    expect(spooled).toHaveLength(1)
    await createReplay(deps())(spooled)
    expect(await conversions()).toHaveLength(1)
  })
})

describe('a rule that fails', () => {
  it('leaves the raw postback queued, and it is decided when the fault is gone', async () => {
    const click = await make.click()
    const broken = { current: () => ({ ...snapshot.current(), offersById: undefined as never }) }
    const answer = await createTake({ ...deps(), snapshot: broken })(rawOf({ gk_click_id: uuidOf(click) }))
    expect(answer.status).toBe(202)
    expect(await postbacks()).toMatchObject([{ outcome: 'queued' }])
    expect(await createPostbackQueue(deps()).run()).toBe(1)
    expect(await conversions()).toHaveLength(1)
  })

  it('is as good as an event that was removed a moment ago: what is new decides', async () => {
    const offer = await make.offer({ events: [{ name: 'Old', event_id: 'old' }] })
    const before = snapshot.current()
    const click = await make.click({ offer })
    await database.db('offer_events').where({ offer_id: offer.id }).delete()
    const stale = createTake({ ...deps(), snapshot: { current: () => before } })
    expect((await stale(rawOf({ gk_click_id: uuidOf(click), cnv_event_id: 'old' }))).status).toBe(202)
    await database
      .db('offer_events')
      .insert({ offer_id: offer.id, position: 0, name: 'New', event_id: 'new', payout_type: 'flat', payout: '1' })
    // Any change brings a new snapshot.
    await make.partner()
    expect(await createPostbackQueue(deps()).run()).toBe(1)
    expect(await postbacks()).toMatchObject([{ outcome: 'rejected', reason: 'unknown_event' }])
  })

  it('of the parser too', async () => {
    const broken = { current: () => ({ ...snapshot.current(), macs: undefined as never }) }
    const gk_click_id = mint((await make.offer()).id)
    expect((await createTake({ ...deps(), snapshot: broken })(rawOf({ gk_click_id }))).status).toBe(202)
    expect(await postbacks()).toMatchObject([{ outcome: 'queued', url: expect.stringContaining(gk_click_id) }])
  })
})

it('does not hold up new clicks while a click is looked for in vain', async () => {
  const offer = await make.offer()
  const holder = await pool.getConnection()
  await holder.query('START TRANSACTION')
  // Later than every click there ever was, so that a gap lock would reach to the end of the table.
  await lookUp(holder, identify(mint(offer.id, -60_000), snapshot.current().macs))
  const started = performance.now()
  await make.click({ offer, created_at: new Date(now.getTime() + 120_000) })
  expect(performance.now() - started).toBeLessThan(1_000)
  await holder.query('ROLLBACK')
  holder.release()
})
