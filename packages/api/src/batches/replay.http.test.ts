import type { BatchDetail, ReplayFilter } from '@gokart/shared'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ConversionRow, PostbackRow } from '../db/tables.js'
import { bytesToUuid, uuidToBytes } from '../db/uuid.js'
import { withConnection } from '../db/with-connection.js'
import { createDecideAgain } from '../postback/decide-again.js'
import { mintTestMark } from '../snapshot/test-mark.js'
import type { OfferWithEvents } from '../test/factories.js'
import { refusal, startGoKart, useGoKart, type GoKart } from '../test/harness.js'
import { createReplaySteps } from './replay-steps.js'
import { createBatchRunner } from './runner.js'

/* Postbacks of the log that are decided again, by two processes' worth of GoKart on one database. */

const NOW = Date.parse('2026-11-25T12:00:00.000Z')
const HOUR = 3_600_000
let now = NOW
const settings = { now: () => now }
const gokart = await useGoKart(settings)
const { make, db } = gokart
let other: GoKart

beforeAll(async () => void (other = await startGoKart(settings)))
beforeEach(() => void (now = NOW))
afterAll(() => other.close())

const many = <T>(count: number, each: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => each(index))
const clickOf = async (offer: OfferWithEvents, over: object = {}) =>
  bytesToUuid((await make.click({ offer, created_at: new Date(now - HOUR), ...over })).id)

interface Told {
  status: string
  reason?: string
  postback_id: string
}
async function send(parameters: Record<string, string>, headers: Record<string, string> = {}, to: GoKart = gokart) {
  const response = await to.fetch(`/postback?${new URLSearchParams(parameters)}`, { headers })
  return (await response.json()) as Told
}
const replay = (filter: ReplayFilter, who: 'ops' | { id: number } = 'ops') =>
  gokart.as(who).postbackTools.replay({ body: { filter } })
const batches = (of = gokart) => of.context.services.batches

async function until(id: number, state: BatchDetail['state']): Promise<BatchDetail> {
  for (;;) {
    const batch = await batches().get(id)
    if (batch.state === state || batch.state === 'stopped') return batch
    await Promise.all([batches().run(), batches(other).run()])
  }
}
async function preview(filter: ReplayFilter): Promise<BatchDetail> {
  return until((await replay(filter)).id, 'ready')
}
async function start(...ids: number[]): Promise<BatchDetail[]> {
  for (const id of ids) await gokart.as('ops').batches.start({ params: { id } })
  return Promise.all(ids.map((id) => until(id, 'done')))
}

const conversions = (): Promise<ConversionRow[]> => db('conversions').orderBy('id')
const rowOf = (id: string): Promise<PostbackRow> =>
  db('postbacks')
    .where({ id: uuidToBytes(id) })
    .first()
const storyOf = (postbackId: string) => gokart.as('ops').postbacks.get({ params: { id: postbackId } })

/** An offer that does not know the event yet of which postbacks come in. */
async function withoutSale(count: number, parameters: (index: number) => Record<string, string> = () => ({})) {
  const offer = await make.offer({
    events: [
      { name: 'SignUp', event_id: 'SignUp' },
      { name: 'Lead', event_id: 'Lead' },
    ],
  })
  const told: Told[] = []
  for (const index of many(count, Number)) {
    told.push(await send({ gk_click_id: await clickOf(offer), cnv_event_id: 'Sale', ...parameters(index) }))
  }
  expect(told.map(({ reason }) => reason)).toEqual(many(count, () => 'unknown_event'))
  return { offer, ids: told.map(({ postback_id }) => postback_id) }
}
const addSale = async ({ id }: OfferWithEvents, over: object = {}) => {
  await db('offer_events').insert({
    offer_id: id,
    position: 2,
    name: 'Sale',
    event_id: 'Sale',
    payout_type: 'flat',
    payout: '5',
    ...over,
  })
  await make.partner()
  await other.context.snapshot.refresh()
}

