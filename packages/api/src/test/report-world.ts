import { SUB_COUNT } from '@gokart/shared'
import { moveStatuses } from '../conversions/status-moves.js'
import { addDeltas } from '../db/conversion-deltas.js'
import type { Sql } from '../db/sql.js'
import { timeKey } from '../db/time-key.js'
import { transact } from '../db/transact.js'
import { keyMs, markUncounted, verdictChanged } from '../db/uncounted.js'
import type { ClickRow, ConversionRow, PostbackRow } from '../db/tables.js'
import type { Factories, OfferWithEvents } from './factories.js'
import type { Database } from '../db/knex.js'

/*
 * Random traffic for reports: clicks, conversions and postbacks of a few offers of two advertisers, with every value that a dimension may
 * have, and what never counts among them. The same seed makes the same.
 */

/** mulberry32: numbers in [0, 1) from a seed. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface ReportWorld {
  readonly offers: readonly OfferWithEvents[]
  readonly clicks: readonly ClickRow[]
}

interface Span {
  readonly from: number
  readonly to: number
}

const TEXTS = [null, 'a', 'A', 'ä', '-', '\\', 'a ', 'null', '0']

export function createReportWorld(db: Database, make: Factories, seed: number, span: Span) {
  const random = randomNumbers(seed)
  const below = (max: number) => Math.floor(random() * max)
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!
  const moment = () => new Date(span.from + below(span.to - span.from))
  const id = (at: Date) => {
    const bytes = timeKey(at)
    for (let index = 6; index < 16; index++) bytes[index] = below(256)
    return bytes
  }

  async function makeOffers(): Promise<OfferWithEvents[]> {
    const [one, other] = [await make.advertiser(), await make.advertiser()]
    const events = [
      { name: 'SignUp', event_id: 's' },
      { name: 'Trade', event_id: 't' },
    ]
    return [
      await make.offer({ advertiser_id: one.id, tracker_id: 'everflow', max_days_after_click: 30 }),
      await make.offer({ advertiser_id: one.id, events, tracker_id: 'tune' }),
      await make.offer({ advertiser_id: other.id, tracker_id: 'everflow' }),
      await make.offer({ advertiser_id: other.id }),
    ]
  }

  function click(offer: OfferWithEvents, partners: readonly (number | null)[]): ClickRow {
    const created_at = moment()
    return {
      id: id(created_at),
      created_at,
      offer_id: offer.id,
      advertiser_id: offer.advertiser_id,
      partner_id: pick(partners),
      link_version: 1,
      outcome: pick(['sent', 'sent', 'sent', 'offer_paused']),
      traffic_class: pick(['human', 'human', 'human', 'bot', 'prefetch']),
      ip: pick(['192.0.2.1', '192.0.2.2']),
      country: pick([null, 'DE', 'US', 'NP']),
      device: pick([null, 'mobile', 'desktop']),
      os: pick([null, 'iOS', 'Android']),
      browser: pick([null, 'Safari', 'Chrome']),
      user_agent: pick([null, 'one', 'other']),
      pub_member_id: pick([null, null, 'm1', 'M1', ' ']),
      test: below(10) === 0 ? 1 : 0,
      ...(Object.fromEntries(
        Array.from({ length: SUB_COUNT }, (_, index) => [`pub_sub_${index + 1}`, pick(TEXTS)]),
      ) as Pick<ClickRow, 'pub_sub_1'>),
    } as ClickRow
  }

  function conversion(offer: OfferWithEvents, of: ClickRow | undefined): Partial<ConversionRow> {
    const clicked_at = of?.created_at ?? moment()
    const event = pick(offer.events)
    const converted_at = new Date(clicked_at.getTime() + below(86_400_000))
    return {
      id: id(converted_at),
      dedupe_key: Buffer.from(Array.from({ length: 32 }, () => below(256))),
      postback_id: id(converted_at),
      click_id: of?.id ?? id(clicked_at),
      offer_id: offer.id,
      advertiser_id: offer.advertiser_id,
      partner_id: of?.partner_id ?? null,
      offer_event_id: event.id,
      event_id: event.event_id,
      event_name: event.name,
      status: pick(['pending', 'success', 'success', 'rejected']),
      clicked_at,
      country: of?.country ?? null,
      traffic_class: of?.traffic_class ?? 'human',
      converted_at,
      currency: pick(['USD', 'USD', 'EUR', 'JPY']),
      revenue: `${below(1000)}.${String(below(10_000)).padStart(4, '0')}`,
      test: of?.test ?? 0,
    }
  }

  function postback(offer: OfferWithEvents | undefined): Partial<PostbackRow> {
    const received_at = moment()
    const outcome = pick(['accepted', 'duplicate', 'rejected', 'rejected', 'queued'] as const)
    return {
      id: id(received_at),
      received_at,
      method: 'GET',
      ip: '198.51.100.1',
      url: '/postback',
      outcome,
      reason: outcome === 'rejected' ? pick(['invalid_amount', 'unknown_event', 'unknown_click']) : null,
      offer_id: offer?.id ?? null,
      advertiser_id: offer?.advertiser_id ?? null,
      test: below(10) === 0 ? 1 : 0,
    }
  }

  const sql: Sql = (text, values) => db.raw(text, values as never)

  /** As the hot paths do: counters hear of it. */
  async function insert(rows: {
    clicks: ClickRow[]
    conversions: Partial<ConversionRow>[]
    postbacks: Partial<PostbackRow>[]
  }) {
    await db.batchInsert('clicks', rows.clicks, 200)
    await db.batchInsert('conversions', rows.conversions, 200)
    await db.batchInsert('postbacks', rows.postbacks, 200)
    const keys = (some: readonly { id?: Buffer }[]) => some.map((row) => keyMs(row.id!))
    await addDeltas(
      sql,
      rows.conversions.map((row) => row.id!),
      1,
    )
    await markUncounted(sql, 'clicks', keys(rows.clicks))
    await markUncounted(sql, 'postbacks', keys(rows.postbacks))
  }

  return {
    random,
    pick,
    below,
    /** Writes so many of each. */
    async fill(count: number): Promise<ReportWorld> {
      const made = await makeOffers()
      const partners = [null, (await make.partner()).id, (await make.partner()).id]
      const clicks = Array.from({ length: count }, () => click(pick(made), partners))
      const conversions = Array.from({ length: count }, () => {
        const of = below(8) === 0 ? undefined : pick(clicks)
        return conversion(made.find((offer) => offer.id === of?.offer_id) ?? pick(made), of)
      })
      const postbacks = Array.from({ length: count }, () => postback(below(5) === 0 ? undefined : pick(made)))
      await insert({ clicks, conversions, postbacks })
      return { offers: made, clicks }
    },

    /** Statuses that change, postbacks that are decided again, and records that come late. */
    async change({ offers, clicks }: ReportWorld, count: number): Promise<void> {
      const conversions: ConversionRow[] = await db('conversions').orderBy('id')
      for (let index = 0; index < count; index++) {
        const { id: conversionId } = pick(conversions)
        const move = { conversionId, to: pick(['success', 'rejected'] as const), reason: 'Test' }
        await transact(db, (trx) => moveStatuses(trx, [move], { userId: null, at: new Date(span.to) }))
      }
      const postbacks: PostbackRow[] = await db('postbacks').whereIn('outcome', ['queued', 'rejected']).orderBy('id')
      for (const { id: key } of postbacks.filter(() => below(10) === 0)) {
        await db('postbacks').where({ id: key }).update({ outcome: 'accepted', reason: null })
        await verdictChanged(sql, key)
      }
      const late = Array.from({ length: count }, () => click(pick(offers), [null]))
      const of = pick(clicks)
      const offer = offers.find(({ id: offerId }) => offerId === of.offer_id) ?? offers[0]!
      await insert({ clicks: late, conversions: [conversion(offer, of)], postbacks: [postback(pick(offers))] })
    },
  }
}
