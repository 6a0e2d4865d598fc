import { randomBytes } from 'node:crypto'
import type { Knex } from 'knex'
import { addDeltas } from '../db/conversion-deltas.js'
import { timeKeyHex } from '../db/partitions.js'
import type { Random } from '../db/seeds/random.js'
import type { Sql } from '../db/sql.js'
import type { ClickRow, ConversionRow, PostbackRow } from '../db/tables.js'
import { markUncounted, mayBeCounted, verdictChanged } from '../db/uncounted.js'
import { createFactories } from './factories.js'

/*
 * Random traffic in a real database for tests of counters, written as GoKart writes it: in transactions that say what counters must learn.
 * `clock` stands for the clock of the database.
 */

export type CountedWorld = Awaited<ReturnType<typeof createCountedWorld>>

function keyOf(ms: number): Buffer {
  const bytes = Buffer.concat([Buffer.from(timeKeyHex(ms).slice(0, 12), 'hex'), randomBytes(10)])
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  return bytes
}

export async function createCountedWorld(db: Knex, random: Random, start: number) {
  const make = createFactories(db)
  const offers = [
    await make.offer({ events: [{}, { name: 'Second', event_id: 'second' }] }),
    await make.offer(),
    await make.offer(),
  ]
  const partners = [null, (await make.partner()).id, (await make.partner()).id]
  const clock = { now: start }
  const sqlOf =
    (trx: Knex): Sql =>
    (text, values) =>
      trx.raw(text, values as Buffer[])

  function click(ms: number): Partial<ClickRow> & { id: Buffer } {
    const offer = random.pick(offers)
    return {
      id: keyOf(ms),
      created_at: new Date(ms),
      offer_id: offer.id,
      advertiser_id: offer.advertiser_id,
      partner_id: random.pick(partners),
      outcome: random.chance(0.1) ? 'offer_paused' : 'sent',
      traffic_class: random.pick(['human', 'human', 'human', 'bot', 'prefetch']),
      ip: random.pick(['192.0.2.1', '192.0.2.2']),
      country: random.pick([null, 'DE', 'FR']),
      user_agent: random.pick([null, 'One', 'Two']),
      pub_member_id: random.pick([null, null, '', 'm1', 'M1', '{member}']),
      test: random.chance(0.1) ? 1 : 0,
    }
  }

  return {
    clock,
    offers,
    partners,

    /** Clicks of moments up to now, those that are behind the clock said to be so. */
    async addClicks(moments: readonly number[]): Promise<void> {
      const rows = moments.map(click)
      await db.transaction(async (trx) => {
        await trx('clicks').insert(rows)
        if (moments.some((ms) => mayBeCounted(ms, clock.now))) await markUncounted(sqlOf(trx), 'clicks', moments)
      })
    },

    async addPostback(ms: number): Promise<void> {
      const offer = random.pick([undefined, ...offers])
      const outcome = random.pick(['rejected', 'rejected', 'accepted', 'queued'] as const)
      const row = {
        id: keyOf(ms),
        received_at: new Date(ms),
        method: 'GET',
        ip: '192.0.2.9',
        url: '/postback',
        outcome,
        reason: outcome === 'rejected' ? random.pick(['unknown_click', 'too_late']) : null,
        offer_id: offer?.id ?? null,
        advertiser_id: offer?.advertiser_id ?? null,
        test: random.chance(0.1) ? 1 : 0,
      }
      await db.transaction(async (trx) => {
        await trx('postbacks').insert(row)
        if (mayBeCounted(ms, clock.now)) await markUncounted(sqlOf(trx), 'postbacks', [ms])
      })
    },

    /** A replay, or the decision of a queued one. */
    async changeVerdict(): Promise<void> {
      const row: PostbackRow | undefined = await db('postbacks')
        .whereIn('outcome', ['queued', 'rejected'])
        .orderByRaw('RAND()')
        .first()
      if (!row) return
      const outcome = random.pick(['rejected', 'accepted'] as const)
      await db.transaction(async (trx) => {
        await trx('postbacks')
          .where({ id: row.id })
          .update({ outcome, reason: outcome === 'rejected' ? 'over_cap' : null })
        await verdictChanged(sqlOf(trx), row.id)
      })
    },

    async addConversion(clickedAt: number, convertedAt: number): Promise<void> {
      const offer = random.pick(offers)
      const row: Partial<ConversionRow> = {
        id: keyOf(convertedAt),
        dedupe_key: randomBytes(32),
        postback_id: keyOf(convertedAt),
        click_id: keyOf(clickedAt),
        offer_id: offer.id,
        advertiser_id: offer.advertiser_id,
        partner_id: random.pick(partners),
        country: random.pick([null, 'DE', 'FR']),
        traffic_class: random.pick(['human', 'bot']),
        offer_event_id: random.pick(offer.events).id,
        event_name: '',
        status: random.pick(['pending', 'success', 'rejected']),
        clicked_at: new Date(clickedAt),
        converted_at: new Date(convertedAt),
        currency: random.pick(['USD', 'EUR']),
        revenue: random.pick(['10.0000', '0.3333', '123456789.0001']),
        test: random.chance(0.1) ? 1 : 0,
      }
      await db.transaction(async (trx) => {
        await trx('conversions').insert(row)
        await addDeltas(sqlOf(trx), [row.id!], 1)
      })
    },
  }
}