describe('a replay', () => {
  test('shows the verdict of today beside the old one, changes nothing until it is started, and then keeps who and when', async () => {
    const { offer, ids } = await withoutSale(3)
    const { postback_id: hopeless } = await send({ gk_click_id: 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32' })
    const arrived = (await rowOf(ids[0]!)).received_at
    await addSale(offer)
    now += 2 * HOUR
    const before = [await db('postbacks'), await conversions()]
    const shown = await preview({})
    expect(shown).toMatchObject({ kind: 'replay', lines: 4, checked: 4, done: 0 })
    expect(shown.verdicts).toEqual([
      { from: 'unknown_event', outcome: 'accepted', reason: null, lines: 3 },
      { from: 'unknown_click', outcome: 'rejected', reason: 'unknown_click', lines: 1 },
    ])
    const lines = await gokart.as('ops').batches.lines({ params: { id: shown.id }, query: { outcome: 'rejected' } })
    expect(lines.items).toMatchObject([
      { postbackId: hopeless, fromReason: 'unknown_click', reason: 'unknown_click', done: false },
    ])
    expect([await db('postbacks'), await conversions()]).toEqual(before)

    const rosa = await make.user({ email: 'rosa@example.com' })
    await gokart.as(rosa).batches.start({ params: { id: shown.id } })
    expect(await until(shown.id, 'done')).toMatchObject({ done: 4, verdicts: shown.verdicts })
    const made = await conversions()
    expect(made.map(({ converted_at }) => converted_at)).toEqual(many(3, () => arrived))
    expect(made.map(({ postback_id }) => bytesToUuid(postback_id)).toSorted()).toEqual(ids.toSorted())
    const story = await storyOf(ids[0]!)
    expect(story).toMatchObject({ outcome: 'accepted', reason: null, receivedAt: arrived.toISOString() })
    expect(story.conversionId).not.toBeNull()
    expect(story.replays).toEqual([
      {
        at: new Date(now).toISOString(),
        by: 'rosa@example.com',
        from: {
          outcome: 'rejected',
          reason: 'unknown_event',
          message: 'The offer has no event with the event ID "Sale".',
        },
        to: { outcome: 'accepted', reason: null },
      },
    ])
    const owner = gokart.as(await make.user({ advertiser_id: offer.advertiser_id }))
    expect((await owner.postbacks.get({ params: { id: ids[0]! } })).replays).toMatchObject([{ by: 'GoKart ops' }])
    expect((await storyOf(hopeless)).replays).toMatchObject([{ to: { outcome: 'rejected', reason: 'unknown_click' } }])
  })

  test('takes what the filters say, the rejected and queued ones alone', async () => {
    const { offer, ids } = await withoutSale(2)
    const accepted = await send({ gk_click_id: await clickOf(offer), cnv_event_id: 'Lead' })
    const wrong = await send({ gk_click_id: '{sub1}' })
    expect(accepted.status).toBe('accepted')
    const chosen = async (filter: ReplayFilter) => {
      const { id } = await preview(filter)
      const { items } = await gokart.as('ops').batches.lines({ params: { id } })
      return items.map(({ postbackId }) => postbackId)
    }
    expect(await chosen({})).toEqual([...ids, wrong.postback_id])
    expect(await chosen({ offerId: offer.id })).toEqual(ids)
    expect(await chosen({ advertiserId: offer.advertiser_id, reason: 'unknown_event' })).toEqual(ids)
    expect(await chosen({ q: ids[1]! })).toEqual([ids[1]])
    expect(await chosen({ q: offer.name })).toEqual(ids)
    expect(await chosen({ ip: '127.0.0.1', offerId: offer.id })).toEqual(ids)
    expect(await refusal(replay({ cnvConversionId: 'order-1' }))).toMatchObject({ status: 409 })
    // A filter that is not known is not left out: too many would be chosen.
    expect(await refusal(replay({ sender: 'x' } as ReplayFilter))).toMatchObject({ status: 422 })
    expect(await refusal(replay({ q: accepted.postback_id }))).toMatchObject({ status: 409 })
    expect(await refusal(replay({ to: new Date(NOW - HOUR).toISOString() }))).toMatchObject({ status: 409 })
    expect(await refusal(replay({ outcome: 'accepted' as 'queued' }))).toMatchObject({ status: 422 })
  })

  test('judges as of the arrival: its time, the token that was valid then', async () => {
    const advertiser = await make.advertiser({ token_policy: 'optional' })
    const offer = await make.offer({
      advertiser_id: advertiser.id,
      max_days_after_click: 1,
      events: [
        { name: 'A', event_id: 'A' },
        { name: 'B', event_id: 'B' },
      ],
    })
    const inTime = await send({
      gk_click_id: await clickOf(offer),
      cnv_event_id: 'Sale',
      token: advertiser.postback_token,
    })
    const late = await send({
      gk_click_id: await clickOf(offer, { created_at: new Date(now - 48 * HOUR) }),
      cnv_event_id: 'Sale',
    })
    await gokart.as('ops').advertisers.rotateToken({ params: { id: advertiser.id } })
    await addSale(offer)
    now += 30 * 24 * HOUR
    const [done] = await start((await preview({})).id)
    expect(done?.verdicts).toHaveLength(2)
    expect(await rowOf(inTime.postback_id)).toMatchObject({ outcome: 'accepted' })
    expect(await rowOf(late.postback_id)).toMatchObject({ outcome: 'rejected', reason: 'too_late' })
  })

  test('tells the counters of the day whose rejected postbacks became fewer', async () => {
    const { offer, ids } = await withoutSale(1)
    await addSale(offer)
    await db('rollup_days').delete()
    await start((await preview({ q: ids[0]! })).id)
    expect(await db('rollup_days')).toMatchObject([{ source: 'postbacks', day: Math.floor(NOW / 86_400_000) }])
  })

  test('of a test stays a test', async () => {
    const offer = await make.offer({
      events: [
        { name: 'A', event_id: 'A' },
        { name: 'B', event_id: 'B' },
      ],
    })
    const [mac] = gokart.context.snapshot.current().macs
    const mark = mintTestMark(mac, offer.id, now + HOUR)
    const ofTestClick = await send({ gk_click_id: await clickOf(offer, { test: 1 }), cnv_event_id: 'Sale' })
    const marked = await send({ gk_click_id: '{sub1}', cnv_event_id: 'Sale' }, { 'gk-test': mark })
    await addSale(offer)
    expect(await refusal(replay({}))).toMatchObject({ status: 409 })
    await start((await preview({ test: 'only' })).id)
    expect(await rowOf(ofTestClick.postback_id)).toMatchObject({ outcome: 'accepted', test: 1 })
    expect(await rowOf(marked.postback_id)).toMatchObject({
      outcome: 'rejected',
      reason: 'unreplaced_macro',
      test: 1,
      offer_id: offer.id,
    })
    expect(await conversions()).toMatchObject([{ test: 1 }])
  })
})

describe('nothing is counted twice', () => {
  test('by replaying twice', async () => {
    const { offer } = await withoutSale(3)
    await addSale(offer)
    const [first, second] = [await preview({}), await preview({})]
    await start(first.id)
    const made = await conversions()
    const [again] = await start(second.id)
    expect(again?.outcomes).toEqual([{ outcome: 'unchanged', lines: 3 }])
    expect(await conversions()).toEqual(made)
    expect(await db('postback_replays')).toHaveLength(3)
    expect(await refusal(replay({}))).toMatchObject({ status: 409 })
  })

  test('by 32 orders for one postback at once', async () => {
    const { offer, ids } = await withoutSale(1)
    await addSale(offer)
    const at = new Date(now)
    const results = await Promise.all(
      many(32, (batchId) => {
        const { hotPool, snapshot, log, clock } = (batchId % 2 ? other : gokart).context
        const decideAgain = createDecideAgain({ snapshot, log, clock })
        return withConnection(hotPool, 30_000, (connection) =>
          decideAgain(connection, uuidToBytes(ids[0]!), { batchId, userId: null, at }),
        )
      }),
    )
    const counts = (what: string) => results.filter(({ result }) => result === what).length
    expect([counts('decided'), counts('settled')]).toEqual([1, 31])
    expect(await conversions()).toHaveLength(1)
    expect(await db('postback_replays')).toHaveLength(1)
  })

  test('by two replays at once of 32 copies of one conversion', async () => {
    const { offer, ids } = await withoutSale(32, () => ({ cnv_conversion_id: 'order-1' }))
    await addSale(offer)
    const [one, two] = [await preview({}), await preview({})]
    await start(one.id, two.id)
    expect(await conversions()).toHaveLength(1)
    const rows = await Promise.all(ids.map(rowOf))
    const firstId = (await conversions())[0]!.id
    expect(rows.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1)
    expect(rows.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(31)
    expect(rows.every(({ conversion_id }) => conversion_id?.equals(firstId))).toBe(true)
    expect(await db('postback_replays')).toHaveLength(32)
  })

  test('by a replay of 32 beside the tracker’s own retries of them', async () => {
    const { offer } = await withoutSale(32, (index) => ({ cnv_conversion_id: `order-${index}` }))
    const sent: { url: string }[] = await db('postbacks').select('url')
    await addSale(offer)
    const { id } = await preview({})
    const retries = sent.map(async ({ url }, index) => {
      const answer = await (index % 2 ? other : gokart).fetch(url)
      return (await answer.json()) as Told
    })
    await start(id)
    const told = await Promise.all(retries)
    expect(told.every(({ status }) => status === 'accepted' || status === 'duplicate')).toBe(true)
    const made = await conversions()
    expect(made).toHaveLength(32)
    expect(new Set(made.map(({ conversion_ref }) => conversion_ref)).size).toBe(32)
    const accepted = await db('postbacks').where({ outcome: 'accepted' })
    expect(accepted).toHaveLength(32)
  })

  test('and a cap holds: of 32 that came too many, the four for which there is room now', async () => {
    const offer = await make.offer({ events: [{ cap_daily: 1 }] })
    for (const _ of many(33, Number)) await send({ gk_click_id: await clickOf(offer) })
    await db('offer_events').where({ offer_id: offer.id }).update({ cap_daily: 5 })
    await make.partner()
    await other.context.snapshot.refresh()
    const [one, two] = [await preview({}), await preview({})]
    await start(one.id, two.id)
    expect(await conversions()).toHaveLength(5)
    expect(await db('postbacks').where({ reason: 'over_cap' })).toHaveLength(28)
    expect(await db('event_usage')).toMatchObject([{ conversions: 5 }])
  })

  test('when the process dies between the postbacks and what is written of them', async () => {
    const { offer, ids } = await withoutSale(30)
    await addSale(offer)
    const { id } = await preview({})
    await gokart.as('ops').batches.start({ params: { id } })
    const { hotPool: pool, snapshot, log, clock } = gokart.context
    const real = createReplaySteps({ pool, snapshot, log, clock })
    const dying = {
      ...real,
      run: async (...given: Parameters<typeof real.run>) => {
        await real.run(...given)
        throw Object.assign(new Error('The process dies'), { code: 'PROTOCOL_CONNECTION_LOST' })
      },
    }
    const steps = { bulk_change: dying, status_import: dying, conversion_import: dying, replay: dying }
    await expect(createBatchRunner({ db, log, clock, steps }).run()).rejects.toThrow('The process dies')
    expect(await conversions()).toHaveLength(real.atOnce)
    expect(await until(id, 'done')).toMatchObject({ done: 30, outcomes: [{ outcome: 'accepted', lines: 30 }] })
    expect(await conversions()).toHaveLength(ids.length)
    expect(await db('postback_replays')).toHaveLength(ids.length)
  })
})
